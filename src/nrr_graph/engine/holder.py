"""The process that holds the store and forks the workers that answer from it.

It has one thread and never evaluates a query itself, so that forking is safe and nothing that a
query does can harm it.  A keeper, its parent, starts it again should it end all the same.

``python -m nrr_graph.engine.holder FOLDER`` listens in a folder, on one socket for queries from
outside and on one for the site's own, which must not wait behind them.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import pyoxigraph as ox

from nrr_graph.engine.confine import die_with_parent
from nrr_graph.engine.limits import Limits, limits_of
from nrr_graph.engine.worker import work
from nrr_graph.release.folder import database_of, read_small
from nrr_graph.release.manifest import read_manifest, write_manifest
from nrr_graph.release.release import build_release
from nrr_graph.settings import Settings, read_settings

#: The sockets in the folder.  ``READY`` is linked last: whoever sees it can connect to both.
OUTSIDE, OWN, READY = "outside", "own", "ready"
#: Workers for the site's own queries, which are short.
OWN_WORKERS: Final = 4
#: What ends faster than this is not started again at once, lest a fault become a storm.
_SHORT_LIFE_S = 0.02
Opener = Callable[[], ox.Store]


def main() -> NoReturn:
    """Keep a holder alive."""
    folder = Path(sys.argv[1])
    settings = read_settings()
    die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        holder = os.fork()
        if holder == 0:
            hold(folder, _prepare(folder, settings), limits_of(settings))
        signal.signal(signal.SIGTERM, lambda *_, child=holder: _end(child))
        os.waitpid(holder, 0)
        time.sleep(_SHORT_LIFE_S)


def _prepare(folder: Path, settings: Settings) -> Opener:
    """Return what gives each worker the store; tell the web processes what is in it."""
    if settings.store:
        build = Path(settings.store)
        write_manifest(read_manifest(build), folder)
        small = read_small(build)
        if small is not None:
            return lambda: small
        # The database starts threads when it is opened, so each worker opens its own.
        return lambda: ox.Store.read_only(database_of(build))
    release = build_release(settings.data_paths)
    write_manifest(release, folder)
    return lambda: release.store


def hold(folder: Path, open_store: Opener, limits: Limits) -> NoReturn:
    """Listen in a folder and keep as many workers as the limits say; return never."""
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    wanted = {OUTSIDE: limits.engine_workers, OWN: OWN_WORKERS}
    listeners = {name: _listen(folder / name, limits.queue_length_limit) for name in wanted}
    (folder / READY).touch()
    # Objects that no collection touches stay shared between the processes.
    gc.collect()
    gc.freeze()
    started: dict[int, tuple[str, float]] = {}
    while True:
        for name, listener in listeners.items():
            while sum(kind == name for kind, _ in started.values()) < wanted[name]:
                worker = _fork_worker(listener, open_store, limits)
                started[worker] = (name, time.monotonic())
        worker, _status = os.wait()
        _kind, begin = started.pop(worker, ("", 0.0))
        if time.monotonic() - begin < _SHORT_LIFE_S:
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


def _fork_worker(listener: socket.socket, open_store: Opener, limits: Limits) -> int:
    worker = os.fork()
    if worker == 0:
        try:
            work(listener, open_store, limits)
        finally:
            os._exit(0)
    return worker


def _end(child: int) -> NoReturn:
    os.kill(child, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
