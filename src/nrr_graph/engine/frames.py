"""Messages between the web processes and the query workers: a kind, a length, the bytes."""

from __future__ import annotations

import io
import socket
import struct
from typing import Final

#: A kind and the length of what follows, in bytes.
HEADER: Final = struct.Struct("!cI")
#: A job for a worker; its greeting; a piece of an answer; the answer's end; why there is none.
JOB, HELLO, DATA, END, ERROR = b"J", b"H", b"D", b"E", b"X"
#: Large enough that the cost of a frame does not show, small enough to hold many in memory.
FRAME_BYTES: Final = 65_536


class Broken(Exception):
    """The other side has gone before its message was complete."""


def send_frame(connection: socket.socket, kind: bytes, body: bytes) -> None:
    """Send one message."""
    connection.sendall(HEADER.pack(kind, len(body)) + body)


def receive_frame(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the kind and the bytes of the next message.

    :raises Broken: the other side closed the connection.
    :raises TimeoutError: nothing came within the connection's time-out.
    """
    kind, length = HEADER.unpack(_receive(connection, HEADER.size))
    return kind, _receive(connection, length)


def _receive(connection: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        try:
            piece = connection.recv(length - len(received))
        except ConnectionError as error:
            raise Broken from error
        if not piece:
            raise Broken
        received += piece
    return bytes(received)


class FrameWriter(io.RawIOBase):
    """A file that sends what is written to it in frames, and no more bytes than allowed.

    What has not been sent when an error ends the answer is dropped with the writer.
    """

    def __init__(self, connection: socket.socket, size_limit_bytes: int) -> None:
        self._connection = connection
        self._pending = bytearray()
        self._left = size_limit_bytes

    def writable(self) -> bool:
        """Tell that this file can be written."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; send a frame when there are enough.

        :raises ResultTooLarge: the answer grows beyond its limit.
        """
        self._pending += data
        self._left -= len(data)
        if self._left < 0:
            raise ResultTooLarge
        if len(self._pending) >= FRAME_BYTES:
            self.send()
        return len(data)

    def send(self) -> None:
        """Send what is pending."""
        if self._pending:
            send_frame(self._connection, DATA, bytes(self._pending))
            self._pending.clear()


class ResultTooLarge(Exception):
    """The answer is larger than allowed."""


class TooManyRows(Exception):
    """The answer has more rows than allowed."""
