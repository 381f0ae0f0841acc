"""Queries may try to reach out: the server opens no connection for them."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from nrr_graph.engine.confine import forbid_network
from roads import Road

REACHING_OUT = (
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?where {{ <{0}> }} SERVICE ?where {{ ?s ?p ?o }} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    r"SELECT * {{ \u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <{0}>",
    "SELECT * {{ SERVICE wikibase:label {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "DESCRIBE <{0}>",
    "\ufeffSELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p '''{{''' .SERVICE<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ trueSERVICE <{0}> {{ ?s ?p ?o }} }}",
)


@pytest.fixture
def listener() -> Iterator[tuple[socket.socket, str]]:
    """Listen where a query could be made to connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening, f"http://127.0.0.1:{listening.getsockname()[1]}/"


def _is_untouched(listening: socket.socket) -> bool:
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return True
    return False


@pytest.mark.parametrize("endpoint", ["/sparql", "/wikibase/sparql"])
def test_no_query_makes_the_server_open_a_connection(
    road: Road, listener: tuple[socket.socket, str], endpoint: str
) -> None:
    listening, target = listener
    for query in REACHING_OUT:
        for way in ("get", "form"):
            text = query.format(target)
            reply = road.query(text, ("default-graph-uri", target), way=way, path=endpoint)
            assert reply.status < 500 or road.name == "remote"
            assert _is_untouched(listening), text


def test_the_engine_itself_cannot_connect_where_queries_run(
    listener: tuple[socket.socket, str],
) -> None:
    """Should a query get past the guard, the process that evaluates it has no network."""
    listening, target = listener
    child = os.fork()
    if child == 0:
        forbid_network()
        _reach_out(target)
    os.waitpid(child, 0)
    assert _is_untouched(listening)
    # The same without that would connect, so that this test could fail.
    child = os.fork()
    if child == 0:
        _reach_out(target)
    end = time.monotonic() + 10
    while _is_untouched(listening):
        assert time.monotonic() < end, "the engine does not connect at all"
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _reach_out(target: str) -> None:
    try:
        list(ox.Store().query(f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    finally:
        os._exit(0)
