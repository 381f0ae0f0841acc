"""What the event loop does not say of a client's socket (tcp(7), socket(7))."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import sys
import termios
from typing import Final

#: A client that reads less than this between two looks does not read.
_READ_BYTES: Final = 4096
_RESET: Final = struct.pack("ii", 1, 0)


class SentBytes:
    """What was written to a client, and what of that it had taken when last looked at."""

    def __init__(self) -> None:
        self.written_bytes = self._taken_bytes = 0

    def is_stalled(self, transport: asyncio.Transport) -> bool:
        """Tell whether the client has read next to nothing since this was asked last."""
        unsent_bytes = transport.get_write_buffer_size() + _unacknowledged_bytes(transport)
        taken_bytes = self.written_bytes - unsent_bytes
        before_bytes, self._taken_bytes = self._taken_bytes, taken_bytes
        return taken_bytes - before_bytes < _READ_BYTES


def address_of(transport: asyncio.BaseTransport) -> str:
    """Return the address of the other end."""
    return str((transport.get_extra_info("peername") or ("",))[0])


def _unacknowledged_bytes(transport: asyncio.BaseTransport) -> int:
    """Return what the kernel holds that the client has not acknowledged."""
    handle = transport.get_extra_info("socket")
    if handle is None or handle.fileno() < 0:
        return 0
    answer = fcntl.ioctl(handle.fileno(), termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(answer, sys.byteorder)


def reset(transport: asyncio.Transport) -> None:
    """Reset the connection: no client takes that for the end of a response."""
    handle = transport.get_extra_info("socket")
    if handle is not None and handle.fileno() >= 0:
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
