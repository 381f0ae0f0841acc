"""Servers that run for the whole session, and the roads that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from engines import oxigraph_server
from nrr_graph.cli import main
from roads import (
    WAYS,
    Asker,
    Road,
    application_road,
    command_asker,
    notebook_asker,
    road_asker,
    server_road,
)
from serving import Server, nrr_server

#: The application under any WSGI server, ours, ours from a store on disk, ours on another engine.
ROADS = ("application", "server", "store", "remote")
ASKERS = (*(f"{road} by {way}" for road in ROADS for way in WAYS), "command", "notebook")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the server as most people do."""
    with nrr_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the server on a database, as for a release too large for memory."""
    folder = tmp_path_factory.mktemp("store")
    with nrr_server(folder, "--store", "store"):
        pass  # The first start builds; without the small copy the next one opens the database.
    for copy in folder.glob("store/release-*/release-*.nq"):
        copy.unlink()
    with nrr_server(folder, "--store", "store") as server:
        yield server


@pytest.fixture(scope="session")
def engine_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run ``oxigraph serve`` with the release, pushed over the Graph Store Protocol."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as url:
        pushed = CliRunner().invoke(main, ["push", f"{url}/store"])
        assert pushed.exit_code == 0, pushed.output
        yield f"{url}/query"


@pytest.fixture(scope="session")
def remote_server(engine_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the server on another engine."""
    with nrr_server(tmp_path_factory.mktemp("remote"), "--engine-url", engine_url) as server:
        yield server


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> Road:
    """Return each road in turn."""
    return _road(request, request.param)


@pytest.fixture(params=ASKERS)
def asker(request: pytest.FixtureRequest, tmp_path: Path) -> Asker:
    """Return each way to ask a query in turn, over HTTP or not."""
    name: str = request.param
    if name == "command":
        return command_asker(tmp_path)
    if name == "notebook":
        return notebook_asker()
    road, _, way = name.partition(" by ")
    return road_asker(_road(request, road), way)


def _road(request: pytest.FixtureRequest, name: str) -> Road:
    if name == "application":
        app: Flask = request.getfixturevalue("app")
        return application_road(app)
    fixture = name if name == "server" else f"{name}_server"
    running: Server = request.getfixturevalue(fixture)
    return server_road(name, running.url)


@pytest.fixture
def server_only(server: Server) -> Road:
    """Return the road to the server as most people run it, for what only servers do."""
    return server_road("server", server.url)
