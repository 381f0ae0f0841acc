"""Write XML that is well-formed, or none: not every text and every property fits into it."""

from __future__ import annotations

import io
from typing import IO, Final

from nrr_graph.errors import NotAcceptable

#: XML 1.0, section 2.2; the two last code points of the plane as UTF-8.
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
#: What the writer of RDF/XML makes of a property whose IRI does not end in an XML name.
_NAMELESS: Final = b"<oxprefix: "


class XmlFile(io.RawIOBase):
    """Passes the engine's XML on; escapes carriage returns, which parsers read as line feeds.

    :param others: what to ask for instead, should XML not do.
    """

    def __init__(self, output: IO[bytes] | io.RawIOBase, others: str) -> None:
        self._output, self._others = output, others
        self._last = b""

    def writable(self) -> bool:
        """Tell that this file can be written."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Pass the bytes on, escaped.

        :raises NotAcceptable: XML cannot carry what they say.
        """
        data = bytes(data)
        self._check(self._last + data)
        self._last = data[1 - len(_NAMELESS) :]
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def _check(self, data: bytes) -> None:
        if _NAMELESS in data:
            problem = "RDF/XML cannot name a property whose IRI does not end in an XML name"
        elif len(data.translate(None, _CONTROLS)) < len(data):
            problem = "XML cannot carry the control character that a text holds"
        elif any(code in data for code in _NONCHARACTERS):
            problem = "XML cannot carry the code point U+FFFE or U+FFFF that a text holds"
        else:
            return
        raise NotAcceptable(f"{problem}; ask for one of: {self._others}")
