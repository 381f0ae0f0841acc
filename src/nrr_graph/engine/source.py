"""Where the pool of a front gets its workers: the connection to a supervisor."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Final

from nrr_graph.engine.supervisor import NUMBER, RENEWED, WANTED

_DESCRIPTORS: Final = 2


class WorkerSource:
    """Asks a supervisor for workers.

    :param take: called for each worker that comes: its process number, its connection and a
        handle on its process.
    :param renew: called when workers that come from now on are better prepared.
    :param ended: called when the supervisor has ended, and with it all its workers.
    """

    def __init__(
        self,
        take: Callable[[int, socket.socket, int], None],
        renew: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self._take, self._renew, self._ended = take, renew, ended
        self._loop = asyncio.get_running_loop()
        self._supervisor: socket.socket | None = None
        self.release = ""
        #: Workers that were asked for and have not come.
        self.expected = 0

    @property
    def is_open(self) -> bool:
        """Whether there is a supervisor."""
        return self._supervisor is not None

    def attach(self, supervisor: socket.socket, release: str) -> None:
        """Take workers of this release from this supervisor from now on."""
        self._detach()
        self.release = release
        supervisor.setblocking(False)
        self._supervisor = supervisor
        self._loop.add_reader(supervisor, self._receive)

    def ask(self) -> None:
        """Ask for one more worker, if there is somebody to ask."""
        if self._supervisor is None:
            return
        try:
            self._supervisor.send(WANTED)
        except BlockingIOError:
            return
        except OSError:
            self._end()
            return
        self.expected += 1

    def _detach(self) -> None:
        if self._supervisor:
            self._loop.remove_reader(self._supervisor)
            self._supervisor.close()
        self._supervisor, self.expected = None, 0

    def _end(self) -> None:
        self._detach()
        self._ended()

    def _receive(self) -> None:
        if self._supervisor is None:
            return
        message, descriptors = b"", list[int]()
        with contextlib.suppress(ConnectionError):  # It ended before it read what was asked.
            message, descriptors, _flags, _address = socket.recv_fds(
                self._supervisor, NUMBER.size, _DESCRIPTORS
            )
        if message == RENEWED:
            self._renew()
        elif len(descriptors) == _DESCRIPTORS:
            (number,) = NUMBER.unpack(message)
            connection = socket.socket(fileno=descriptors[0])
            connection.setblocking(False)
            self._take(number, connection, descriptors[1])
        else:
            self._end()
