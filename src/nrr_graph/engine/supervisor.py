"""The process that holds a release and forks the workers that answer from it.

It has one thread and evaluates no query from outside, so that forking is safe and nothing that a
query does can harm it.  It speaks with two kinds of processes: with its parent, from which it gets
a connection to each pool of each front, and with these, which get the workers they ask for.

Should it be killed all the same, nobody waits until the release is read again: it has forked a
spare, which has everything in memory and becomes the supervisor with the first pool it gets.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import struct
import traceback
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NoReturn

from nrr_graph.engine.confine import name_process
from nrr_graph.engine.worker import Crew, fork_worker

#: What ps calls this process.
NAME: Final = "nrr supervisor"
#: What the parent says of a pool: its workers are the same whether prepared or not, or better.
PLAIN_POOL: Final = b"q"
PREPARED_POOL: Final = b"p"
#: What a pool asks for: one more worker.
WANTED: Final = b"w"
#: What it gets: the worker's process number, with two descriptors: its socket and its handle.  The
#: parent gets the number of the spare in the same form, with its socket.
NUMBER: Final = struct.Struct("!I")
#: What it gets once: workers forked from now on are better prepared.
RENEWED: Final = NUMBER.pack(0)
_POLL_LIMIT_MS: Final = 1000
#: What spares workers work is done when nobody has asked for one for so long.
_PREPARE_AFTER_MS: Final = 20


def supervise(parent: socket.socket, crew: Crew, *, prepares_first: bool = False) -> NoReturn:
    """Fork a worker whenever a front asks for one; end when the parent does.

    :param parent: gives a connection (``SOCK_SEQPACKET``) for each pool of each front.
    :param prepares_first: whether those who ask for a prepared worker wait for one.
    """
    # Objects that no collection touches stay shared between the processes.
    gc.collect()
    gc.freeze()
    _Supervisor(parent, crew, prepares_first=prepares_first).run()


class _Supervisor:
    """Knows its parent and the pools, and whether workers are prepared.

    Right after a start the first visitor gets a worker that is not; where many wait already, such
    workers would all do the same work at once, which takes longer than to do it once for all.
    """

    def __init__(self, parent: socket.socket, crew: Crew, *, prepares_first: bool) -> None:
        self._parent, self._crew, self._prepares_first = parent, crew, prepares_first
        self._prepare = crew.prepare
        self._pools: dict[int, socket.socket] = {}
        #: The pools whose workers profit from what is prepared.
        self._prepared_pools: set[int] = set()
        #: Those that asked for such a worker and wait for it, as often as they did.
        self._waiting: list[int] = []
        self._has_given = False
        #: The process number of the spare.
        self._spare = 0
        self._poll = select.poll()
        self._poll.register(parent, select.POLLIN)

    def run(self) -> NoReturn:
        """Do what is asked for until the parent ends."""
        while True:
            self._reap()
            if self._pools and not self._spare and not self._prepare:
                self._fork_spare()
            must_prepare = self._prepare and (self._has_given or self._waiting)
            events = self._poll.poll(_PREPARE_AFTER_MS if must_prepare else _POLL_LIMIT_MS)
            if must_prepare and not events:
                self._prepare_workers()
            for descriptor, _event in events:
                if descriptor == self._parent.fileno():
                    self._take_pool()
                else:
                    self._serve(descriptor)

    def _take_pool(self) -> None:
        """Take the connection to one more pool; end when another release has taken over."""
        kind, descriptors = b"", list[int]()
        with contextlib.suppress(ConnectionError):  # The parent has not read of the spare.
            kind, descriptors, _flags, _address = socket.recv_fds(self._parent, 1, 1)
        if not descriptors:
            _finish(self._pools.values())
        name_process(NAME)  # So far it may have been a spare.
        pool = socket.socket(fileno=descriptors[0])
        self._pools[pool.fileno()] = pool
        self._poll.register(pool, select.POLLIN)
        if kind == PREPARED_POOL:
            self._prepared_pools.add(pool.fileno())

    def _serve(self, descriptor: int) -> None:
        """Give a pool a worker, now or once that is prepared; forget a pool that has ended."""
        if not _wants_worker(self._pools[descriptor]):
            self._poll.unregister(descriptor)
            self._prepared_pools.discard(descriptor)
            self._waiting = [number for number in self._waiting if number != descriptor]
            self._pools.pop(descriptor).close()
        elif self._prepare and self._prepares_first and descriptor in self._prepared_pools:
            self._waiting.append(descriptor)
        else:
            self._give(descriptor)

    def _give(self, descriptor: int) -> None:
        inherited = [self._parent, *self._pools.values()]
        _give_worker(self._pools[descriptor], inherited, self._crew)
        self._has_given = True

    def _prepare_workers(self) -> None:
        """Do what spares workers work; give those that wait theirs, and let the others renew."""
        if self._prepare:
            self._prepare()
        self._prepare = None
        for descriptor in self._waiting:
            self._give(descriptor)
        for descriptor in self._prepared_pools.difference(self._waiting):
            with contextlib.suppress(OSError):
                self._pools[descriptor].send(RENEWED)
        self._waiting = []

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while number := os.waitpid(-1, os.WNOHANG)[0]:
                if number == self._spare:
                    self._spare = 0

    def _fork_spare(self) -> None:
        """Fork a process that takes the place of this one should it end; tell the parent of it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._spare = os.fork()
        if self._spare == 0:
            self._be_spare(theirs, (ours, self._parent, *self._pools.values()))
        theirs.close()
        with contextlib.suppress(OSError):
            # The parent reads this when it needs it.
            flags = socket.MSG_DONTWAIT
            socket.send_fds(self._parent, [NUMBER.pack(self._spare)], [ours.fileno()], flags)
        ours.close()

    def _be_spare(self, parent: socket.socket, inherited: Iterable[socket.socket]) -> NoReturn:
        name_process("nrr spare")
        try:
            for connection in inherited:
                connection.close()
            crew = replace(self._crew, prepare=None)
            _Supervisor(parent, crew, prepares_first=False).run()
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)


def _finish(pools: Iterable[socket.socket]) -> NoReturn:
    """Let the workers complete what they are at, each for a pool that ends it then."""
    for pool in pools:
        pool.close()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _wants_worker(pool: socket.socket) -> bool:
    """Tell whether a pool asks for a worker; it has ended otherwise."""
    try:
        return bool(pool.recv(1))
    except ConnectionError:
        return False


def _give_worker(pool: socket.socket, inherited: list[socket.socket], crew: Crew) -> None:
    connection, number = fork_worker(crew, inherited)
    # Taken here, where the process has not been waited for and its number cannot be another's.
    handle = os.pidfd_open(number)
    with contextlib.suppress(ConnectionError):
        socket.send_fds(pool, [NUMBER.pack(number)], [connection.fileno(), handle])
    connection.close()
    os.close(handle)
