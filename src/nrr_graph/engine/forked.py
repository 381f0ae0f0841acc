"""Evaluate queries in a child process that shares the store, within the server's limits."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pyoxigraph as ox

from nrr_graph.engine.confine import die_with_parent, forbid_network, limit_memory
from nrr_graph.engine.frames import receive_frame
from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.engine.jobs import Job
from nrr_graph.engine.lease import Worker
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.pool import ask_worker
from nrr_graph.engine.worker import serve_query
from nrr_graph.mediatypes import Format


class ForkedEngine:
    """Forks a worker for each query; for programs that ask few and have one thread."""

    def __init__(self, store: ox.Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def stream(self, query: str, chosen: Format, dataset: Dataset = OWN_DATASET) -> Iterator[bytes]:
        """Return the answer in pieces, as :meth:`.interface.Engine.stream` says."""
        ours, theirs = socket.socketpair()
        number = os.fork()
        if number == 0:
            ours.close()
            self._work(theirs)
        theirs.close()
        receive_frame(ours)
        worker = Worker(ours, number, os.pidfd_open(number))
        yield from ask_worker(worker, Job(query, chosen.name, dataset), self._limits)

    def _work(self, connection: socket.socket) -> None:
        """Answer one query in the child and end it, whatever happens."""
        try:
            die_with_parent()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            forbid_network()
            limit_memory(self._limits.memory_limit_mb)
            serve_query(connection, self._store, self._limits)
        finally:
            os._exit(0)
