"""Where the body of a streamed response ends (RFC 9112, section 6)."""

from __future__ import annotations

from collections.abc import Iterable


class Framing:
    r"""Tells a client where a body ends: by its length, in chunks, or by closing the connection.

    >>> chunked = Framing(has_length=False, http_version="1.1")
    >>> b"".join(chunked.frame(b"abc")) + chunked.end
    b'3\r\nabc\r\n0\r\n\r\n'
    >>> Framing(has_length=False, http_version="1.0").ends_with_connection
    True
    """

    def __init__(self, *, has_length: bool, http_version: str) -> None:
        self._is_chunked = not has_length and http_version != "1.0"
        self.ends_with_connection = not has_length and not self._is_chunked
        #: The header field that says so, and what follows the last part.
        self.field = b"transfer-encoding: chunked\r\n" if self._is_chunked else b""
        self.end = b"0\r\n\r\n" if self._is_chunked else b""

    def frame(self, part: bytes) -> Iterable[bytes]:
        """Return what is written of a part, which is not empty."""
        return (b"%x\r\n" % len(part), part, b"\r\n") if self._is_chunked else (part,)
