"""A job on its way through the pool, and the connection to a worker that does it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from nrr_graph.engine.failures import error_from
from nrr_graph.engine.messages import END, ERROR, HEADER, Decoder
from nrr_graph.errors import NrrGraphError

if TYPE_CHECKING:
    from nrr_graph.engine.pool import Pool

#: The priority of what has taken long, on the scale of nice(2).
_LOWEST_PRIORITY: Final = 19
#: A job that has taken so long without using the processor waits for something.
_STALLED_S: Final = 0.5
#: A reader may let its worker wait so long while others wait for a worker.
_PATIENCE_S: Final = 0.2
_END_BYTE: Final = END[0]


class Job:
    """Something for a worker to do; a subclass says what becomes of the response.

    :param client: for whom it is, if that is known.
    """

    #: Set by the pool: who does it, since when it waits, whether it was given out again.
    connection: WorkerConnection | None = None
    queued_at = 0.0
    is_repeated = False
    #: Set once a part of the response has come.
    has_response = False
    #: Nobody waits for the response any more; a worker that is still at it soon ends.
    is_abandoned = False
    #: How many jobs of the same client wait before it, and whether it is known to take long.
    turn = 0
    is_long = False

    def __init__(self, message: bytes, client: str = "") -> None:
        self.message, self.client = message, client

    def name_client(self) -> str:
        """Return for whom it is; jobs of one client wait for each other before others do."""
        return self.client

    def receive(self, kind: bytes, body: bytes) -> None:
        """Take the next message of the response; the last one is ``END``."""
        raise NotImplementedError

    def fail(self, error: NrrGraphError) -> None:
        """Learn that the response is not complete and never will be."""
        raise NotImplementedError


class WorkerConnection(asyncio.Protocol):
    """A worker with the job that it is at and, while jobs are short, a few more in its socket."""

    transport: asyncio.Transport

    def __init__(self, pool: Pool, release: str, number: int, handle: int) -> None:
        #: The release that the worker answers from.
        self.release = release
        self._pool, self.number, self._handle = pool, number, handle
        self._decoder = Decoder()
        self._is_between_messages = True
        self.jobs: deque[Job] = deque()
        self.jobs_done = 0
        #: When the first job began, in seconds of the event loop and of processor time.
        self.begin_s = 0.0
        self.begin_processor_s: float | None = None
        #: Since when the worker waits for a reader.
        self.waits_since_s: float | None = None
        self.is_long = self.is_spent = self.is_late = self.is_closed = False
        #: Whether its supervisor has ended, and so will the worker.
        self.is_orphan = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport (asyncio)."""
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Pass the messages of a response to the job whose response it is (asyncio)."""
        if self._is_between_messages and self.jobs and data[0] == _END_BYTE:
            _kind, length = HEADER.unpack_from(data)
            if HEADER.size + length == len(data):  # One whole response; most are.
                self._pool.finished(self).receive(END, data[HEADER.size :])
                return
        for kind, body in self._decoder.feed(data):
            if not self.jobs:  # They were given to another worker; this one is being ended.
                return
            if kind == END:
                self._pool.finished(self).receive(END, body)
            elif kind == ERROR:
                error = error_from(json.loads(body))
                self._pool.note_failure(error)
                self._pool.finished(self).fail(error)
            else:
                self.jobs[0].has_response = True
                self.jobs[0].receive(kind, body)
        self._is_between_messages = self._decoder.is_empty

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell the pool (asyncio)."""
        self._pool.lost(self)

    def processor_s(self) -> float:
        """Return the seconds of processor time that this worker has used for its first job.

        The clock on the wall would make every query a long one on a busy machine.
        """
        try:
            used_s = time.clock_gettime((~self.number << 3) | 2)  # clock_getcpuclockid(3)
        except OSError:
            return 0.0
        if self.begin_processor_s is None:
            self.begin_processor_s = used_s
        return used_s - self.begin_processor_s

    def is_stalled(self, age_s: float) -> bool:
        """Tell whether the first job has waited long for something else, such as its reader."""
        return self.waits_since_s is not None or age_s > _STALLED_S

    def throttle(self, since_s: float | None) -> None:
        """Let the worker wait for a reader who is slow, or go on.

        :param since_s: when it began to wait, in seconds of the event loop.
        """
        self.waits_since_s = since_s
        if not self.transport.is_closing():
            if since_s is None:
                self.transport.resume_reading()
            else:
                self.transport.pause_reading()

    def put_behind(self) -> None:
        """Let the worker go on with what others leave of the processor, for good."""
        self.is_spent = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.number, _LOWEST_PRIORITY)

    def kill(self) -> None:
        """End the worker and whatever it is doing."""
        if not self.is_closed:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            # A transport that is not being read from does not notice the end of its worker.
            self.transport.abort()

    def close(self) -> None:
        """Give the handle back; the worker has ended."""
        self.kill()
        self.is_closed = True
        os.close(self._handle)


def slow_readers(connections: Iterable[WorkerConnection], now_s: float) -> list[WorkerConnection]:
    """Return the workers that have waited for a reader longer than they may."""
    return [
        connection
        for connection in connections
        if connection.waits_since_s is not None and now_s - connection.waits_since_s > _PATIENCE_S
    ]
