"""One response in the making, for the connection that asked for it and others that ask the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from nrr_graph.encodings import shrinks
from nrr_graph.engine.jobs import Job
from nrr_graph.engine.messages import CHUNK, HEAD
from nrr_graph.errors import LimitReached, NrrGraphError
from nrr_graph.web.front.connection import Connection
from nrr_graph.web.front.messages import PlainQuery
from nrr_graph.web.front.parser import Arrived
from nrr_graph.web.front.responses import Response, complete, query_head

if TYPE_CHECKING:
    from nrr_graph.web.front.front import Front

#: What is complete by then and no larger goes out whole; a reader of more need not wait for it.
WHOLE_WITHIN_S: Final = 0.03
#: What became of a response that could not be completed, instead of a status.
BROKEN_OFF: Final = "broken off"
WHOLE_LIMIT_BYTES: Final = 4 * 1024 * 1024


class Exchange(Job):
    """A response, as a worker sends it; what differs between kinds is in the subclasses."""

    #: The status of the response.
    status = 200
    #: The limit that ended it, if one did.
    limit = ""
    #: Whether it tells of a failure already; then a further one is told by the front.
    tells_failure = False
    coding = ""

    def __init__(self, front: Front, message: bytes, *, is_shared: bool) -> None:
        super().__init__(message)
        self._front = front
        #: Whether others that ask the same may wait for this response too.
        self.is_shared = is_shared
        self.waiting: list[tuple[Connection, Arrived]] = []
        self.is_streaming = False
        self.begin_s = front.now()
        self._parts: list[bytes] = []
        self._size_bytes = 0

    # What a subclass says.

    def take_head(self, fields: Mapping[str, Any]) -> None:
        """Take what a worker sends before the body."""
        self.coding = fields.get("coding", "")

    def head(self) -> bytes:
        """Return status line and headers, but for length, entity tag and coding."""
        raise NotImplementedError

    @property
    def seed(self) -> bytes:
        """What the entity tag depends on beside the body."""
        raise NotImplementedError

    @property
    def varies_by(self) -> tuple[bytes, ...] | None:
        """The request headers on which the response depends; none if it is not to be kept."""
        raise NotImplementedError

    @property
    def last_modified(self) -> bytes:
        """The date that the head gives, if it gives one."""
        return b""

    # What the pool asks and says.

    def name_client(self) -> str:
        """Return the address of the client that asked first."""
        if not self.waiting:
            return self.client
        connection, arrived = self.waiting[0]
        return self._front.client_of(connection, arrived.request)

    def receive(self, kind: bytes, body: bytes) -> None:
        """Take the next message of the response."""
        if self.is_abandoned:
            return
        if kind == HEAD:
            self.take_head(json.loads(body))
        elif kind == CHUNK and not self.is_streaming:
            self._collect(body)
            is_late = self._front.now() - self.begin_s > WHOLE_WITHIN_S
            if is_late or self._size_bytes > WHOLE_LIMIT_BYTES:
                self._begin_stream()
        elif kind == CHUNK:
            self._collect(body)
            self._send(body)
        elif self.is_streaming:
            self._collect(body)
            self._send(body)
            self._end_stream()
        else:
            self._parts.append(body)
            self._answer(b"".join(self._parts) if len(self._parts) > 1 else body)

    def fail(self, error: NrrGraphError) -> None:
        """Tell all who wait why there is no response, as far as they can still be told."""
        self._front.forget(self)
        waiting, self.waiting = self.waiting, []
        self.limit = error.limit if isinstance(error, LimitReached) else ""
        if self.is_streaming and waiting:
            connection, arrived = waiting.pop(0)
            self._front.count(self, connection, arrived, self._size_bytes, BROKEN_OFF)
            connection.break_off()
        for connection, arrived in waiting:
            self._front.tell(connection, arrived, error, self)

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is gone; nobody may be left."""
        was_first = bool(self.waiting) and self.waiting[0][0] is connection
        self.waiting = [pair for pair in self.waiting if pair[0] is not connection]
        if not self.waiting or (was_first and self.is_streaming):
            self._front.forget(self)
            self.is_abandoned = True

    def throttle(self, *, is_slow: bool) -> None:
        """Let the worker wait for a slow client."""
        if self.connection:
            self.connection.throttle(self._front.now() if is_slow else None)

    @property
    def release(self) -> str:
        """The release that the response is made from."""
        return self.connection.release if self.connection else self._front.release

    def _collect(self, body: bytes) -> None:
        """Hold a part back, as long as the whole may be kept or sent at once."""
        self._size_bytes += len(body)
        if self.is_streaming and self._size_bytes > self._front.cache.entry_limit_bytes:
            self._parts.clear()
        else:
            self._parts.append(body)

    def _answer(self, body: bytes) -> None:
        self._front.forget(self)
        response = self._complete(body)
        waiting, self.waiting = self.waiting, []
        self._parts.clear()
        for connection, arrived in waiting:
            if self._is_kept(arrived, response.size_bytes):
                self._keep(arrived, response)
            self._front.count(self, connection, arrived, len(response.body))
            connection.respond(response, arrived)

    def _complete(self, body: bytes) -> Response:
        return complete(
            self.head(), body, self.seed, self.coding.encode(), self.last_modified,
            has_etag=self.varies_by is not None,
        )  # fmt: skip

    def _is_kept(self, arrived: Arrived, size_bytes: int) -> bool:
        """Tell whether a response of this size to this request is worth keeping."""
        is_read = arrived.request.method in ("GET", "HEAD")
        is_current = self.release == self._front.release
        is_same_for_all = is_read and is_current and self.varies_by is not None
        return is_same_for_all and self._front.cache.wants(arrived.target, size_bytes)

    def _keep(self, arrived: Arrived, response: Response) -> None:
        varies_by = self.varies_by or ()
        self._front.cache.keep(arrived.target, arrived.request, varies_by, response)

    def _begin_stream(self) -> None:
        """Send what has come to the first who waits; the others get responses of their own."""
        connection = self._stream_to_first()
        coded = b"content-encoding: %s\r\n" % self.coding.encode() if self.coding else b""
        connection.begin_stream(self.head() + coded, has_length=False)
        if connection.is_head:
            self.is_abandoned = True
            self._end_stream()
            return
        for part in self._parts:
            self._send(part)

    def _stream_to_first(self) -> Connection:
        """Let all but the first who waits get responses of their own; return the first."""
        self._front.forget(self)
        self.is_streaming = True
        others, self.waiting = self.waiting[1:], self.waiting[:1]
        for connection, arrived in others:
            self._front.make(connection, arrived, is_shared=False)
        return self.waiting[0][0]

    def _send(self, part: bytes) -> None:
        if self.waiting:
            self.waiting[0][0].send_part(part)

    def _end_stream(self) -> None:
        if not self.waiting:
            return
        connection, arrived = self.waiting[0]
        is_whole = bool(self._parts) and not self.is_abandoned
        if is_whole and self._is_kept(arrived, self._size_bytes):
            self._keep(arrived, self._complete(b"".join(self._parts)))
        self._parts.clear()
        self.waiting = []
        self._front.count(self, connection, arrived, self._size_bytes)
        connection.end_stream()


class QueryExchange(Exchange):
    """The answer to a query, in a format that is known from the start."""

    def __init__(self, front: Front, query: PlainQuery, *, is_shared: bool) -> None:
        super().__init__(front, query.message, is_shared=is_shared)
        self._chosen, self._is_repeatable = query.chosen, query.is_repeatable

    def head(self) -> bytes:
        """Return status line and headers, but for length, entity tag and coding."""
        return query_head(
            self._chosen,
            self.release,
            is_repeatable=self._is_repeatable,
            shrinks=shrinks(self._chosen.content_type),
        )

    @property
    def seed(self) -> bytes:
        """The media type."""
        return self._chosen.name.encode()

    @property
    def varies_by(self) -> tuple[bytes, ...] | None:
        """The headers that choose a format and a coding; none for what NOW() says."""
        return (b"accept", b"accept-encoding") if self._is_repeatable else None
