"""The one place that says how an error is answered: status, title, text (RFC 9457)."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from nrr_graph.errors import (
    EngineFailed,
    LimitReached,
    MalformedQuery,
    MalformedRequest,
    NotAcceptable,
    NrrGraphError,
    RefusedQuery,
    UnreadableRequest,
    shortened,
)
from nrr_graph.mediatypes import HTML, PROBLEM, negotiate

#: When a client may ask again that found all workers busy.
RETRY_AFTER_S: Final = 5
_STATUSES: Final[Mapping[type[NrrGraphError], tuple[int, str]]] = MappingProxyType(
    {
        MalformedQuery: (400, "Malformed query"),
        MalformedRequest: (400, "Malformed request"),
        RefusedQuery: (403, "Refused query"),
        NotAcceptable: (406, "Not acceptable"),
        LimitReached: (503, "Limit reached"),
    }
)


@dataclass(frozen=True)
class Problem:
    """An error as HTTP tells it."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> bytes:
        r"""Return the problem document for programs.

        >>> json.loads(Problem(404, "Not Found", "no such graph").document())["detail"]
        'no such graph'
        """
        fields = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return json.dumps(fields, ensure_ascii=False).encode() + b"\n"

    def plain_page(self) -> bytes:
        """Return a page that needs nothing else, for where no page can be rendered."""
        title, detail = html.escape(self.title), html.escape(self.detail)
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f"<h1>{self.status} {title}</h1><p>{detail}</p></html>\n"
        ).encode()


def problem_of(error: NrrGraphError) -> Problem:
    """Return how an error is answered.

    >>> problem_of(LimitReached("time_limit_s", "the query ran longer than 10 s")).status
    503
    """
    if isinstance(error, UnreadableRequest):
        return problem(error.status, error.problem)
    if isinstance(error, EngineFailed):
        late = HTTPStatus.GATEWAY_TIMEOUT if error.is_late else HTTPStatus.BAD_GATEWAY
        return problem(late, str(error), {"Retry-After": str(RETRY_AFTER_S)})
    headers = {}
    if isinstance(error, LimitReached) and error.limit == "queue_length_limit":
        headers["Retry-After"] = str(RETRY_AFTER_S)
    status, title = _STATUSES.get(type(error), (500, "Internal Server Error"))
    return Problem(status, title, shortened(str(error)), headers)


def too_many(per_second: float) -> Problem:
    """Return what a client gets that sends more requests than it may."""
    detail = f"a client may send {per_second:g} requests a second here (rate_limit_per_s)"
    return problem(429, detail, {"Retry-After": "1"})


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """Return a problem titled by its status."""
    return Problem(int(status), HTTPStatus(status).phrase, shortened(detail), headers or {})


def prefers_page(accept: str, word: str = "") -> bool:
    """Tell whether a client would rather have HTML than anything else we write errors in.

    :param word: what ``format=`` says; it beats the Accept header.
    """
    if word:
        return word in HTML.words
    try:
        return negotiate(accept, (PROBLEM, HTML)) == HTML
    except NotAcceptable:
        return False
