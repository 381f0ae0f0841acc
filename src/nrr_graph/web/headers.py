"""The headers of every answer."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

#: What scripts of other sites may see of an answer, beside what browsers show them anyway.
EXPOSED: Final = (
    "Link, ETag, Content-Disposition, Content-Range, Retry-After, NRR-Release, NRR-Hint"
)
#: What scripts of other sites may send, beside what browsers let them send anyway: what SPARQL and
#: Wikibase clients are known to add.
PREFLIGHT_HEADERS: Final = (
    "Accept, Accept-Language, Api-User-Agent, Authorization, Cache-Control, Content-Type, "
    "If-Modified-Since, If-None-Match, Pragma, queryid, Range, User-Agent, X-Requested-With"
)
#: Let every page script of the world read, and none of theirs run here.
COMMON: Final = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": EXPOSED,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
            "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
    }
)
