"""Responses as they go over the wire (RFC 9110, RFC 9112)."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from werkzeug.http import parse_date

from nrr_graph.mediatypes import HTML, PROBLEM, Format
from nrr_graph.web.headers import COMMON
from nrr_graph.web.problems import Problem, prefers_page
from nrr_graph.web.requests import Request

Fields = Sequence[tuple[bytes, bytes]]
_ENTITY_TAG: Final = re.compile(rb'(?:W/)?("[^"]*")')
#: What a 304 does not repeat (RFC 9110, section 15.4.5).
_OF_CONTENT: Final = (b"content-length:", b"content-type:", b"content-encoding:")


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response; ``head`` lacks what differs each time it is sent.

    ``etag`` names exactly this body of this type in this coding; nothing for one without.
    ``last_modified`` is the date of what the body says, as its header has it.
    """

    head: bytes
    body: bytes
    etag: bytes = b""
    last_modified: bytes = b""

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return len(self.head) + len(self.body) + len(self.etag)

    def is_known_to(self, request: Request) -> bool:
        """Tell whether a client has this already; its tag tells more than a date (section 13.2.2).

        >>> dated = Response(b"", b"", b'"a"', b"Wed, 25 Nov 2026 00:00:00 GMT")
        >>> since = (b"if-modified-since", b"Thu, 26 Nov 2026 00:00:00 GMT")
        >>> dated.is_known_to(Request("GET", "/", b"", [since], b""))
        True
        >>> dated.is_known_to(Request("GET", "/", b"", [since, (b"if-none-match", b'"b"')], b""))
        False
        """
        tags = request.header(b"if-none-match")
        if tags or not self.last_modified:
            return self.is_known_by(tags)
        since = parse_date(request.header(b"if-modified-since").decode("latin-1"))
        changed = parse_date(self.last_modified.decode("latin-1"))
        return since is not None and changed is not None and changed <= since

    def is_known_by(self, if_none_match: bytes) -> bool:
        """Tell whether a client has this already (RFC 9110, section 13.1.2).

        >>> Response(b"", b"", b'"a"').is_known_by(b'"b","a"')
        True
        """
        if not self.etag or not if_none_match:
            return False
        return if_none_match.strip() == b"*" or self.etag in _ENTITY_TAG.findall(if_none_match)

    def not_modified(self) -> bytes:
        """Return the head of the 304 that says so."""
        lines = self.head.split(b"\r\n")[1:]
        kept = [line for line in lines if not line.lower().startswith(_OF_CONTENT)]
        return b"HTTP/1.1 304 Not Modified\r\n" + b"\r\n".join(kept)


def head_of(status: int, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    r"""Return the status line and the header fields.

    >>> head_of(200, [(b"vary", b"Accept")])
    b'HTTP/1.1 200 OK\r\nvary: Accept\r\n'
    """
    return _status_line(status) + b"".join([b"%s: %s\r\n" % field for field in fields])


@lru_cache(maxsize=64)
def _status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    return b"HTTP/1.1 %d %s\r\n" % (status, phrase.encode())


def complete(
    head: bytes, body: bytes, seed: bytes, coding: bytes = b"", last_modified: bytes = b"", *,
    has_etag: bool = True,
) -> Response:  # fmt: skip
    """Return a whole response with its length and its entity tag.

    :param seed: the media type; equal bytes of another type are another response.
    :param last_modified: the date that the head gives, if it gives one.
    """
    coded = b"content-encoding: %s\r\n" % coding if coding else b""
    if not has_etag:
        return Response(b"%scontent-length: %d\r\n%s" % (head, len(body), coded), body)
    digest = hashlib.sha256(b"%s\n%s\n" % (seed, coding))
    digest.update(body)
    etag = b'"%s"' % digest.hexdigest()[:32].encode()
    fields = (head, len(body), etag, coded)
    coded_head = b"%scontent-length: %d\r\netag: %s\r\n%s" % fields
    return Response(coded_head, body, etag, last_modified)


@lru_cache(maxsize=64)
def query_head(chosen: Format, version: str, *, is_repeatable: bool, shrinks: bool) -> bytes:
    """Return the head of the answer to a query, up to what depends on its body.

    :param version: of the release.
    """
    fields = {
        **COMMON,
        "NRR-Release": version,
        "Vary": "Accept, Accept-Encoding" if shrinks else "Accept",
        "Content-Type": chosen.content_type,
        # Kept by whoever likes, and asked for anew each time: most often that is a 304.
        "Cache-Control": "public, no-cache" if is_repeatable else "no-store",
    }
    return head_of(200, [(name.lower().encode(), v.encode()) for name, v in fields.items()])


def problem_response(problem: Problem, accept: bytes) -> Response:
    """Return an error that no worker could tell of."""
    is_page = prefers_page(accept.decode("latin-1"))
    body = problem.plain_page() if is_page else problem.document()
    media_type = HTML.content_type if is_page else PROBLEM.name
    fields = {**COMMON, **problem.headers, "Content-Type": media_type, "Vary": "Accept"}
    encoded = [(name.lower().encode(), v.encode()) for name, v in fields.items()]
    return complete(head_of(problem.status, encoded), body, b"", has_etag=False)


def own_response(body: bytes, content_type: str) -> Response:
    """Return what a front says of itself, which nobody may keep."""
    fields = {**COMMON, "Content-Type": content_type, "Cache-Control": "no-store"}
    encoded = [(name.lower().encode(), v.encode()) for name, v in fields.items()]
    return complete(head_of(200, encoded), body, b"", has_etag=False)


class Clock:
    """The Date header (RFC 9110, section 6.6.1), made once a second."""

    def __init__(self) -> None:
        self._second, self._field = 0, b""

    def date_field(self) -> bytes:
        """Return the field, with the end of its line."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._field = b"date: %s\r\n" % formatdate(second, usegmt=True).encode()
        return self._field
