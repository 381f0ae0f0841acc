"""One connection of a client: requests in, responses out in the same order, within deadlines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from nrr_graph.engine.failures import too_much_arrives
from nrr_graph.errors import NrrGraphError, UnreadableRequest
from nrr_graph.web.front.arriving import WaitingRequests
from nrr_graph.web.front.framing import Framing
from nrr_graph.web.front.parser import Arrived, RequestParser
from nrr_graph.web.front.reading import Reading
from nrr_graph.web.front.responses import Response, problem_response
from nrr_graph.web.front.sockets import SentBytes, reset
from nrr_graph.web.problems import problem_of

if TYPE_CHECKING:
    from nrr_graph.web.front.front import Front

#: Bytes that may wait for a slow client before no more is made for it.
_BUFFER_LIMIT_BYTES: Final = 256 * 1024
#: Up to this size a body is copied behind its head, to leave in one packet.
_COPIED_BYTES: Final = 64 * 1024
#: A client that was refused gets so long to read why.
_LINGER_S: Final = 2
#: So many requests of one client are begun before the event loop goes on to others.
_REQUESTS_AT_ONCE: Final = 4
_CLOSE: Final = b"connection: close\r\n\r\n"
_NEVER: Final = float("inf")


class Connection(asyncio.Protocol):
    """Reads requests and writes their responses."""

    transport: asyncio.Transport
    _reading: Reading
    _framing: Framing

    def __init__(self, front: Front) -> None:
        self._front = front
        self._parser = RequestParser(front.bounds.body_limit_bytes)
        self._waiting = WaitingRequests()
        self._is_busy = self._is_closing = False
        #: Whether requests are being begun, and whether the client does not read enough.
        self._is_going_on = self._is_full = False
        self._keeps_alive = True
        self._sent = SentBytes()
        #: What is held of requests that have not arrived whole, or wait for an earlier one.
        self._held_bytes = 0
        self._http_version = "1.1"
        self.is_head = False
        #: Names the request under way in its response, and in the log.
        self.request_id = "0"
        #: When the sweep closes this connection, in seconds of the event loop.
        self.deadline = front.now() + front.bounds.request_limit_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport (asyncio)."""
        self.transport = transport  # type: ignore[assignment]
        self._reading = Reading(self._front.turns, self.transport)
        self.transport.set_write_buffer_limits(high=_BUFFER_LIMIT_BYTES)
        self._front.opened(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """Stop what is made for a client that has left (asyncio)."""
        self._is_closing = True
        self._parser.forget()
        self._front.closed(self)

    def eof_received(self) -> bool:
        """Close: hardly a client sends nothing more and still reads, and all that leave look so."""
        return False

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request (asyncio)."""
        if self._is_closing or self._parser.problem:
            return
        if not self._parser.is_in_request:
            self.deadline = self._front.now() + self._front.bounds.request_limit_s
        for arrived in self._parser.feed(data):
            self._waiting.add(arrived)
        self._reading.note_received(len(data))
        self._go_on()
        self._note_size()
        if self._parser.wants_continue and self._parser.is_in_request:
            self._parser.wants_continue = False
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def give_way(self) -> None:
        """Refuse the request that is arriving, since others need its memory (ArrivingRequests)."""
        self._held_bytes = 0
        self._refuse(too_much_arrives(self._front.bounds.buffer_limit_bytes))

    def pause_writing(self) -> None:
        """Stop making what the client does not read (asyncio)."""
        self._is_full = True
        self._reading.note_enough(has_enough=True)
        self._front.throttle(self, is_slow=True)

    def resume_writing(self) -> None:
        """Go on (asyncio)."""
        self._is_full = False
        self._front.throttle(self, is_slow=False)
        self._go_on()

    def respond(self, response: Response, arrived: Arrived | None = None) -> None:
        """Send a whole response, or that the client has it already, as its request tells."""
        end = self._end_of_head()
        if arrived is not None and response.is_known_to(arrived.request):
            self._write(response.not_modified() + end)
        elif self.is_head:
            self._write(response.head + end)
        elif len(response.body) < _COPIED_BYTES:
            self._write(response.head + end + response.body)
        else:
            self._write(response.head + end)
            self._write(response.body)
        self._next()

    def begin_stream(self, head: bytes, *, has_length: bool) -> None:
        """Send the head of a response whose body comes in parts."""
        self._framing = Framing(has_length=has_length, http_version=self._http_version)
        self._keeps_alive = self._keeps_alive and not self._framing.ends_with_connection
        self._write(head + self._framing.field + self._end_of_head())

    def send_part(self, part: bytes) -> None:
        """Send a part of the body."""
        if part and not self.is_head:
            for data in self._framing.frame(part):
                self._write(data)

    def end_stream(self) -> None:
        """Say that the body is complete."""
        if self._framing.end and not self.is_head:
            self._write(self._framing.end)
        self._next()

    def break_off(self) -> None:
        """End the connection visibly, since a part of the response is missing."""
        reset(self.transport)

    @property
    def unsent_bytes(self) -> int:
        """What was made for the client and is not sent."""
        return self.transport.get_write_buffer_size()

    def sweep(self, now: float, read_limit_s: float) -> None:
        """Close the connection if it has waited too long for its client.

        :param read_limit_s: how long a client may read nothing.
        """
        unsent = self.unsent_bytes
        if unsent and self._sent.is_stalled(self.transport):
            self.deadline = min(self.deadline, now + read_limit_s)
        elif unsent or (self._is_busy and not self._parser.is_in_request):
            self.deadline = _NEVER
        elif self._is_closing:
            self.deadline = min(self.deadline, now + _LINGER_S)
        if now <= self.deadline:
            return
        if unsent or self._is_busy:
            self.break_off()
        elif self._parser.is_in_request and not self._is_closing:
            self._refuse(UnreadableRequest(408, "the request did not arrive in time"))
        else:
            self.transport.close()

    @property
    def is_idle(self) -> bool:
        """Whether this connection waits for its client alone, and would lose nothing."""
        return not self._is_busy and not self.unsent_bytes

    def close_when_idle(self) -> None:
        """Close after the response that is under way, or at once."""
        self._keeps_alive = False
        if not self._is_busy:
            self.transport.close()

    def _go_on(self) -> None:
        """Answer the requests that have come, each after the one before, as the client reads."""
        if self._is_going_on:  # A response was complete at once; the loop below goes on.
            return
        self._is_going_on = True
        begun = 0
        while self._waiting and not (self._is_busy or self._is_full or self._is_closing):
            if begun == _REQUESTS_AT_ONCE:
                self._front.call_soon(self._go_on)
                break
            begun += 1
            self._begin(self._waiting.take())
        self._is_going_on = False
        if self._parser.problem and not (self._waiting or self._is_busy or self._is_closing):
            self._refuse(self._parser.problem)
        self._reading.note_enough(has_enough=self._is_full or self._waiting.is_enough)

    def _begin(self, arrived: Arrived) -> None:
        self._is_busy = True
        self._http_version = arrived.http_version
        is_old = arrived.http_version == "1.0"
        self._keeps_alive = self._keeps_alive and arrived.keeps_alive and not is_old
        self.is_head = arrived.request.method == "HEAD"
        self.deadline = _NEVER
        self._front.handle(self, arrived)

    def _next(self) -> None:
        """Go on with the next request once a response is complete."""
        self._is_busy = False
        if not self._keeps_alive:
            self._close_gently()
        elif self._waiting or self._parser.problem:
            self._go_on()
            self._note_size()
        elif not self._parser.is_in_request:
            self.deadline = self._front.now() + self._front.bounds.idle_limit_s

    def _note_size(self) -> None:
        """Count the memory of what has arrived and is not being answered."""
        held_bytes = self._waiting.size_bytes + (0 if self._is_closing else self._parser.size_bytes)
        if held_bytes != self._held_bytes:
            self._held_bytes = held_bytes
            self._front.arriving.note(self, held_bytes)

    def _write(self, data: bytes) -> None:
        self._sent.written_bytes += len(data)
        self.transport.write(data)

    def _end_of_head(self) -> bytes:
        end = b"\r\n" if self._keeps_alive else _CLOSE
        fields = self._front.clock.date_field(), self.request_id.encode(), end
        return b"%sx-request-id: %s\r\n%s" % fields

    def _refuse(self, error: NrrGraphError) -> None:
        """Answer what is no request, or too large a one, and read no more."""
        if self._is_busy:  # A response is under way; there is no place for another.
            self.break_off()
            return
        self._keeps_alive = self.is_head = False
        accept = self._parser.accept
        self._parser.forget()
        self.respond(problem_response(problem_of(error), accept))

    def _close_gently(self) -> None:
        """Let the client read to the end before the connection goes, whatever it still sends."""
        self._is_closing = True
        self.deadline = _NEVER if self.unsent_bytes else self._front.now() + _LINGER_S
        if self.transport.can_write_eof():
            self.transport.write_eof()
