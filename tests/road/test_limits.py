"""No query, however hostile, harms the server or anyone else who asks, on any road."""

from __future__ import annotations

import http.client
import os
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from typing import Final
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from engines import oxigraph_server
from nrr_graph.cli import main
from nrr_graph.engine.confine import forbid_network
from nrr_graph.mediatypes import SOLUTION_FORMATS
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app
from processes import wait_until
from roads import DIRECT, FORM, SRJ, WAYS, Road, application_road, server_road
from serving import Server, nrr_server
from wire import Line, Reply, request_bytes

CROSS: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HEAVY: Final = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"
GREEDY: Final = f"SELECT * {{ {CROSS} }} ORDER BY ?a ?l"
ENDLESS: Final = f"SELECT * {{ {CROSS} }}"
ASK: Final = "ASK { ?s ?p ?o }"
TIME_LIMIT_S: Final = 1
RESULT_SIZE_LIMIT_MB: Final = 8
ROW_LIMIT: Final = 5
WORKERS: Final = 12
#: What a busy machine adds to a limit.
GRACE_S: Final = 2.5
LIMITS: Final = {
    "time_limit_s": TIME_LIMIT_S,
    "memory_limit_mb": 256,
    "result_size_limit_mb": RESULT_SIZE_LIMIT_MB,
    "engine_workers": WORKERS,
}
FEW: Final = {"row_limit": ROW_LIMIT, "memory_limit_mb": 128, "time_limit_s": 60}
ENDPOINTS: Final = ("/sparql", "/wikibase/sparql")


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that is short of patience."""
    with nrr_server(tmp_path_factory.mktemp("limited"), **LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def limited_remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that is short of patience with an engine that has any amount of it."""
    folder = tmp_path_factory.mktemp("limited-remote")
    with oxigraph_server(folder) as engine:
        assert CliRunner().invoke(main, ["push", f"{engine}/store"]).exit_code == 0
        with nrr_server(folder, "--engine-url", f"{engine}/query", **LIMITS) as server:
            yield server


@pytest.fixture(scope="module")
def few_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that gives time, but few rows and little memory."""
    with nrr_server(tmp_path_factory.mktemp("rows"), **FEW) as server:
        yield server


@pytest.fixture(params=["application", "server"])
def tight(request: pytest.FixtureRequest, release: Release) -> Road:
    """Return the roads on which this project itself keeps the limits."""
    if request.param == "server":
        running: Server = request.getfixturevalue("limited")
        return server_road("server", running.url)
    return _application(release, LIMITS)


def _application(release: Release, limits: Mapping[str, int]) -> Road:
    given = {f"NRR_{name.upper()}": str(value) for name, value in limits.items()}
    return application_road(create_app(read_settings(given), release))


def _timed(road: Road, query: str, way: str, accept: str, path: str) -> tuple[Reply, float]:
    begin = time.monotonic()
    reply = road.query(query, way=way, accept=accept, path=path)
    return reply, time.monotonic() - begin


def _require_named(reply: Reply, limit: str) -> None:
    assert reply.status == 503
    assert limit in reply.problem
    assert "LIMIT" in reply.problem


# Time.


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("way", ["get", "form"])
def test_a_query_that_runs_too_long_is_ended_and_told_so(tight: Road, way: str, path: str) -> None:
    reply, took_s = _timed(tight, HEAVY, way, "text/csv", path)
    _require_named(reply, "time_limit_s")
    assert TIME_LIMIT_S <= took_s < TIME_LIMIT_S + GRACE_S


def test_that_is_so_by_every_way_and_in_every_format(limited: Server) -> None:
    road = server_road("server", limited.url)
    formats = [choice.name for choice in SOLUTION_FORMATS]
    asked = list(product(ENDPOINTS, WAYS, formats))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda a: _timed(road, HEAVY, a[1], a[2], a[0])[0], asked))
    for reply in replies:
        _require_named(reply, "time_limit_s")


def test_a_page_tells_people_of_the_limit(limited: Server) -> None:
    road = server_road("server", limited.url)
    reply, took_s = _timed(road, HEAVY, "get", "text/html", "/sparql")
    assert reply.status == 503
    assert reply.media_type == "text/html"
    assert "time_limit_s" in reply.text
    assert "?j ?k ?l" in reply.text
    assert took_s < TIME_LIMIT_S + GRACE_S


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("way", ["get", "form"])
def test_another_engine_is_not_waited_for_beyond_the_limit(
    limited_remote: Server, way: str, path: str
) -> None:
    """Nor is the server itself, which answers what is asked of the Wikibase graph."""
    road = server_road("remote", limited_remote.url)
    reply, took_s = _timed(road, HEAVY, way, SRJ, path)
    assert reply.status in (503, 504)
    assert "time_limit_s" in reply.problem
    assert took_s < TIME_LIMIT_S + GRACE_S


def test_pages_and_short_queries_are_answered_while_long_ones_run(limited: Server) -> None:
    road = server_road("server", limited.url)
    with Line(limited.url) as first, Line(limited.url) as second:
        for line in (first, second):
            line.send(_request("GET", HEAVY))
        begin = time.monotonic()
        assert road.query(ASK + "#while long ones run").json()["boolean"]
        assert road.get("/id/nato.html").status == 200
        assert time.monotonic() - begin < TIME_LIMIT_S + GRACE_S
        assert [line.receive().status for line in (first, second)] == [503, 503]


def _request(method: str, query: str, *fields: tuple[str, str]) -> bytes:
    body = urlencode({"query": query})
    if method == "GET":
        return request_bytes("GET", f"/sparql?{body}", fields=fields)
    return request_bytes("POST", "/sparql", body.encode(), [("Content-Type", FORM), *fields])


# Memory, size, rows.


def test_a_query_that_takes_too_much_memory_is_ended_and_told_so(few_rows: Server) -> None:
    road = server_road("server", few_rows.url)
    for way, path in product(["get", "direct"], ENDPOINTS):
        _require_named(road.query(GREEDY, way=way, path=path), "memory_limit_mb")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("fields", [[], [("Accept-Encoding", "gzip")]], ids=["plain", "gzip"])
def test_an_answer_that_cannot_be_completed_is_broken_off(
    limited: Server, method: str, fields: list[tuple[str, str]]
) -> None:
    request = _request(method, ENDLESS, *fields)
    begin = time.monotonic()
    with Line(limited.url) as line:
        line.send(request)
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            line.receive()
    assert time.monotonic() - begin < TIME_LIMIT_S + GRACE_S


def test_an_old_client_sees_as_well_that_an_answer_was_broken_off(limited: Server) -> None:
    request = _request("GET", ENDLESS).replace(b"HTTP/1.1", b"HTTP/1.0")
    with Line(limited.url) as line:
        line.send(request)
        with pytest.raises(ConnectionResetError):
            line.receive()


def test_an_answer_below_the_limits_is_whole(tight: Road) -> None:
    count = tight.query("SELECT (COUNT(*) AS ?n) { ?s a ?o }").number()
    for way in WAYS:
        reply = tight.query("CONSTRUCT WHERE { ?s a ?o }", way=way, accept="application/n-triples")
        assert reply.body.count(b"\n") == count > 0


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_of_too_many_rows_is_refused_before_it_begins(few_rows: Server, way: str) -> None:
    road = server_road("server", few_rows.url)
    for form in ("SELECT *", "SELECT ?s", "CONSTRUCT"):
        beyond, within = (
            f"{form} WHERE {{ ?s ?p ?o }} LIMIT {rows}" for rows in (ROW_LIMIT + 1, ROW_LIMIT)
        )
        for accept in ("text/csv, text/turtle", "application/json"):
            _require_named(road.query(beyond, way=way, accept=accept), "row_limit")
            assert road.query(within, way=way, accept=accept).status == 200
    assert road.query(ASK, way=way).json()["boolean"]


def test_the_application_alone_keeps_these_limits(release: Release) -> None:
    road = _application(release, FEW)
    _require_named(road.query("SELECT * { ?s ?p ?o }"), "row_limit")
    assert len(road.query(f"SELECT * {{ ?s ?p ?o }} LIMIT {ROW_LIMIT}").bindings()) == ROW_LIMIT
    _require_named(road.query(GREEDY), "memory_limit_mb")


# Clients that leave, clients that do not read, too many clients.


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "query",
    [HEAVY, ENDLESS],
    ids=["before it begins", "while it streams"],
)
def test_a_client_who_leaves_frees_the_worker(limited: Server, method: str, query: str) -> None:
    road = server_road("server", limited.url)
    for number in range(WORKERS + 2):
        with Line(limited.url) as leaving:
            leaving.send(_request(method, f"{query} # {number}"))
            if query == ENDLESS:
                assert leaving.socket.recv(1000)
            else:
                time.sleep(0.05)
    begin = time.monotonic()
    assert road.query(f"{ASK} # {method} {len(query)}").json()["boolean"]
    # All workers would else be busy until their time is over.
    assert time.monotonic() - begin < TIME_LIMIT_S


def test_clients_who_do_not_read_are_forgotten(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = {"time_limit_s": 6, "engine_workers": 4}
    with nrr_server(tmp_path_factory.mktemp("slow"), **settings) as server, ExitStack() as slow:
        road = server_road("server", server.url)
        for number in range(8):
            line = slow.enter_context(Line(server.url))
            line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.send(_request("GET", f"{ENDLESS} # {number}"))
        time.sleep(0.3)
        for number in range(3):
            begin = time.monotonic()
            reply = road.query(f"{ASK} # beside slow readers, {number}")
            assert reply.status == 200
            assert time.monotonic() - begin < settings["time_limit_s"]


def test_more_queries_than_may_wait_are_refused_at_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = LIMITS | {"engine_workers": 2, "queue_length_limit": 2}
    with nrr_server(tmp_path_factory.mktemp("queue"), **settings) as server:
        road = server_road("server", server.url)

        def ask(number: int) -> Reply:
            return road.query(f"{HEAVY} # {number}", way=WAYS[number % 3])

        # The first worker reads the names and templates; that counts for nothing here.
        wait_until(lambda: road.get("/id/rome.html").status == 200, 10, "the pages are there")
        with ThreadPoolExecutor(12) as pool:
            begin = time.monotonic()
            replies = list(pool.map(ask, range(12)))
        limits = [
            next(n for n in ("time_limit_s", "queue_length") if n in r.problem) for r in replies
        ]
        refused = [r for r in replies if "queue_length_limit" in r.problem]
        assert "time_limit_s" in limits
        assert refused
        assert {r.status for r in replies} == {503}
        assert all(int(r.header("Retry-After")) > 0 for r in refused)
        assert time.monotonic() - begin < 4 * TIME_LIMIT_S + GRACE_S
        # The pages of the site have workers of their own, and what is kept needs none.
        assert road.get("/id/nato.html").status == 200


def test_a_query_process_has_no_network() -> None:
    """Checked apart from the guard, which would not let such a query through."""
    child = os.fork()
    if child == 0:
        socket.socket().close()
        forbidden = forbid_network()
        try:
            socket.socket().close()
        except PermissionError:
            os._exit(0 if forbidden else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("content_type", [FORM, DIRECT])
def test_a_connection_serves_on_after_a_query_was_ended(limited: Server, content_type: str) -> None:
    body = HEAVY if content_type == DIRECT else urlencode({"query": HEAVY})
    with Line(limited.url) as line:
        post = line.ask("POST", "/sparql", body.encode(), [("Content-Type", content_type)])
        get = line.ask("GET", f"/sparql?{urlencode({'query': HEAVY})}")
        assert [post.status, get.status] == [503, 503]
        assert line.ask("GET", "/sparql?query=ASK%7B%7D").status == 200
