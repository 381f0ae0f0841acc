"""The response to one job, sent by a worker in chunks as it is written."""

from __future__ import annotations

import socket
from contextvars import ContextVar
from typing import Any, Final

from nrr_graph.encodings import SMALLEST_BYTES, Encoder, encoder
from nrr_graph.engine.failures import fields_of
from nrr_graph.engine.messages import CHUNK, END, ERROR, HEAD, HEADER, encode_fields
from nrr_graph.errors import NrrGraphError

#: Smaller responses leave in one message; larger ones in messages of this size.
CHUNK_BYTES: Final = 256 * 1024


class Output:
    """Takes what is written and sends it to the other end of a connection, within a limit.

    ``coding`` is the content coding to write in, where the response is large enough to gain.
    """

    def __init__(self, connection: socket.socket, size_limit_bytes: int) -> None:
        self._connection = connection
        self._bytes_left = size_limit_bytes
        self._pending = bytearray()
        self._head: dict[str, Any] = {}
        self._encoder: Encoder | None = None
        self.coding = ""

    def flush(self) -> None:
        """Keep what is pending; it leaves when there is enough of it, or at the end."""

    def set_head(self, **fields: Any) -> None:
        """Say what goes before the body; it leaves with the first part of that."""
        self._head |= fields

    def write(self, data: bytes) -> int:
        """Take bytes; send a chunk when there are enough.

        :raises ResponseTooLarge: the response grows beyond its limit.
        """
        self._pending += data
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise ResponseTooLarge
        if len(self._pending) >= CHUNK_BYTES:
            self._send(CHUNK)
        return len(data)

    def end(self) -> None:
        """Send what is pending; the response is complete then."""
        self._send(END)

    def fail(self, error: NrrGraphError) -> None:
        """Say why the response ends here; what is pending is dropped."""
        self._connection.sendall(encode_fields(ERROR, fields_of(error)))

    def _send(self, kind: bytes) -> None:
        body = self._coded(is_last=kind == END)
        head = encode_fields(HEAD, self._head) if self._head else b""
        self._head, self._pending = {}, bytearray()
        parts = [head + HEADER.pack(kind, len(body)), body]
        sent = self._connection.sendmsg(parts)
        if sent < len(parts[0]) + len(body):
            self._connection.sendall(memoryview(b"".join(parts))[sent:])

    def _coded(self, *, is_last: bool) -> bytes | bytearray:
        """Return what is pending, in the content coding from the first part on."""
        if self._encoder is None:
            if not self.coding or (is_last and len(self._pending) < SMALLEST_BYTES):
                self.coding = ""
                return self._pending
            self._encoder = encoder(self.coding, is_whole=is_last)
            self._head["coding"] = self.coding
        body = self._encoder.process(bytes(self._pending))
        return body + self._encoder.finish() if is_last else body


#: The response of the job that this worker is at; none in a process that is no worker.
CURRENT_OUTPUT: ContextVar[Output | None] = ContextVar("current_output", default=None)


class ResponseTooLarge(Exception):
    """The response is larger than allowed."""
