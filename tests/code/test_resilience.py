"""Processes may die and queries may try to reach out: readers notice little, others nothing."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from nrr_graph.engine.confine import forbid_network
from serving import free_port, nrr_graph, serving

CLIENTS, DURATION_S = 16, 5.0
ENGINE_WORKERS = 4
#: Also tells this server's processes from those of others.
QUEUE_LENGTH = 61
ASK = "/sparql?" + urllib.parse.urlencode({"query": "ASK { ?s ?p ?o }"})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server of few query processes whose cache is off, so that every query reaches them."""
    port = free_port()
    command: list[str | Path] = [nrr_graph(), "serve", "--port", str(port), "--workers", "1"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NRR_CACHE_SIZE_LIMIT_MB", "0")
        environment.setenv("NRR_ENGINE_WORKERS", str(ENGINE_WORKERS))
        environment.setenv("NRR_QUEUE_LENGTH_LIMIT", str(QUEUE_LENGTH))
        with serving(command, tmp_path_factory.mktemp("resilience"), port) as url:
            yield url


class Readers:
    """Clients who ask again and again until told to stop, and count what went wrong."""

    def __init__(self, site: str) -> None:
        self._place = urllib.parse.urlsplit(site).netloc
        self._stop = threading.Event()
        self.answered = self.failed = 0
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read) for _ in range(CLIENTS)]

    def __enter__(self) -> Readers:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let everybody finish."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        connection = http.client.HTTPConnection(self._place, timeout=20)
        while not self._stop.is_set():
            try:
                connection.request("GET", ASK)
                is_good = json.loads(connection.getresponse().read()).get("boolean") is True
            except (http.client.HTTPException, OSError, ValueError):
                connection.close()
                is_good = False
            with self._lock:
                self.answered += is_good
                self.failed += not is_good
        connection.close()


def _query_processes() -> dict[int, int]:
    """Return the server's query processes, each with its parent; their keeper comes first."""
    mark = f"NRR_QUEUE_LENGTH_LIMIT={QUEUE_LENGTH}".encode()
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes()
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            is_ours = mark in (entry / "environ").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        if b"engine.holder" in command and is_ours:
            found[int(entry.name)] = parent
    return dict(sorted(found.items()))


def _kill(generation: int) -> None:
    """Kill the holder (1) or one of its workers (2); workers are also replaced now and then."""
    while True:
        processes = _query_processes()
        with contextlib.suppress(ProcessLookupError, StopIteration):
            victim = next(number for number, parent in processes.items() if parent not in processes)
            for _ in range(generation):
                victim = next(number for number, parent in processes.items() if parent == victim)
            os.kill(victim, signal.SIGKILL)
            return


def test_killing_processes_under_load_loses_no_more_than_they_had(site: str) -> None:
    with Readers(site) as readers:
        time.sleep(DURATION_S / 5)
        _kill(2)
        time.sleep(DURATION_S / 5)
        before = readers.failed
        _kill(1)
        time.sleep(DURATION_S * 3 / 5)
    assert before <= 1, "a worker has one query at a time"
    assert readers.failed <= 1 + ENGINE_WORKERS, "so have all workers of a holder together"
    assert readers.answered > 200
    with urllib.request.urlopen(site + ASK, timeout=10) as answer:
        assert json.load(answer)["boolean"]


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
)


@pytest.mark.parametrize("endpoint", ["/sparql", "/wikibase/sparql"])
@pytest.mark.parametrize("query", REACHING_OUT)
def test_no_query_makes_the_server_open_a_connection(
    site: str, listener: tuple[socket.socket, str], endpoint: str, query: str
) -> None:
    listening, target = listener
    fields = urllib.parse.urlencode({"query": query.format(target), "default-graph-uri": target})
    for data, address in (
        (None, f"{site}{endpoint}?{fields}"),
        (fields.encode(), f"{site}{endpoint}"),
    ):
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(urllib.request.Request(address, data), timeout=20).close()
    assert _is_untouched(listening)


def test_the_engine_itself_cannot_connect_where_queries_run(
    listener: tuple[socket.socket, str],
) -> None:
    """Should a query get past the guard, the process that evaluates it has no network."""
    listening, target = listener
    child = os.fork()
    if child == 0:
        forbid_network()
        try:
            list(ox.Store().query(f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert _is_untouched(listening)
    # The same without that would connect, so that this test could fail.
    child = os.fork()
    if child == 0:
        try:
            list(ox.Store().query(f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
        finally:
            os._exit(0)
    end = time.monotonic() + 10
    while _is_untouched(listening):
        assert time.monotonic() < end, "the engine does not connect at all"
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
