"""Content codings: which one a client gets, and how it is made (RFC 9110, section 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

#: Smaller responses gain nothing.
SMALLEST_BYTES: Final = 1000
#: Beginnings and ends of the media types that shrink.
_SHRINKING: Final = (
    ("text/", "image/svg"),
    ("json", "xml", "javascript", "triples", "quads", "trig"),
)


class Encoder(Protocol):
    """Encodes a body part by part."""

    def process(self, data: bytes) -> bytes:
        """Take the next part; return what can be sent of it."""

    def finish(self) -> bytes:
        """Return the rest."""


class _Compressing:
    """Gives compressors of the standard library and of zstandard the names of Brotli's."""

    def __init__(self, compress: Callable[[bytes], bytes], flush: Callable[[], bytes]) -> None:
        self.process, self.finish = compress, flush


# Brotli and Zstandard come with the server; where nothing is sent, nothing is encoded.


def _brotli(level: int) -> Encoder:
    import brotli

    compressor: Encoder = brotli.Compressor(quality=level)
    return compressor


def _zstd(level: int) -> Encoder:
    import zstandard

    compressor = zstandard.ZstdCompressor(level=level).compressobj()
    return _Compressing(compressor.compress, compressor.flush)


def _gzip(level: int) -> Encoder:
    # This writes no time into its header: equal bytes give equal bytes, and an ETag is strong.
    compressor = zlib.compressobj(level, wbits=31)
    return _Compressing(compressor.compress, compressor.flush)


#: Codings, preferred first: how to make the encoder, and the levels for what is whole and small,
#: at about the cost of making it, for what streams, and for what is prepared once and sent often.
#: No level of Zstandard has a window above 8 MB (RFC 9659, section 3).
CODINGS: Final[Mapping[str, tuple[Callable[[int], Encoder], int, int, int]]] = MappingProxyType(
    {"br": (_brotli, 5, 1, 9), "zstd": (_zstd, 6, 1, 12), "gzip": (_gzip, 6, 1, 9)}
)


def encoder(coding: str, *, is_whole: bool) -> Encoder:
    """Return what encodes a body that is whole, or one that comes part by part.

    >>> gzip = encoder("gzip", is_whole=True)
    >>> zlib.decompress(gzip.process(b"text") + gzip.finish(), wbits=31)
    b'text'
    """
    make, whole_level, stream_level, _ = CODINGS[coding]
    return make(whole_level if is_whole else stream_level)


def prepared(content: bytes, coding: str) -> bytes:
    """Return content in a coding, for what is made once and sent often.

    :raises ImportError: the library of the coding comes with the server, which is not installed.

    >>> zlib.decompress(prepared(b"text", "gzip"), wbits=31)
    b'text'
    """
    make, *_, level = CODINGS[coding]
    made = make(level)
    return made.process(content) + made.finish()


@lru_cache(maxsize=256)
def coding_for(accept_encoding: str, offered: tuple[str, ...] = tuple(CODINGS)) -> str:
    """Return the coding that a client gets; nothing for the bytes as they are.

    :param offered: the codings that there are, preferred first.

    >>> coding_for("gzip, deflate, br"), coding_for("gzip;q=1, br;q=0"), coding_for("")
    ('br', 'gzip', '')
    >>> coding_for("gzip, br", ("gzip",)), coding_for("br", ())
    ('gzip', '')
    """
    qualities = dict(parse_accept_header(accept_encoding, Accept))
    for name in offered:
        qualities.setdefault(name, qualities.get("*", 0))
    best = max(offered, key=lambda name: qualities[name], default="identity")
    if best == "identity":
        return ""
    return best if qualities[best] > 0 and qualities[best] >= qualities.get("identity", 0) else ""


def shrinks(content_type: str) -> bool:
    """Tell whether responses of a media type are worth compressing.

    >>> shrinks("text/html; charset=utf-8"), shrinks("image/png")
    (True, False)
    """
    media_type = content_type.partition(";")[0].strip()
    beginnings, ends = _SHRINKING
    return media_type.startswith(beginnings) or media_type.endswith(ends)
