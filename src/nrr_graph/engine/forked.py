"""Evaluate queries in a child process that shares the store, within the server's limits."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Generator, Iterator

import pyoxigraph as ox

from nrr_graph.engine.chunks import lossless_format, parsed
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.failures import broke_worker, error_from, ran_too_long
from nrr_graph.engine.interface import OWN_DATASET, Dataset, Results
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.messages import CHUNK, END, ERROR, QUERY, Decoder, QueryJob
from nrr_graph.engine.worker import Crew, fork_worker, query_handler
from nrr_graph.mediatypes import Format
from nrr_graph.sparql.query import Query, read_query


class ForkedEngine:
    """Forks a worker for each query from outside; for programs without a supervisor.

    The project's own queries need no bounds and are evaluated in this process.
    """

    def __init__(self, store: ox.Store, limits: Limits) -> None:
        self._engine, self._limits = EmbeddedEngine(store), limits
        handler = query_handler(EmbeddedEngine(store, row_limit=limits.row_limit))
        self._crew = Crew(lambda: {QUERY: handler}, limits)
        self.rows, self.triples = self._engine.rows, self._engine.triples

    def stream(
        self, query: str | Query, chosen: Format, dataset: Dataset = OWN_DATASET
    ) -> Iterator[bytes]:
        """Return the response in chunks, as :meth:`.interface.Engine.stream` says."""
        read = read_query(query) if isinstance(query, str) else query
        chunks = self._chunks(QueryJob(read, chosen.name, dataset))
        first = next(chunks, b"")
        return _joined(first, chunks)

    def results(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Return the results of a query, as :meth:`.interface.Engine.results` says."""
        chosen = lossless_format(query)
        return parsed(self.stream(query, chosen, dataset), chosen)

    def _chunks(self, job: QueryJob) -> Generator[bytes]:
        connection, number = fork_worker(self._crew)
        end = time.monotonic() + self._limits.time_limit_s
        try:
            connection.sendall(job.encode())
            yield from self._receive(connection, end)
        except TimeoutError as error:
            raise ran_too_long(self._limits) from error
        finally:
            connection.close()
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)

    def _receive(self, connection: socket.socket, end: float) -> Iterator[bytes]:
        decoder = Decoder()
        while True:
            connection.settimeout(max(end - time.monotonic(), 0.001))
            data = connection.recv(1 << 20)
            if not data:
                raise broke_worker(self._limits)
            for kind, body in decoder.feed(data):
                if kind == ERROR:
                    raise error_from(json.loads(body))
                if kind in (CHUNK, END):
                    yield body
                if kind == END:
                    return


def _joined(first: bytes, rest: Generator[bytes]) -> Iterator[bytes]:
    try:
        yield first
        yield from rest
    finally:
        rest.close()
