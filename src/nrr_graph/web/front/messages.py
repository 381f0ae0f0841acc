"""What a front gives to workers: plain queries, and requests for the application."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nrr_graph.encodings import coding_for, shrinks
from nrr_graph.engine.failures import fields_of
from nrr_graph.engine.interface import formats_for_query
from nrr_graph.engine.messages import REQUEST, QueryJob, encode
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import (
    GRAPH_FORMATS,
    HTML,
    SOLUTION_FORMATS,
    Format,
    chosen_by,
)
from nrr_graph.sparql.query import read_query
from nrr_graph.web.front.parser import Arrived
from nrr_graph.web.requests import FORMAT_PARAMETERS, Request, read_query_request

#: A longer query is read where that may take its time: in a worker.
_READ_HERE_BYTES: Final = 16 * 1024
_PARAMETERS: Final = {"query", *FORMAT_PARAMETERS, "default-graph-uri", "named-graph-uri"}
_METHODS: Final = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class PlainQuery:
    """A query that needs nothing of the application, as a message for a worker."""

    message: bytes
    chosen: Format
    is_repeatable: bool


def plain_query(request: Request, size_limit_bytes: int) -> PlainQuery | None:
    """Read a request to the SPARQL endpoint; nothing if anything about it is unusual.

    The application then says what is wrong with it, or shows what is asked for.
    """
    is_long = len(request.query_string) + len(request.body) > _READ_HERE_BYTES
    if is_long or request.method not in _METHODS:
        return None
    try:
        asked = read_query_request(request, size_limit_bytes)
        if asked.text is None or any(n not in _PARAMETERS for n, _ in asked.parameters):
            return None
        query = read_query(asked.text)
        is_graph = formats_for_query(query) is GRAPH_FORMATS
        chosen = _negotiated(asked.format_word, request.header(b"accept"), is_graph=is_graph)
    except NrrGraphError:
        return None
    if chosen == HTML:
        return None
    coding = _coding(request) if shrinks(chosen.content_type) else ""
    message = QueryJob(query, chosen.name, asked.dataset, coding).encode()
    return PlainQuery(message, chosen, query.is_repeatable)


def request_message(arrived: Arrived, error: NrrGraphError | None = None) -> bytes:
    """Return the message that has the application answer a request.

    :param error: what went wrong with it elsewhere, for the application to tell of.
    """
    request = arrived.request
    # Parts are of the response to GET (RFC 9110, section 14.2).
    headers = [(n, v) for n, v in request.headers if n != b"range" or request.method == "GET"]
    fields = {
        # The head of a response is that of the response to GET (section 9.3.2).
        "method": "GET" if request.method == "HEAD" else request.method,
        "target": arrived.target.decode("latin-1"),
        "headers": [(n.decode("latin-1"), v.decode("latin-1")) for n, v in headers],
        "coding": _coding(request),
        "error": fields_of(error) if error else None,
    }
    return encode(REQUEST, json.dumps(fields).encode() + b"\0" + request.body)


def _coding(request: Request) -> str:
    accepted = request.header(b"accept-encoding")
    return coding_for(accepted.decode("latin-1")) if accepted else ""


@lru_cache(maxsize=256)
def _negotiated(word: str, accept: bytes, *, is_graph: bool) -> Format:
    """Return the format that suits; clients send few different headers.

    :raises NotAcceptable: none does.
    """
    offered = (*(GRAPH_FORMATS if is_graph else SOLUTION_FORMATS), HTML)
    return chosen_by(word, accept.decode("latin-1"), offered)
