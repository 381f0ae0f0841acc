"""Ask the query workers: one connection a query, ended by force when a limit is reached."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from nrr_graph.engine.embedded import rows_of
from nrr_graph.engine.failures import busy, died, error_told, ran_too_long
from nrr_graph.engine.frames import DATA, END, JOB, Broken, receive_frame, send_frame
from nrr_graph.engine.interface import OWN_DATASET, Dataset, is_awaited
from nrr_graph.engine.jobs import Job
from nrr_graph.engine.lease import NoWorker, Worker, take_worker
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.pieces import parsed
from nrr_graph.errors import Abandoned
from nrr_graph.mediatypes import JSON_RESULTS, N_TRIPLES, Format
from nrr_graph.terms import Row

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
        return self._ask(Job(query, chosen.name, dataset))

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of one of our own SELECT queries; all prefixes are declared."""
        pieces = self._ask(Job(query, JSON_RESULTS.name, is_own=True))
        return rows_of(cast(ox.QuerySolutions, parsed(pieces, JSON_RESULTS)))

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples of one of our own CONSTRUCT queries; all prefixes are declared."""
        pieces = self._ask(Job(query, N_TRIPLES.name, is_own=True))
        return list(cast(Iterable[ox.Triple], parsed(pieces, N_TRIPLES)))

    def _ask(self, job: Job) -> Iterator[bytes]:
        try:
            worker = take_worker(self._path, self._limits.time_limit_s)
        except NoWorker as error:
            raise busy(self._limits) from error
        return ask_worker(worker, job, self._limits)


def ask_worker(worker: Worker, job: Job, limits: Limits) -> Iterator[bytes]:
    """Return what a worker that waits for a job answers, as :meth:`PooledEngine.stream` does."""
    pieces = _Question(worker, limits).ask(job.written())
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

    def __init__(self, worker: Worker, limits: Limits) -> None:
        self._worker, self._limits = worker, limits
        # The time that a query waited for a worker is not counted against it.
        self._end = time.monotonic() + limits.time_limit_s
        self._is_ordinary = True
        self._is_awaited = is_awaited.get()

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
                raise error_told(json.loads(body), self._limits)
        except (Broken, ConnectionError) as error:
            # A worker also ends itself, should the one who asks be too slow to do it.
            is_late = time.monotonic() > self._end
            raise (ran_too_long(self._limits) if is_late else died(self._limits)) from error
        finally:
            self._worker.release(kill=not whole)

    def _receive(self) -> tuple[bytes, bytes]:
        """Wait for the next piece: first with the priority of an ordinary query, then patiently."""
        while not self._has_come_within(ORDINARY_S):
            if self._is_ordinary:
                self._is_ordinary = False
                self._worker.put_behind()
            if time.monotonic() > self._end:
                raise ran_too_long(self._limits)
            if not self._is_awaited():
                raise Abandoned
        try:
            self._worker.connection.settimeout(max(self._end - time.monotonic(), 0.001))
            return receive_frame(self._worker.connection)
        except TimeoutError as error:
            raise ran_too_long(self._limits) from error

    def _has_come_within(self, limit_s: float) -> bool:
        poll = select.poll()
        poll.register(self._worker.connection, select.POLLIN)
        limit_s = max(min(limit_s, self._end - time.monotonic()), 0)
        return bool(poll.poll(limit_s * 1000))
