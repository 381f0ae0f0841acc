"""Ask a SPARQL endpoint over HTTP: connections kept, time bounded, failures told apart."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode

import urllib3
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    MaxRetryError,
    ReadTimeoutError,
)
from urllib3.exceptions import TimeoutError as TookTooLong
from urllib3.util import Retry, Timeout, make_headers, parse_url

from nrr_graph.engine.limits import Limits
from nrr_graph.errors import EngineFailed, LimitReached, MalformedQuery, NrrGraphError

#: Connections kept open, about as many as one web process has threads.
CONNECTIONS: Final = 32
CONNECT_LIMIT_S: Final = 2


class _Again(Retry):
    """Asks again when a kept connection turns out to be closed, but not when time has run out."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: urllib3.BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Count a failure.

        :raises ReadTimeoutError: the server was late; it would be so a second time.
        """
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)


#: Asked again after 0.1 and 0.2 s: what a restart or a busy moment needs, no more.
RETRIES: Final = _Again(
    connect=2,
    status=2,
    read=2,
    backoff_factor=0.1,
    status_forcelist=(502, 503, 504),
    allowed_methods=None,
    raise_on_status=False,
    redirect=False,
)
#: With which Virtuoso says, beside status 200, that an answer is not whole.
CUT_HEADERS: Final = ("X-SPARQL-MaxRows", "X-SQL-State")
#: The state that says that its time was up.
TIMED_OUT: Final = "S1TAT"
#: How much longer we wait than the engine is asked to, so that it can say that it has stopped.
GRACE_S: Final = 0.2
#: How much of another server's error text is passed on.
ERROR_CHARACTERS: Final = 500
HINT: Final = "This is what the engine behind this site says; its place counts what was put before."


class Endpoint:
    """A SPARQL endpoint at an address; a user name and password may stand in it.

    :param server: what the server calls itself, as it has been learned before.
    :raises NrrGraphError: the address is none.
    """

    def __init__(self, url: str, limits: Limits, server: str = "") -> None:
        self._limits = limits
        #: The header Server of the last response.
        self.server = server
        try:
            parsed = parse_url(url)
        except LocationParseError as error:
            raise NrrGraphError(f"{url} is no address ({error})") from error
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise NrrGraphError(f"{url} is no address of a SPARQL endpoint: begin with http://")
        self._headers = make_headers(basic_auth=parsed.auth) if parsed.auth else {}
        self._url = without_password(url)
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS, block=True, retries=RETRIES, headers=self._headers
        )

    def ask(self, fields: Sequence[tuple[str, str]], accept: str) -> Iterator[bytes]:
        """Yield the pieces of the answer to a query operation by form POST.

        :raises MalformedQuery: the server says so (400).
        :raises EngineFailed: it cannot be reached, is late, or answers with anything but results.
        :raises LimitReached: the answer is larger than allowed.
        """
        end = time.monotonic() + self._limits.time_limit_s + GRACE_S
        try:
            response = self._post(urlencode([*fields, self._timeout_field()]), accept)
            yield from self._pieces(response, end)
        except (TookTooLong, MaxRetryError) as error:
            raise self._unreached(error) from error
        except HTTPError as error:
            raise EngineFailed(f"broke its answer off ({type(error).__name__})") from error

    def _post(self, body: str, accept: str) -> urllib3.BaseHTTPResponse:
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-BIGDATA-MAX-QUERY-MILLIS": str(self._limits.time_limit_s * 1000),
        }
        timeout = Timeout(connect=CONNECT_LIMIT_S, read=self._limits.time_limit_s + GRACE_S)
        response = self._pool.request(
            "POST", self._url, body=body.encode(), headers=self._headers | headers,
            timeout=timeout, preload_content=False,
        )  # fmt: skip
        self.server = response.headers.get("Server", "")
        problem = _problem_with(response)
        if problem:
            response.drain_conn()
            raise problem
        return response

    def _timeout_field(self) -> tuple[str, str]:
        """Return the parameter that asks the engine to stop in time.

        Virtuoso takes milliseconds, and none below 1,000; Fuseki, GraphDB and RDF4J take seconds.
        Blazegraph has a header for it.
        """
        unit = 1000 if self.server.startswith("Virtuoso") else 1
        return "timeout", str(self._limits.time_limit_s * unit)

    def _pieces(self, response: urllib3.BaseHTTPResponse, end: float) -> Iterator[bytes]:
        left, whole = self._limits.result_size_limit_mb * 1024 * 1024, False
        try:
            for piece in response.stream(65_536):
                left -= len(piece)
                if left < 0:
                    limit = f"{self._limits.result_size_limit_mb} MB"
                    raise LimitReached("result_size_limit_mb", f"the answer is larger than {limit}")
                if time.monotonic() > end:
                    raise self._late()
                yield piece
            whole = True
        finally:
            # What is still under way on this connection must not be taken for the next answer.
            if whole:
                response.release_conn()
            else:
                response.close()

    def _unreached(self, error: TookTooLong | MaxRetryError) -> EngineFailed:
        reason = error.reason if isinstance(error, MaxRetryError) else error
        if isinstance(reason, ReadTimeoutError):
            return self._late()
        return EngineFailed(f"cannot be reached ({type(reason).__name__})")

    def _late(self) -> EngineFailed:
        problem = f"did not answer within {self._limits.time_limit_s} s (time_limit_s)"
        return EngineFailed(problem, is_late=True, is_running=True)


def without_password(url: str) -> str:
    """Return an address as it may be shown.

    >>> without_password("http://me:secret@localhost:8890/sparql")
    'http://localhost:8890/sparql'
    """
    return str(parse_url(url)._replace(auth=None).url)


def _problem_with(response: urllib3.BaseHTTPResponse) -> NrrGraphError | None:
    """Tell what is wrong with an answer, from its head."""
    cut = [name for name in CUT_HEADERS if name in response.headers]
    content_type = response.headers.get("Content-Type", "")
    if response.status in (400, 422):
        return MalformedQuery(_text(response), HINT)
    if response.status in (503, 504):
        return EngineFailed(f"is too busy (status {response.status})", is_late=True)
    if response.status != 200:
        return EngineFailed(f"failed with status {response.status}: {_text(response)}")
    if "html" in content_type:
        return EngineFailed(f"answered with a page ({content_type}), not with results")
    return _cut(cut[0], response.headers[cut[0]]) if cut else None


def _cut(header: str, value: str) -> EngineFailed:
    if value == TIMED_OUT:
        return EngineFailed("has run out of time (time_limit_s)", is_late=True)
    return EngineFailed(f"cut its answer short ({header}: {value})")


def _text(response: urllib3.BaseHTTPResponse) -> str:
    text = response.read(ERROR_CHARACTERS * 4).decode("utf-8", "replace")
    plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return plain[:ERROR_CHARACTERS]
