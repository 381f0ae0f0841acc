"""Get hold of a query worker: wait in the queue, and try again while one is being replaced."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nrr_graph.engine.frames import Broken, receive_frame

#: How long a holder that has ended is waited for; it needs about half a second to start.
RESTART_LIMIT_S: Final = 5
PAUSE_S: Final = 0.02
#: The priority of what has taken long, on the scale of nice(2).
_LOWEST_PRIORITY: Final = 19


class NoWorker(Exception):
    """All workers are busy and the queue is full, or none came free in time."""


@dataclass(frozen=True)
class Worker:
    """A worker that waits for our job: its connection, its number and a handle on the process."""

    connection: socket.socket
    number: int
    handle: int

    def put_behind(self) -> None:
        """Let it go on with what others leave of the processor."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.number, _LOWEST_PRIORITY)

    def release(self, *, kill: bool) -> None:
        """Let it take the next job, or end it, and with it whatever it still does."""
        self.connection.close()
        if kill:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)


def take_worker(path: Path, wait_limit_s: float) -> Worker:
    """Wait for a worker.

    :param path: the socket on which the workers listen.
    :raises NoWorker: the queue is full, or nobody answered in time.
    """
    begin = time.monotonic()
    while True:
        try:
            return _connect(path, wait_limit_s)
        except (BlockingIOError, TimeoutError) as error:
            raise NoWorker from error
        except (Broken, ProcessLookupError, OSError) as error:
            # It ended before it had our job, so that nothing is lost by asking another.
            if time.monotonic() - begin > RESTART_LIMIT_S:
                raise NoWorker from error
            time.sleep(PAUSE_S)


def _connect(path: Path, wait_limit_s: float) -> Worker:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(wait_limit_s)
        connection.connect(str(path))
        _kind, body = receive_frame(connection)
        (number,) = struct.unpack("!I", body)
        # Opened while the worker waits for us, so that the number cannot be another's by now.
        return Worker(connection, number, os.pidfd_open(number))
    except BaseException:
        connection.close()
        raise
