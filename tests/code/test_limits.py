"""No query, however hostile, harms the server or anyone else who asks."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from nrr_graph.engine.confine import forbid_network
from nrr_graph.engine.forked import ForkedEngine
from nrr_graph.engine.lease import RESTART_LIMIT_S
from nrr_graph.engine.limits import Limits
from nrr_graph.errors import LimitReached
from nrr_graph.mediatypes import CSV, N_TRIPLES
from nrr_graph.release.release import Release
from serving import free_port, nrr_graph, serving

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HEAVY = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"
GREEDY = f"SELECT * {{ {CROSS} }} ORDER BY ?a ?l"
ENDLESS = f"SELECT * {{ {CROSS} }}"
TIME_LIMIT_S = 2
RESULT_SIZE_LIMIT_MB = 8


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server that is short of patience and of workers."""
    port = free_port()
    command: list[str | Path] = [nrr_graph(), "serve", "--port", str(port), "--workers", "1"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NRR_TIME_LIMIT_S", str(TIME_LIMIT_S))
        environment.setenv("NRR_ENGINE_WORKERS", "3")
        environment.setenv("NRR_MEMORY_LIMIT_MB", "256")
        environment.setenv("NRR_RESULT_SIZE_LIMIT_MB", str(RESULT_SIZE_LIMIT_MB))
        with serving(command, tmp_path_factory.mktemp("site"), port) as url:
            yield url


def _ask(site: str, query: str, accept: str = "application/sparql-results+json") -> bytes:
    body = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(f"{site}/sparql", body, {"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def _refusal(site: str, query: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _ask(site, query)
    return refused.value.code, json.loads(refused.value.read())["detail"]


def _processes() -> dict[int, int]:
    """Return the query processes of this server, each with its parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes()
            environment = (entry / "environ").read_bytes()
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except (OSError, ValueError):
            continue
        if b"engine.holder" in command and b"NRR_RESULT_SIZE_LIMIT_MB=8" in environment:
            found[int(entry.name)] = int(parent)
    return found


def _holder() -> int | None:
    """Return the process that holds the store, the only child of the keeper, if it is there."""
    processes = _processes()
    # A worker whose holder has just ended belongs to nobody either, but the keeper came first.
    keeper = min(number for number, parent in processes.items() if parent not in processes)
    return next((number for number, parent in processes.items() if parent == keeper), None)


def _workers() -> list[int]:
    holder = _holder()
    return sorted(number for number, parent in _processes().items() if parent == holder)


def test_a_query_that_runs_too_long_is_ended_and_told_so(site: str) -> None:
    begin = time.monotonic()
    status, detail = _refusal(site, HEAVY)
    assert status == 503
    assert "time_limit_s" in detail
    assert "LIMIT" in detail
    assert TIME_LIMIT_S <= time.monotonic() - begin < TIME_LIMIT_S + 2


def test_a_query_that_takes_too_much_memory_is_ended_and_told_so(site: str) -> None:
    status, detail = _refusal(site, GREEDY)
    assert (status, "memory_limit_mb" in detail) == (503, True)


def test_an_answer_that_cannot_be_completed_is_broken_off(site: str) -> None:
    begin = time.monotonic()
    with pytest.raises(http.client.IncompleteRead) as broken:
        _ask(site, ENDLESS)
    # It is the size that ended it, not the time.
    assert time.monotonic() - begin < TIME_LIMIT_S
    assert len(broken.value.partial) <= RESULT_SIZE_LIMIT_MB * 1024 * 1024


def test_an_answer_of_too_many_rows_is_refused_before_it_begins(release: Release) -> None:
    limited = ForkedEngine(release.store, Limits(10, 512, 64, 1, 1, row_limit=5))
    for query, chosen in (
        ("SELECT * { ?s ?p ?o }", CSV),
        ("CONSTRUCT WHERE { ?s ?p ?o }", N_TRIPLES),
    ):
        with pytest.raises(LimitReached, match="row_limit"):
            b"".join(limited.stream(query, chosen))
    five = b"".join(limited.stream("SELECT * { ?s ?p ?o } LIMIT 5", CSV))
    assert five.count(b"\r\n") == 6
    assert b"true" in b"".join(limited.stream("ASK {}", CSV))


def test_an_answer_below_the_limits_is_whole(site: str) -> None:
    triples = _ask(site, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    counted = json.loads(_ask(site, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    count = int(counted["results"]["bindings"][0]["n"]["value"])
    assert triples.count(b"\n") == count > 10_000


def test_pages_and_short_queries_are_answered_while_long_ones_run(site: str) -> None:
    body = urllib.parse.urlencode({"query": HEAVY})
    address = urllib.parse.urlsplit(site).netloc
    long_ones = [http.client.HTTPConnection(address, timeout=30) for _ in range(2)]
    for connection in long_ones:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sparql", body, headers)
    begin = time.monotonic()
    assert json.loads(_ask(site, "ASK { ?s ?p ?o }"))["boolean"]
    urllib.request.urlopen(f"{site}/id/nato.html", timeout=10).close()
    assert time.monotonic() - begin < TIME_LIMIT_S / 2
    assert [connection.getresponse().status for connection in long_ones] == [503, 503]
    for connection in long_ones:
        connection.close()


def test_a_killed_worker_is_replaced(site: str) -> None:
    before = _workers()
    while len(before) < 3:  # One that answered a bomb may just be on its way back.
        time.sleep(0.05)
        before = _workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    for _ in range(6):
        assert json.loads(_ask(site, "ASK { ?s ?p ?o }"))["boolean"]
    assert not set(_workers()) & set(before)


def test_a_killed_holder_is_replaced(site: str) -> None:
    before = _holder()
    assert before
    os.kill(before, signal.SIGKILL)
    # A worker of the old one may still answer, so that an answer alone would prove nothing.
    end = time.monotonic() + RESTART_LIMIT_S
    while _holder() in (before, None) and time.monotonic() < end:
        time.sleep(0.01)
    assert _holder() not in (before, None)
    assert json.loads(_ask(site, "ASK { ?s ?p ?o }"))["boolean"]


def test_a_reader_who_leaves_frees_the_worker(site: str) -> None:
    address = urllib.parse.urlsplit(site)
    for _ in range(6):  # Twice as many as there are workers.
        with socket.create_connection((str(address.hostname), address.port or 80)) as leaving:
            query = urllib.parse.quote(ENDLESS)
            leaving.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert leaving.recv(1000)
    begin = time.monotonic()
    assert json.loads(_ask(site, "ASK { ?s ?p ?o }"))["boolean"]
    assert time.monotonic() - begin < TIME_LIMIT_S / 2


def test_a_client_who_leaves_before_the_answer_begins_frees_the_worker(site: str) -> None:
    address = urllib.parse.urlsplit(site)
    for method in ("GET", "POST"):
        for _ in range(3):
            with socket.create_connection((str(address.hostname), address.port or 80)) as leaving:
                leaving.sendall(_request(method, HEAVY))
                time.sleep(0.1)
    begin = time.monotonic()
    assert json.loads(_ask(site, "ASK { ?s ?p ?o }"))["boolean"]
    # Without that, six such queries would keep three workers for twice the time limit.
    assert time.monotonic() - begin < TIME_LIMIT_S


def _request(method: str, query: str) -> bytes:
    body = urllib.parse.urlencode({"query": query})
    if method == "GET":
        return f"GET /sparql?{body} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE is refused"),
        ("ASK " + "{" * 5000 + "}" * 5000, 403, "nest deeper"),
        ("SELECT * { ?s ?p }", 400, "line 1"),
        ("ASK { BIND(<http://example.org/f>(1) AS ?x) }", 400, "function"),
    ],
    ids=["federation", "nesting", "syntax", "unknown function"],
)
def test_a_refusal_says_why(site: str, query: str, status: int, told: str) -> None:
    code, detail = _refusal(site, query)
    assert code == status
    assert told in detail


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
