"""Content codings: which one a client gets, and how it is made (RFC 9110, section 8.4)."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final

import brotli
import zstandard
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

#: Smaller answers gain nothing.
SMALLEST_BYTES: Final = 1000
#: Beginnings and ends of the media types that shrink.
_SHRINKING: Final = (
    ("text/", "image/svg"),
    ("json", "xml", "javascript", "triples", "quads", "trig"),
)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=6).compress(body)


#: Codings by name, preferred first; levels that cost about as much as making the answer.
CODINGS: Final[Mapping[str, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "br": partial(brotli.compress, quality=5),
        "zstd": _zstd,
        # Without the time, equal bytes give equal bytes, and the ETag may be strong.
        "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
    }
)


@lru_cache(maxsize=256)
def coding_for(accept_encoding: str) -> str:
    """Return the coding that a client gets; nothing for the bytes as they are.

    >>> coding_for("gzip, deflate, br"), coding_for("gzip;q=1, br;q=0"), coding_for("")
    ('br', 'gzip', '')
    """
    qualities = dict(parse_accept_header(accept_encoding, Accept))
    for name in CODINGS:
        qualities.setdefault(name, qualities.get("*", 0))
    best = max(CODINGS, key=lambda name: qualities[name])
    return best if qualities[best] > 0 and qualities[best] >= qualities.get("identity", 0) else ""


def shrinks(content_type: str, size_bytes: int) -> bool:
    """Tell whether an answer is worth compressing.

    >>> shrinks("text/html; charset=utf-8", 5000), shrinks("image/png", 5000)
    (True, False)
    """
    media_type = content_type.partition(";")[0].strip()
    beginnings, ends = _SHRINKING
    return size_bytes >= SMALLEST_BYTES and (
        media_type.startswith(beginnings) or media_type.endswith(ends)
    )
