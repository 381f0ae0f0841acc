"""The process that holds a release and forks the workers that answer from it.

It has one thread and evaluates no query from outside, so that forking is safe and nothing that a
query does can harm it.  It speaks with two kinds of processes: with its parent, from which it gets
a connection to each front, and with these fronts, each of which gets the workers it asks for.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import struct
from collections.abc import Iterable
from typing import Final, NoReturn

from nrr_graph.engine.worker import Crew, fork_worker

#: What a front asks for: one more worker.
WANTED: Final = b"w"
#: What it gets: the worker's process number, with two descriptors: its socket and its handle.
NUMBER: Final = struct.Struct("!I")
#: What it gets once: workers forked from now on are better prepared.
RENEWED: Final = NUMBER.pack(0)
_POLL_LIMIT_MS: Final = 1000
#: The first workers are waited for; what spares the later ones work comes after them.
_PREPARE_AFTER_MS: Final = 20


def supervise(parent: socket.socket, crew: Crew) -> NoReturn:
    """Fork a worker whenever a front asks for one; end when the parent does.

    :param parent: gives a connection (``SOCK_SEQPACKET``) for each front.
    """
    # Objects that no collection touches stay shared between the processes.
    gc.collect()
    gc.freeze()
    fronts: dict[int, socket.socket] = {}
    prepare, has_given = crew.prepare, False
    poll = select.poll()
    poll.register(parent, select.POLLIN)
    while True:
        _reap()
        events = poll.poll(_PREPARE_AFTER_MS if prepare and has_given else _POLL_LIMIT_MS)
        if prepare and has_given and not events:
            prepare()
            prepare = None
            _renew(fronts.values())
        for descriptor, _event in events:
            if descriptor == parent.fileno():
                front = _receive_front(parent)
                if front is None:
                    _finish(fronts.values())
                fronts[front.fileno()] = front
                poll.register(front, select.POLLIN)
            elif _wants_worker(front := fronts[descriptor]):
                _give_worker(front, [parent, *fronts.values()], crew)
                has_given = True
            else:
                poll.unregister(descriptor)
                fronts.pop(descriptor).close()


def _renew(fronts: Iterable[socket.socket]) -> None:
    """Tell the fronts that workers forked from now on are better prepared."""
    for front in fronts:
        with contextlib.suppress(OSError):
            front.send(RENEWED)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _receive_front(parent: socket.socket) -> socket.socket | None:
    """Return the connection to a front; nothing if another release has taken over."""
    _message, descriptors, _flags, _address = socket.recv_fds(parent, 1, 1)
    return socket.socket(fileno=descriptors[0]) if descriptors else None


def _finish(fronts: Iterable[socket.socket]) -> NoReturn:
    """Let the workers complete what they are at, each for a front that ends it then."""
    for front in fronts:
        front.close()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _wants_worker(front: socket.socket) -> bool:
    """Tell whether a front asks for a worker; it has ended otherwise."""
    try:
        return bool(front.recv(1))
    except ConnectionError:
        return False


def _give_worker(front: socket.socket, inherited: list[socket.socket], crew: Crew) -> None:
    connection, number = fork_worker(crew, inherited)
    # Taken here, where the process has not been waited for and its number cannot be another's.
    handle = os.pidfd_open(number)
    with contextlib.suppress(ConnectionError):
        socket.send_fds(front, [NUMBER.pack(number)], [connection.fileno(), handle])
    connection.close()
    os.close(handle)
