"""Count requests and their time, for whoever watches the server (Prometheus text format).

What is answered from memory is counted in steps of a hundred, since counting each would cost a
good part of the time that it takes to answer.
"""

from __future__ import annotations

import os
import time
from typing import Any, Final

from a2wsgi.asgi_typing import ASGIApp, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from nrr_graph.settings import METRICS_FOLDER_VARIABLE

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_ROUTES: Final = frozenset(
    (
        *("sparql", "id", "data", "graph", "rdf-graph-store", "search", "reconcile", "w", "wiki"),
        *("entity", "wikibase", "static", "timeline", "map", "issues", "queries", "ontology"),
    )
)
_STEP: Final = 100
#: One registry for one process; where there are several, their files are read when asked.
_OWN: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "nrr_requests", "Requests that reached the application.", ("route", "status"), registry=_OWN
)
SECONDS: Final = Histogram(
    "nrr_request_seconds", "Seconds until the answer was sent.", ("route",), registry=_OWN
)
FROM_MEMORY: Final = Counter(
    "nrr_answers_from_memory", "Answers from the response cache, in hundreds.", registry=_OWN
)


class Measured:
    """An application whose requests are counted and timed."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and see what becomes of it."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        status = "broken off"

        async def watch(message: Any) -> None:
            """Note the status on its way."""
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        begin = time.perf_counter()
        try:
            await self._application(scope, receive, watch)
        finally:
            route = _route(scope["path"])
            REQUESTS.labels(route, status).inc()
            SECONDS.labels(route).observe(time.perf_counter() - begin)


class MemoryHits:
    """Counts answers from memory."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> None:
        """Count one."""
        self._count += 1
        if self._count == _STEP:
            FROM_MEMORY.inc(self._count)
            self._count = 0


def metrics_text() -> bytes:
    """Return the numbers of all web processes."""
    if not os.environ.get(METRICS_FOLDER_VARIABLE):
        return bytes(generate_latest(_OWN))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return bytes(generate_latest(registry))


def _route(path: str) -> str:
    """Name the part of the site, from a fixed list: what clients make up must not add up here."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in _ROUTES else "other"
