"""Serve the data of the W3C's test suite by the processes that serve a release.

Every data file is a named graph, which requests name: ``python w3c_server.py SUITE PORT``.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from nrr_graph.engine.worker import Crew
from nrr_graph.release.manifest import Manifest
from nrr_graph.settings import Settings, read_settings
from nrr_graph.web.crew import share_store
from nrr_graph.web.processes import Family
from w3c_suite import BASE, EVALUATION, cases, load


def _release(suite: Path, settings: Settings, folder: Path) -> Callable[[], tuple[Crew, str]]:
    def open_release() -> tuple[Crew, str]:
        store = ox.Store()
        for file in sorted({f for c in cases(suite, EVALUATION) for f in (*c.data, *c.graphs)}):
            load(suite, file, store, ox.NamedNode(BASE + file))
        manifest = Manifest("w3c", "", "2013-03-21", {}, {"triples": 0})
        return share_store(store, manifest, settings, folder)

    return open_release


def main(suite: Path, port: int) -> None:
    """Serve until told to stop."""
    settings = replace(read_settings(), port=port)
    with socket.create_server(("127.0.0.1", port)) as listener, TemporaryDirectory() as folder:
        family = Family(listener, _release(suite, settings, Path(folder)), settings)
        try:
            family.start()
            family.watch()
        finally:
            family.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
