"""Read a request: one reader for all methods and both query endpoints, before any framework.

Raised errors say what is wrong; :mod:`nrr_graph.web.problems` says how an error is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.errors import MalformedRequest, RefusedQuery, UnreadableRequest

Headers = Sequence[tuple[bytes, bytes]]
Parameters = list[tuple[str, str]]
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
_UPDATES: Final = ("application/sparql-update", "update")
_PARAMETERS_LIMIT: Final = 1000
#: Parameters by which clients ask for a format, the first that is given counts.
FORMAT_PARAMETERS: Final = ("format", "output", "results")
#: RFC 3986, section 3.2.2 and 3.2.3, without user information (RFC 9110, section 4.2.4).
_HOST: Final = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+;=-]*)(?::[0-9]*)?")


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.  ``path`` is decoded; names of headers are in lower case."""

    method: str
    path: str
    query_string: bytes
    headers: Headers
    body: bytes = b""

    def header(self, name: bytes) -> bytes:
        """Return the values of a header, joined (RFC 9110, section 5.3)."""
        found = [value for key, value in self.headers if key == name]
        return found[0] if len(found) == 1 else b", ".join(found)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request to a query endpoint asks for; no text if it has no query."""

    text: str | None
    parameters: Parameters

    @property
    def dataset(self) -> Dataset:
        """The dataset that the request names (SPARQL 1.1 Protocol, section 2.1.4)."""
        default = [value for name, value in self.parameters if name == "default-graph-uri"]
        named = [value for name, value in self.parameters if name == "named-graph-uri"]
        return Dataset(default, named) if default or named else OWN_DATASET

    @property
    def format_word(self) -> str:
        """The word that asks for a format, which beats the Accept header."""
        given = [(n, v) for n, v in self.parameters if v]
        return next((v for name in FORMAT_PARAMETERS for n, v in given if n == name), "")


def read_query_request(
    request: Request, size_limit_bytes: int, *, is_lenient: bool = False
) -> QueryRequest:
    """Read a query operation (SPARQL 1.1 Protocol, section 2.1).

    :param size_limit_bytes: the longest query that is accepted, in UTF-8.
    :param is_lenient: a POST of any type may have its query in the address, as clients of
        Wikidata's query service send it.
    :raises MalformedRequest: a parameter is missing, repeated or not UTF-8.
    :raises UnreadableRequest: the body is of another type or too large.
    :raises RefusedQuery: it would update.
    """
    parameters = _parse(request.query_string, "the address")
    media_type, _, rest = request.header(b"content-type").decode("latin-1").partition(";")
    media_type = media_type.strip().lower()
    text = None
    if request.method == "POST" and media_type == FORM:
        parameters += _parse(request.body, "the form")
    elif request.method == "POST" and media_type == DIRECT:
        text = _decode(request.body, rest)
    elif request.method == "POST" and media_type not in _UPDATES and not is_lenient:
        given = media_type or "nothing"
        raise UnreadableRequest(415, f"send the query as {FORM} or {DIRECT}, not as “{given}”")
    if media_type in _UPDATES or any(name == "update" for name, _ in parameters):
        raise RefusedQuery(
            "updates are refused: the graph is curated in files; see CONTRIBUTING.md"
        )
    text = _query(parameters) if text is None else text
    if text is None and request.method == "POST":
        raise MalformedRequest("the parameter “query” is missing")
    if text is not None and len(text) * 4 > size_limit_bytes < len(text.encode()):
        limit = f"{size_limit_bytes} bytes (query_size_limit_bytes)"
        raise UnreadableRequest(413, f"the query is longer than {limit}")
    return QueryRequest(text, parameters)


def _parse(encoded: bytes, where: str) -> Parameters:
    if not encoded:
        return []
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_PARAMETERS_LIMIT,
        )
    except UnicodeDecodeError as error:
        found = f"the byte {error.object[error.start]:02X}"
        raise MalformedRequest(f"{where} is not UTF-8: {found} begins no character") from error
    except ValueError as error:
        raise MalformedRequest(f"{where} has more than {_PARAMETERS_LIMIT} parameters") from error


def _query(parameters: Parameters) -> str | None:
    values = [value for name, value in parameters if name == "query"]
    if len(values) > 1:
        raise MalformedRequest(f"the parameter “query” is given {len(values)} times; give it once")
    return values[0] if values else None


def _decode(body: bytes, parameters: str) -> str:
    named = re.search(r'charset\s*=\s*"?([^\s";]+)', parameters, re.IGNORECASE)
    if named and named[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnreadableRequest(415, f"send the query in UTF-8, not in {named[1]}")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the query is not UTF-8 at byte {error.start}") from error


def require_host(headers: Headers, http_version: str = "1.1") -> None:
    """Make sure that a request says well which host it is for (RFC 9112, section 3.2).

    :raises MalformedRequest: it names none, several, or what is no host.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if not hosts and http_version == "1.0":
        return
    if len(hosts) != 1:
        raise MalformedRequest(f"a request has one Host header; this one has {len(hosts)}")
    if not _HOST.fullmatch(hosts[0].strip()):
        raise MalformedRequest("the Host header is no host name with a port")
