"""The workers of a pool: those that wait for a job, those that are at one, those that come."""

from __future__ import annotations

import asyncio
import socket

from nrr_graph.engine.jobs import WorkerConnection
from nrr_graph.engine.source import WorkerSource


class Workers:
    """Takes workers from a supervisor as they are needed, up to a limit.

    :param active_limit: workers that may be at short jobs.
    :param worker_limit: workers, those at long jobs counted.
    """

    def __init__(self, active_limit: int, worker_limit: int) -> None:
        self._active_limit, self._worker_limit = active_limit, worker_limit
        self._loop = asyncio.get_running_loop()
        self._source = WorkerSource(self._take_worker, self._renew, self._supervisor_ended)
        self._idle: list[WorkerConnection] = []
        self._working: list[WorkerConnection] = []
        #: How many are at short jobs.
        self._active = 0

    def attach(self, supervisor: socket.socket, release: str) -> None:
        """Take workers of this release from now on; others end when they have nothing to do."""
        self._source.attach(supervisor, release)
        self._renew()
        for _ in range(self._active_limit):
            self._want()

    @property
    def workers(self) -> int:
        """How many workers there are."""
        return len(self._idle) + len(self._working)

    @property
    def _long(self) -> int:
        """How many workers are at long jobs."""
        return len(self._working) - self._active

    def _take_for_long(self, connection: WorkerConnection) -> None:
        connection.is_long = True
        self._active -= 1

    def _want(self) -> None:
        """Ask for one more worker, if there may be one more."""
        if self.workers + self._source.expected < self._worker_limit:
            self._source.ask()

    def _want_if_short(self) -> None:
        if not self._idle and not self._source.expected and self._active < self._active_limit:
            self._want()

    def _take_worker(self, number: int, opened: socket.socket, handle: int) -> None:
        connection = self.connection_to(number, handle)
        self._loop.create_task(self._open(connection, opened))

    async def _open(self, connection: WorkerConnection, opened: socket.socket) -> None:
        await self._loop.create_connection(lambda: connection, sock=opened)
        self._source.expected = max(self._source.expected - 1, 0)
        self._idle.append(connection)
        self.came()

    def connection_to(self, number: int, handle: int) -> WorkerConnection:
        """Make the connection to a worker, by its number and a handle on its process."""
        raise NotImplementedError

    def came(self) -> None:
        """Learn that there is one more worker; a subclass gives it something to do."""

    def _supervisor_ended(self) -> None:
        """Learn that all workers end, through no fault of their jobs."""
        for connection in (*self._idle, *self._working):
            connection.is_spent = connection.is_orphan = True

    def _renew(self) -> None:
        """Replace all workers as soon as they have nothing to do."""
        for connection in self._working:
            connection.is_spent = True
        for connection in self._idle:
            connection.kill()
