"""The process that holds the store and forks the workers that answer from it.

It has one thread and never evaluates a query itself, so that forking is safe and nothing that a
query does can harm it.  A keeper, its parent, starts it again should it end all the same.

``python -m nrr_graph.engine.holder SOCKET [DATA …]``
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from nrr_graph.engine.confine import die_with_parent
from nrr_graph.engine.limits import Limits, limits_of
from nrr_graph.engine.worker import work
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings

#: What ends faster than this is not started again at once, lest a fault become a storm.
_SHORT_LIFE_S = 0.02


def main() -> NoReturn:
    """Keep a holder alive."""
    path, *data = sys.argv[1:]
    die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        holder = os.fork()
        if holder == 0:
            hold(
                Path(path), build_release([Path(p) for p in data]).store, limits_of(read_settings())
            )
        signal.signal(signal.SIGTERM, lambda *_, child=holder: _end(child))
        os.waitpid(holder, 0)
        time.sleep(_SHORT_LIFE_S)


def hold(path: Path, store: ox.Store, limits: Limits) -> NoReturn:
    """Listen on a socket and keep as many workers as the limits say; return never."""
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listener = _listen(path, limits.queue_length_limit)
    # Objects that no collection touches stay shared between the processes.
    gc.collect()
    gc.freeze()
    started: dict[int, float] = {}
    while True:
        while len(started) < limits.engine_workers:
            started[_fork_worker(listener, store, limits)] = time.monotonic()
        worker, _status = os.wait()
        if time.monotonic() - started.pop(worker, 0.0) < _SHORT_LIFE_S:
            time.sleep(_SHORT_LIFE_S)


def _listen(path: Path, queue_length: int) -> socket.socket:
    """Listen; the path appears only when it can be connected to.

    The kernel keeps the queue: who connects while it is full is told at once.
    """
    early = path.with_suffix(".early")
    early.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(early))
    listener.listen(queue_length)
    early.rename(path)
    return listener


def _fork_worker(listener: socket.socket, store: ox.Store, limits: Limits) -> int:
    worker = os.fork()
    if worker == 0:
        try:
            work(listener, store, limits)
        finally:
            os._exit(0)
    return worker


def _end(child: int) -> NoReturn:
    os.kill(child, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
