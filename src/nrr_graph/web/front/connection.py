"""One connection of a client: requests in, responses out in the same order, within deadlines."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import sys
import termios
from collections import deque
from typing import TYPE_CHECKING, Final

from nrr_graph.engine.failures import too_much_arrives
from nrr_graph.errors import NrrGraphError, UnreadableRequest
from nrr_graph.web.front.parser import Arrived, RequestParser
from nrr_graph.web.front.responses import Response, problem_response
from nrr_graph.web.problems import problem_of

if TYPE_CHECKING:
    from nrr_graph.web.front.front import Front

#: Bytes that may wait for a slow client before no more is made for it.
_BUFFER_LIMIT_BYTES: Final = 1024 * 1024
#: Up to this size a body is copied behind its head, to leave in one packet.
_COPIED_BYTES: Final = 64 * 1024
#: Requests of one connection that may wait for the response to an earlier one.
_PIPELINE_LIMIT: Final = 16
#: A client that reads less than this between two sweeps does not read.
_READ_BYTES: Final = 4096
#: A client that was refused gets so long to read why.
_LINGER_S: Final = 2
_RESET: Final = struct.pack("ii", 1, 0)
_CLOSE: Final = b"connection: close\r\n\r\n"
_NEVER: Final = float("inf")


class Connection(asyncio.Protocol):
    """Reads requests and writes their responses."""

    transport: asyncio.Transport

    def __init__(self, front: Front) -> None:
        self._front = front
        self._parser = RequestParser(front.bounds.body_limit_bytes)
        self._waiting: deque[Arrived] = deque()
        self._is_busy = self._is_closing = self._is_chunked = False
        self._keeps_alive = True
        #: What was written, and what of that the client had taken at the last sweep.
        self._written_bytes = self._taken_bytes = 0
        #: What is held of requests that have not arrived whole, or wait for an earlier one.
        self._held_bytes = self._waiting_bytes = 0
        self._http_version = "1.1"
        self.is_head = False
        #: Names the request under way in its response, and in the log.
        self.request_id = "0"
        #: When the sweep closes this connection, in seconds of the event loop.
        self.deadline = front.now() + front.bounds.request_limit_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport (asyncio)."""
        self.transport = transport  # type: ignore[assignment]
        self.transport.set_write_buffer_limits(high=_BUFFER_LIMIT_BYTES)
        self._front.opened(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """Stop what is made for a client that has left (asyncio)."""
        self._front.closed(self)

    def eof_received(self) -> bool:
        """Close: hardly a client sends nothing more and still reads, and all that leave look so."""
        return False

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request (asyncio)."""
        if self._is_closing:
            return
        if not self._parser.is_in_request:
            self.deadline = self._front.now() + self._front.bounds.request_limit_s
        try:
            for arrived in self._parser.feed(data):
                self._take(arrived)
        except NrrGraphError as error:
            self._refuse(error)
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
        self.transport.pause_reading()
        self._front.throttle(self, is_slow=True)

    def resume_writing(self) -> None:
        """Go on (asyncio)."""
        self.transport.resume_reading()
        self._front.throttle(self, is_slow=False)

    def respond(self, response: Response, if_none_match: bytes = b"") -> None:
        """Send a whole response, or that the client has it already."""
        end = self._end_of_head()
        if if_none_match and response.is_known_by(if_none_match):
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
        self._is_chunked = not has_length and self._http_version != "1.0"
        if not has_length and not self._is_chunked:
            self._keeps_alive = False  # The end of the connection is that of the body.
        framing = b"transfer-encoding: chunked\r\n" if self._is_chunked else b""
        self._write(head + framing + self._end_of_head())

    def send_part(self, part: bytes) -> None:
        """Send a part of the body."""
        if part and not self.is_head:
            if self._is_chunked:
                self._write(b"%x\r\n" % len(part))
                self._write(part)
                self._write(b"\r\n")
            else:
                self._write(part)

    def end_stream(self) -> None:
        """Say that the body is complete."""
        if self._is_chunked and not self.is_head:
            self._write(b"0\r\n\r\n")
        self._next()

    def break_off(self) -> None:
        """Reset the connection, since a part is missing: no client takes that for an end."""
        handle = self.transport.get_extra_info("socket")
        if handle is not None and handle.fileno() >= 0:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()

    @property
    def unsent_bytes(self) -> int:
        """What was made for the client and is not sent."""
        return self.transport.get_write_buffer_size()

    def sweep(self, now: float, read_limit_s: float) -> None:
        """Close the connection if it has waited too long for its client.

        :param read_limit_s: how long a client may read nothing.
        """
        unsent = self.transport.get_write_buffer_size()
        taken = self._written_bytes - unsent - (self._queued_bytes() if unsent else 0)
        if unsent and taken - self._taken_bytes < _READ_BYTES:
            self.deadline = min(self.deadline, now + read_limit_s)
        elif unsent or (self._is_busy and not self._parser.is_in_request):
            self.deadline = _NEVER
        elif self._is_closing:
            self.deadline = min(self.deadline, now + _LINGER_S)
        self._taken_bytes = taken
        if now <= self.deadline:
            return
        if unsent or self._is_busy:
            self.break_off()
        elif self._parser.is_in_request and not self._is_closing:
            self._refuse(UnreadableRequest(408, "the request did not arrive in time"))
        else:
            self.transport.close()

    @property
    def address(self) -> str:
        """The address of the other end."""
        return str((self.transport.get_extra_info("peername") or ("",))[0])

    @property
    def is_idle(self) -> bool:
        """Whether this connection waits for its client alone, and would lose nothing."""
        return not self._is_busy and not self.transport.get_write_buffer_size()

    def close_when_idle(self) -> None:
        """Close after the response that is under way, or at once."""
        self._keeps_alive = False
        if not self._is_busy:
            self.transport.close()

    def _take(self, arrived: Arrived) -> None:
        if not self._is_busy:
            self._begin(arrived)
            return
        self._waiting.append(arrived)
        self._waiting_bytes += len(arrived.request.body)
        if len(self._waiting) >= _PIPELINE_LIMIT or self._waiting_bytes > _COPIED_BYTES:
            self.transport.pause_reading()

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
        elif self._waiting:
            self.transport.resume_reading()
            arrived = self._waiting.popleft()
            self._waiting_bytes -= len(arrived.request.body)
            self._begin(arrived)
            self._note_size()
        elif not self._parser.is_in_request:
            self.deadline = self._front.now() + self._front.bounds.idle_limit_s

    def _note_size(self) -> None:
        """Count the memory of what has arrived and is not being answered."""
        held_bytes = self._waiting_bytes + (0 if self._is_closing else self._parser.size_bytes)
        if held_bytes != self._held_bytes:
            self._held_bytes = held_bytes
            self._front.arriving.note(self, held_bytes)

    def _queued_bytes(self) -> int:
        """Return what the kernel holds that the client has not acknowledged (tcp(7))."""
        handle = self.transport.get_extra_info("socket")
        if handle is None or handle.fileno() < 0:
            return 0
        answer = fcntl.ioctl(handle.fileno(), termios.TIOCOUTQ, bytes(4))
        return int.from_bytes(answer, sys.byteorder)

    def _write(self, data: bytes) -> None:
        self._written_bytes += len(data)
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
        is_read = not self.transport.get_write_buffer_size()
        self.deadline = self._front.now() + _LINGER_S if is_read else _NEVER
        if self.transport.can_write_eof():
            self.transport.write_eof()
