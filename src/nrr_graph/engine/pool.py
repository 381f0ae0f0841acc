"""Ask the query workers: one connection a query, ended by force when a limit is reached."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Final

from nrr_graph.engine.embedded import OWN_DATASET, Dataset
from nrr_graph.engine.frames import DATA, END, JOB, Broken, receive_frame, send_frame
from nrr_graph.engine.limits import Limits
from nrr_graph.errors import LimitReached, MalformedQuery, NrrGraphError, RefusedQuery
from nrr_graph.mediatypes import Format

#: A query that takes longer than this makes way for those that do not.
ORDINARY_S: Final = 0.2
#: The priority of what has taken longer, on the scale of nice(2).
LOWEST_PRIORITY: Final = 19


class PooledEngine:
    """Evaluates queries in processes that a holder keeps; see :mod:`nrr_graph.engine.holder`."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits

    def stream(self, query: str, chosen: Format, dataset: Dataset = OWN_DATASET) -> Iterator[bytes]:
        """Return the answer in pieces; the first is at hand when this returns.

        :raises RefusedQuery: the query would write, federate or break the engine.
        :raises MalformedQuery: the query cannot be understood.
        :raises LimitReached: before the first piece here, later from the iterator; then the
            answer is not whole.
        """
        job = {
            "query": query,
            "format": chosen.name,
            "default": dataset.default_graphs,
            "named": dataset.named_graphs,
        }
        pieces = _Question(self._path, self._limits).ask(json.dumps(job).encode())
        first = next(pieces, b"")
        return _joined(first, pieces)


def _joined(first: bytes, rest: Generator[bytes]) -> Iterator[bytes]:
    try:
        yield first
        yield from rest
    finally:
        rest.close()


class _Question:
    """One query on its way through one worker."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.time_limit_s
        self._connection = socket.socket(socket.AF_UNIX)
        self._worker: int | None = None
        self._number = 0
        self._is_ordinary = True
        self._connection.settimeout(limits.time_limit_s)
        try:
            self._connection.connect(str(path))
        except OSError as error:
            self._connection.close()
            raise self._busy() from error

    def ask(self, job: bytes) -> Generator[bytes]:
        """Yield the pieces of the answer; free the worker whatever happens."""
        whole = False
        try:
            self._take_worker()
            # The time that a query waited for a worker is not counted against it.
            self._end = time.monotonic() + self._limits.time_limit_s
            send_frame(self._connection, JOB, job)
            while True:
                kind, body = self._receive()
                if kind != DATA:
                    break
                yield body
            whole = True
            if kind != END:
                raise self._error(json.loads(body))
        except Broken as error:
            raise self._died() from error
        finally:
            self._leave(whole)

    def _take_worker(self) -> None:
        try:
            _kind, body = receive_frame(self._connection)
        except (TimeoutError, Broken) as error:
            raise self._busy() from error
        # Opened while the worker waits for us, so that the number cannot be another's by now.
        try:
            (self._number,) = struct.unpack("!I", body)
            self._worker = os.pidfd_open(self._number)
        except ProcessLookupError as error:
            raise self._died() from error

    def _receive(self) -> tuple[bytes, bytes]:
        """Wait for the next piece, first with the priority of an ordinary query."""
        if self._is_ordinary:
            if select.select([self._connection], [], [], ORDINARY_S)[0]:
                return self._receive_until(self._end)
            self._is_ordinary = False
            self._put_behind()
        return self._receive_until(self._end)

    def _put_behind(self) -> None:
        """Let the worker go on with what others leave of the processor."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self._number, LOWEST_PRIORITY)

    def _receive_until(self, end: float) -> tuple[bytes, bytes]:
        try:
            self._connection.settimeout(max(end - time.monotonic(), 0.001))
            return receive_frame(self._connection)
        except TimeoutError as error:
            limit = f"{self._limits.time_limit_s} s"
            raise LimitReached("time_limit_s", f"the query ran longer than {limit}") from error

    def _leave(self, whole: bool) -> None:
        """Let the worker go on if its answer was taken whole; else end it."""
        self._connection.close()
        if self._worker is None:
            return
        if not whole:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._worker, signal.SIGKILL)
        os.close(self._worker)

    def _error(self, told: dict[str, Any]) -> NrrGraphError:
        """Make the error of which a worker has told."""
        reason = told.pop("reason")
        if reason == "refused":
            return RefusedQuery(told["problem"])
        if reason == "malformed":
            return MalformedQuery(**told)
        if reason == "size":
            limit = f"{self._limits.result_size_limit_mb} MB"
            return LimitReached("result_size_limit_mb", f"the answer is larger than {limit}")
        return self._died()

    def _died(self) -> LimitReached:
        limit = f"{self._limits.memory_limit_mb} MB of memory"
        return LimitReached("memory_limit_mb", f"the query took more than {limit}")

    def _busy(self) -> LimitReached:
        waiting = f"{self._limits.queue_length_limit} other queries are waiting"
        return LimitReached("queue_length_limit", f"all workers are busy and up to {waiting}")
