"""Route requests: to the responses in memory, to the query workers, or to the application."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import secrets
from collections import OrderedDict
from typing import Final

from nrr_graph.engine.confine import return_free_memory
from nrr_graph.engine.pool import Pool
from nrr_graph.errors import LimitReached, NrrGraphError
from nrr_graph.mediatypes import JSON
from nrr_graph.web.front.access_log import AccessLog
from nrr_graph.web.front.arriving import ArrivingRequests
from nrr_graph.web.front.bounds import Bounds
from nrr_graph.web.front.cache import ResponseCache
from nrr_graph.web.front.connection import Connection
from nrr_graph.web.front.exchange import Exchange, QueryExchange
from nrr_graph.web.front.messages import plain_query, request_message
from nrr_graph.web.front.pages import PageExchange
from nrr_graph.web.front.parser import Arrived
from nrr_graph.web.front.rate_limit import RateLimit
from nrr_graph.web.front.reading import ReadingTurns
from nrr_graph.web.front.responses import Clock, Response, own_response, problem_response
from nrr_graph.web.front.sockets import address_of
from nrr_graph.web.metrics import CONTENT_TYPE, Metrics
from nrr_graph.web.problems import Problem, problem_of, too_many
from nrr_graph.web.requests import Request

#: How long a client may read nothing when what waits for all clients takes too much memory.
_READ_LIMIT_WHEN_SHORT_S: Final = 1.0
#: When less than this waits for clients again, the memory is given back.
_LARGE_BYTES: Final = 8 * 1024 * 1024


class Front:
    """Answers the requests of all connections of this process.

    Queries from outside and the pages of the site have workers of their own and never wait for
    each other.

    :param pools: the workers of queries, and those of pages.
    :param prefix: the path of the public URL; a proxy may take it off or not.
    :param address_headers: request headers from which absolute addresses are made.
    """

    def __init__(
        self, pools: tuple[Pool, Pool], cache: ResponseCache, bounds: Bounds, prefix: str,
        address_headers: tuple[bytes, ...],
    ) -> None:  # fmt: skip
        (self._queries, self._pages), self.cache = pools, cache
        self.bounds = bounds
        self._paths = frozenset({"/sparql", f"{prefix}/sparql"})
        self._query_paths = self._paths | {"/wikibase/sparql", f"{prefix}/wikibase/sparql"}
        own = {"/metrics": self._metrics_response, "/health": self._health_response}
        self._own = {**own, **{prefix + path: answer for path, answer in own.items()}}
        self.address_headers = address_headers
        self.clock = Clock()
        loop = asyncio.get_running_loop()
        self.now, self.call_soon = loop.time, loop.call_soon
        self.release = ""
        self._connections: OrderedDict[Connection, Exchange | None] = OrderedDict()
        self._shared: dict[bytes, Exchange] = {}
        self._metrics, self._log = Metrics(), AccessLog(bounds.access_log)
        self._rate_limit = RateLimit(bounds.rate_limit_per_s)
        #: What was held for clients when the last sweep came.
        self._held_bytes = 0
        self.arriving, self.turns = ArrivingRequests(bounds.buffer_limit_bytes), ReadingTurns()
        self._ids, self._id_prefix = itertools.count(1), f"{secrets.token_hex(4)}-"

    def opened(self, connection: Connection) -> None:
        """Note a connection; close the one that was idle for longest where there are too many."""
        self._connections[connection] = None
        if len(self._connections) > self.bounds.connections_limit:
            oldest = next((c for c in self._connections if c.is_idle), connection)
            oldest.break_off()

    def closed(self, connection: Connection) -> None:
        """Forget a connection, and let what is made for it alone go."""
        self.arriving.note(connection, 0)
        exchange = self._connections.pop(connection, None)
        if exchange:
            exchange.leave(connection)

    def serve_release(self, release: str) -> None:
        """Answer from this release from now on; what is under way ends with the one before."""
        self.release = release
        self.cache.clear()
        self._shared.clear()

    def sweep(self) -> None:
        """Close connections whose clients keep them waiting; called once a second."""
        now, unsent_bytes = self.now(), sum(c.unsent_bytes for c in self._connections)
        is_short = unsent_bytes > self.bounds.buffer_limit_bytes
        read_limit_s = _READ_LIMIT_WHEN_SHORT_S if is_short else self.bounds.read_limit_s
        for connection in list(self._connections):
            connection.sweep(now, read_limit_s)
        held_bytes = unsent_bytes + self.arriving.size_bytes
        if held_bytes < _LARGE_BYTES < self._held_bytes:
            return_free_memory()
        self._held_bytes = held_bytes
        self._log.flush()

    def close_when_idle(self) -> int:
        """Take no further requests; return how many are still being answered."""
        for connection in list(self._connections):
            connection.close_when_idle()
        return len(self._connections)

    def handle(self, connection: Connection, arrived: Arrived) -> None:
        """Answer from memory, or have the response made."""
        request = arrived.request
        self._connections.move_to_end(connection)
        connection.request_id = f"{self._id_prefix}{next(self._ids):x}"
        if self._rate_limit.per_second:
            client = self.client_of(connection, request)
            if not self._rate_limit.allows(client, self.now()):
                self._tell_here(connection, arrived, too_many(self._rate_limit.per_second))
                return
        if request.method in ("GET", "HEAD"):
            response = self.cache.find(arrived.target, request)
            if response is not None:
                self._metrics.hits += 1
                if self._log.is_on:
                    self._log.write(
                        id=connection.request_id, method=request.method, route=request.path,
                        status="200", bytes=len(response.body), cache="hit",
                    )  # fmt: skip
                connection.respond(response, arrived)
                return
        self.make(connection, arrived)

    def make(self, connection: Connection, arrived: Arrived, *, is_shared: bool = True) -> None:
        """Have a response made for a request, or wait for one that is under way already."""
        own = self._own.get(arrived.request.path)
        if own and arrived.request.method in ("GET", "HEAD"):
            connection.respond(own())
            return
        plain = None
        if arrived.request.path in self._paths:
            plain = plain_query(arrived.request, self.bounds.query_size_limit_bytes)
        exchange: Exchange
        if plain:
            is_shared = is_shared and plain.is_repeatable
            exchange = QueryExchange(self, plain, is_shared=is_shared)
        else:
            is_shared = is_shared and arrived.request.method in ("GET", "HEAD")
            message = request_message(arrived)
            exchange = PageExchange(self, message, is_shared=is_shared)
        self._submit(exchange, connection, arrived)

    def tell(
        self, connection: Connection, arrived: Arrived, error: NrrGraphError, failed: Exchange
    ) -> None:
        """Answer a request with what went wrong: by the application, or where it is that, here."""
        is_busy = isinstance(error, LimitReached) and error.limit == "queue_length_limit"
        if is_busy or failed.tells_failure or not self._pages.workers:
            self.count(failed, connection, arrived, 0, str(problem_of(error).status))
            self._tell_here(connection, arrived, problem_of(error))
        else:
            message = request_message(arrived, error)
            exchange = PageExchange(self, message, is_shared=False, tells_failure=True)
            self._submit(exchange, connection, arrived)

    def _tell_here(self, connection: Connection, arrived: Arrived, problem: Problem) -> None:
        self._connections[connection] = None
        connection.respond(problem_response(problem, arrived.request.header(b"accept")))

    def client_of(self, connection: Connection, request: Request) -> str:
        """Return the address of a client; behind a proxy, the one that it names."""
        client = address_of(connection.transport)
        if self.bounds.trusted_proxies:
            named = request.header(b"x-forwarded-for").decode("latin-1").split(",")
            client = named[-self.bounds.trusted_proxies :][0].strip() or client
        return client

    def throttle(self, connection: Connection, *, is_slow: bool) -> None:
        """Let what is made for a connection wait for its client."""
        exchange = self._connections.get(connection)
        if exchange and exchange.is_streaming:
            exchange.throttle(is_slow=is_slow)

    def forget(self, exchange: Exchange) -> None:
        """Let nobody else wait for an exchange."""
        if self._shared.get(exchange.message) is exchange:
            del self._shared[exchange.message]

    def count(
        self, exchange: Exchange, connection: Connection, arrived: Arrived, size_bytes: int,
        outcome: str = "",
    ) -> None:  # fmt: skip
        """Count a response that was made anew, and write its line into the log."""
        seconds = self.now() - exchange.begin_s
        outcome = outcome or str(exchange.status)
        self._metrics.count(arrived.request.path, outcome, seconds)
        if self._log.is_on:
            self._log.write(
                id=connection.request_id, method=arrived.request.method,
                route=arrived.request.path, status=outcome, ms=round(seconds * 1000, 1),
                bytes=size_bytes, limit=exchange.limit,
                query=hashlib.sha256(exchange.message).hexdigest()[:16],
            )  # fmt: skip

    def _metrics_response(self) -> Response:
        now = {
            "connections": len(self._connections),
            "cache_bytes": self.cache.size_bytes,
            "cached_targets": len(self.cache),
            "query_workers": self._queries.workers,
            "page_workers": self._pages.workers,
            "queued": len(self._queries.queue) + len(self._pages.queue),
        }
        return own_response(self._metrics.text(now), CONTENT_TYPE)

    def _health_response(self) -> Response:
        body = json.dumps({"status": "alive", "version": self.release}) + "\n"
        return own_response(body.encode(), JSON.content_type)

    def _submit(self, exchange: Exchange, connection: Connection, arrived: Arrived) -> None:
        under_way = self._shared.get(exchange.message) if exchange.is_shared else None
        exchange = under_way or exchange
        exchange.waiting.append((connection, arrived))
        self._connections[connection] = exchange
        if under_way:
            return
        # Without a cache every request is evaluated, also beside its like.
        if exchange.is_shared and self.cache.size_limit_bytes:
            self._shared[exchange.message] = exchange
        is_query = arrived.request.path in self._query_paths
        is_query = is_query and not exchange.tells_failure
        (self._queries if is_query else self._pages).submit(exchange)
