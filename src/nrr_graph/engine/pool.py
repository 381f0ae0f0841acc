"""Ask the query workers: one connection a query, ended by force when a limit is reached."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Final

from nrr_graph.engine.embedded import OWN_DATASET, Dataset
from nrr_graph.engine.frames import DATA, END, JOB, Broken, receive_frame, send_frame
from nrr_graph.engine.lease import NoWorker, take_worker
from nrr_graph.engine.limits import Limits
from nrr_graph.errors import LimitReached, MalformedQuery, NrrGraphError, RefusedQuery
from nrr_graph.mediatypes import Format

#: A query that takes longer than this makes way for those that do not.
ORDINARY_S: Final = 0.2


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
        try:
            self._worker = take_worker(path, limits.time_limit_s)
        except NoWorker as error:
            raise self._busy() from error
        # The time that a query waited for a worker is not counted against it.
        self._end = time.monotonic() + limits.time_limit_s
        self._is_ordinary = True

    def ask(self, job: bytes) -> Generator[bytes]:
        """Yield the pieces of the answer; free the worker whatever happens."""
        whole = False
        try:
            send_frame(self._worker.connection, JOB, job)
            while True:
                kind, body = self._receive()
                if kind != DATA:
                    break
                yield body
            whole = True
            if kind != END:
                raise self._error(json.loads(body))
        except (Broken, ConnectionError) as error:
            raise self._died() from error
        finally:
            self._worker.release(kill=not whole)

    def _receive(self) -> tuple[bytes, bytes]:
        """Wait for the next piece, first with the priority of an ordinary query."""
        if self._is_ordinary and not self._has_come_within(ORDINARY_S):
            self._is_ordinary = False
            self._worker.put_behind()
        try:
            self._worker.connection.settimeout(max(self._end - time.monotonic(), 0.001))
            return receive_frame(self._worker.connection)
        except TimeoutError as error:
            limit = f"{self._limits.time_limit_s} s"
            raise LimitReached("time_limit_s", f"the query ran longer than {limit}") from error

    def _has_come_within(self, limit_s: float) -> bool:
        poll = select.poll()
        poll.register(self._worker.connection, select.POLLIN)
        return bool(poll.poll(limit_s * 1000))

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
        return LimitReached(
            "memory_limit_mb", f"the query took more than {limit} or broke the engine"
        )

    def _busy(self) -> LimitReached:
        waiting = f"{self._limits.queue_length_limit} other queries are waiting"
        return LimitReached("queue_length_limit", f"all workers are busy and up to {waiting}")
