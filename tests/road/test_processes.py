"""Processes may be killed at any stage: readers notice little, others nothing."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Final
from urllib.parse import urlencode, urlsplit

import pytest

from processes import FRONT, SPARE, SUPERVISOR, WORKER, is_gone, kill, processes, wait_until
from roads import server_road
from serving import Server, nrr_server
from wire import Line, Reply, request_bytes

CROSS: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HEAVY: Final = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"
ENDLESS: Final = f"SELECT * {{ {CROSS} }}"
ASK: Final = "ASK { ?s ?p ?o }"
TIME_LIMIT_S: Final = 20
ENGINE_WORKERS: Final = 4
CLIENTS, DURATION_S = 16, 5.0
#: How soon readers are served again after any one process was killed.
BACK_WITHIN_S: Final = 8
#: How long a query and a page wait at most while a spare takes over: its workers are new.
TAKEN_OVER_WITHIN_S: Final = 2


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server of few workers whose cache is off, so that every query reaches them."""
    settings = {
        "cache_size_limit_mb": 0,
        "engine_workers": ENGINE_WORKERS,
        "time_limit_s": TIME_LIMIT_S,
    }
    with nrr_server(tmp_path_factory.mktemp("fragile"), **settings) as server:
        yield server


class Readers:
    """Clients who ask again and again until told to stop, and count what went wrong."""

    def __init__(self, server: Server) -> None:
        self._place = urlsplit(server.url).netloc
        self._stop = threading.Event()
        self.answered = self.failed = 0
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read) for _ in range(CLIENTS)]

    def __enter__(self) -> Readers:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Let everybody finish."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        connection = http.client.HTTPConnection(self._place, timeout=20)
        while not self._stop.is_set():
            try:
                connection.request("GET", "/sparql?" + urlencode({"query": ASK}))
                is_good = json.loads(connection.getresponse().read()).get("boolean") is True
            except (http.client.HTTPException, OSError, ValueError):
                connection.close()
                is_good = False
            with self._lock:
                self.answered += is_good
                self.failed += not is_good
        connection.close()


def _query(server: Server, query: str, way: str = "get") -> Reply:
    return server_road("server", server.url).query(query, way=way)


def _is_answered(server: Server) -> bool:
    try:
        reply = _query(server, ASK)
        page = server_road("server", server.url).get("/id/nato.ttl")
    except (OSError, http.client.HTTPException):
        return False
    return reply.status == 200 and bool(reply.json()["boolean"]) and page.status == 200


def _require_served_again(server: Server) -> None:
    wait_until(lambda: _is_answered(server), BACK_WITHIN_S, "the server answers again")


def _get(query: str, line: Line) -> bytes:
    return request_bytes("GET", "/sparql?" + urlencode({"query": query}), host=line.host)


def _busiest(server: Server) -> int:
    """Return the worker that has used most processor time."""
    return max(processes(server, WORKER), key=_ticks)


def _ticks(number: int) -> int:
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
    except OSError:
        return 0


# One killed while nothing happens.


@pytest.mark.parametrize("name", [WORKER, SUPERVISOR, SPARE, FRONT])
def test_a_killed_process_is_replaced(fragile: Server, name: str) -> None:
    _require_served_again(fragile)
    wait_until(lambda: bool(processes(fragile, name)), BACK_WITHIN_S, f"a {name}")
    before = processes(fragile, name)
    for number in before:
        kill(number)
    wait_until(
        lambda: bool(processes(fragile, name)) and not set(processes(fragile, name)) & set(before),
        BACK_WITHIN_S,
        f"another {name}",
    )
    _require_served_again(fragile)
    assert all(is_gone(number) for number in before)


# One killed while it is needed.


def test_a_query_whose_worker_is_killed_at_once_is_done_by_another(fragile: Server) -> None:
    _require_served_again(fragile)
    slow = "SELECT (COUNT(*) AS ?n) { ?s a ?c . ?t a ?c . ?t ?p ?u }"
    expected = _query(fragile, slow).number()
    with Line(fragile.url) as line:
        known = {number: _ticks(number) for number in processes(fragile, WORKER)}
        line.send(_get(slow + " # again", line))
        time.sleep(0.1)
        busy = max(processes(fragile, WORKER), key=lambda n: _ticks(n) - known.get(n, 0))
        kill(busy)
        assert line.receive().number() == expected


def test_a_query_that_breaks_its_worker_is_told_so(fragile: Server) -> None:
    _require_served_again(fragile)
    with Line(fragile.url) as line:
        line.send(_get(HEAVY + " # broken", line))
        time.sleep(1)
        kill(_busiest(fragile))
        reply = line.receive()
        assert reply.status == 503
        assert "broke the engine" in reply.problem
        assert line.ask("GET", "/health").status == 200


@pytest.mark.parametrize("name", [WORKER, SUPERVISOR, FRONT])
def test_an_answer_under_way_is_visibly_broken_off(fragile: Server, name: str) -> None:
    _require_served_again(fragile)
    with Line(fragile.url) as line:
        line.send(_get(f"{ENDLESS} # {name}", line))
        assert line.socket.recv(1000).startswith(b"HTTP/1.1 200")
        for number in processes(fragile, name):
            kill(number)
        rest = _rest(line)
    assert not rest.endswith(b"\r\n0\r\n\r\n")
    _require_served_again(fragile)


def _rest(line: Line) -> bytes:
    """Read until the connection ends, well or not; return the last bytes."""
    last = b""
    try:
        while data := line.socket.recv(1 << 20):
            last = (last + data)[-100:]
    except ConnectionError:
        pass
    return last


def test_a_query_under_way_when_the_supervisor_is_killed_is_answered_or_told(
    fragile: Server,
) -> None:
    _require_served_again(fragile)
    with Line(fragile.url) as line:
        line.send(_get("SELECT (COUNT(*) AS ?n) { ?s a ?c . ?t a ?c . ?t ?p ?u } #sup", line))
        time.sleep(0.2)
        for number in processes(fragile, SUPERVISOR):
            kill(number)
        reply = line.receive()
        assert reply.status in (200, 503)
        assert reply.status == 503 or reply.number() > 0
    _require_served_again(fragile)


def test_killing_processes_under_load_loses_no_more_than_they_had(fragile: Server) -> None:
    _require_served_again(fragile)
    with Readers(fragile) as readers:
        time.sleep(DURATION_S / 5)
        kill(processes(fragile, WORKER)[-1])
        time.sleep(DURATION_S / 5)
        before = readers.failed
        kill(processes(fragile, SUPERVISOR)[0])
        time.sleep(DURATION_S * 3 / 5)
    assert before <= 1, "a worker is at one query"
    assert readers.failed <= 1 + ENGINE_WORKERS, "so are all workers of a supervisor together"
    assert readers.answered > 100
    _require_served_again(fragile)


def test_a_spare_takes_the_place_of_a_killed_supervisor_and_nobody_waits(fragile: Server) -> None:
    _require_served_again(fragile)
    for _ in range(3):
        wait_until(lambda: bool(processes(fragile, SPARE)), BACK_WITHIN_S, "a spare")
        (spare,) = processes(fragile, SPARE)
        with Readers(fragile) as readers:
            time.sleep(0.5)
            kill(processes(fragile, SUPERVISOR)[0])
            begin_s = time.monotonic()
            assert _is_answered(fragile)
            waited_s = time.monotonic() - begin_s
            time.sleep(0.5)
        assert processes(fragile, SUPERVISOR) == [spare]
        assert readers.failed == 0
        assert waited_s < TAKEN_OVER_WITHIN_S


def test_a_supervisor_killed_with_its_spare_reads_the_release_again(fragile: Server) -> None:
    _require_served_again(fragile)
    wait_until(lambda: bool(processes(fragile, SPARE)), BACK_WITHIN_S, "a spare")
    before = processes(fragile, SUPERVISOR) + processes(fragile, SPARE)
    for number in reversed(before):
        kill(number)
    _require_served_again(fragile)
    assert processes(fragile, SUPERVISOR)
    assert not set(processes(fragile, SUPERVISOR)) & set(before)


# The first process, and the end.


@pytest.fixture
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that a test may end."""
    settings = {"stop_time_limit_s": 1, "time_limit_s": 30}
    with nrr_server(tmp_path_factory.mktemp("brief"), **settings) as server:
        yield server


def _all(server: Server) -> list[int]:
    return [n for name in (FRONT, SUPERVISOR, SPARE, WORKER) for n in processes(server, name)]


def _refuses(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
    except OSError:
        return True
    return False


def test_when_the_first_process_is_killed_all_end_and_the_port_is_free(brief: Server) -> None:
    family = _all(brief)
    assert len(family) >= 2
    brief.process.kill()
    wait_until(lambda: all(map(is_gone, family)), 5, "all processes have ended")
    wait_until(lambda: _refuses(brief), 2, "the port is free")


def test_processes_that_end_again_and_again_end_the_server_with_one_sentence(
    brief: Server,
) -> None:
    def kill_fronts() -> bool:
        for number in processes(brief, FRONT):
            kill(number)
        return brief.process.poll() is not None

    family = _all(brief)
    wait_until(kill_fronts, 30, "the server has given up")
    assert brief.process.returncode == 1
    wait_until(lambda: all(map(is_gone, family)), 5, "all processes have ended")
    messages = brief.messages()
    assert re.search(r"a process of the server ended within .* \d+ times", messages)
    assert "Traceback" not in messages


@pytest.mark.parametrize(
    ("query", "number"),
    [(None, signal.SIGINT), (HEAVY, signal.SIGTERM), (ENDLESS, signal.SIGTERM)],
    ids=["idle", "evaluating", "streaming"],
)
def test_a_signal_ends_all_within_the_limit(
    brief: Server, query: str | None, number: signal.Signals
) -> None:
    family = _all(brief)
    with Line(brief.url) as line:
        if query:
            line.send(_get(query, line))
            time.sleep(0.3)
        begin = time.monotonic()
        brief.process.send_signal(number)
        brief.process.wait(timeout=10)
        took_s = time.monotonic() - begin
    assert took_s < (1.5 if query is None else 3.5)
    assert brief.process.returncode == 0
    wait_until(lambda: all(map(is_gone, family)), 2, "all processes have ended")
    assert "Traceback" not in brief.messages()


def test_a_response_under_way_is_completed_before_the_end(brief: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s a ?c . ?t a ?c }"
    with Line(brief.url) as line:
        line.send(_get(query, line))
        time.sleep(0.2)
        brief.process.terminate()
        assert line.receive().number() > 0


def test_no_client_leaves_a_traceback(fragile: Server) -> None:
    messages = fragile.messages()
    assert "Traceback" not in messages, messages[-2000:]
