"""What throws hostile queries sees every way in which a server can break its promises."""

from __future__ import annotations

import hashlib
import http
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from comparing_clients import comparing_clients
from crowd_client import be_crowd
from hostile_actions import PROBLEM, Ask, Crowd, Fate, fault_of
from hostile_client import perform
from hostile_crowds import CROWDS
from hostile_queries import HOSTILE
from ordinary_clients import CLIENTS, Sample, failures_of, waits_of
from siege import ROADS, SOLUTIONS, actions_of

ASK = Ask("small", "GET", "/sparql", "ASK {}")
JSON = "application/sparql-results+json"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 2\r\n\r\n{}" % JSON.encode()
CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
BODY = b'{"status": 503, "detail": "too long (time_limit_s)"}'
REFUSAL = b"HTTP/1.1 503 X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (
    PROBLEM.encode(), len(BODY))  # fmt: skip
PATIENCE_S = 0.5


@contextmanager
def answering(*answers: bytes, close: bool = True) -> Iterator[int]:
    """Run a server that gives each request of one connection the next answer, then closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                for answer in answers:
                    connection.recv(1 << 16)
                    connection.sendall(answer)
                if not close:
                    done.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listener.getsockname()[1])
        done.set()
        thread.join()


def fate_of(*answers: bytes, close: bool = True) -> Fate:
    with answering(*answers, close=close) as port:
        return perform(ASK, "127.0.0.1", port, PATIENCE_S)


def test_a_whole_answer_on_a_living_connection_is_no_fault() -> None:
    fate = fate_of(WHOLE, WHOLE)
    assert (fate.status, fate.ending, fate.size, fate.reusable) == (200, "whole", 2, True)
    assert not fault_of(ASK, fate, PATIENCE_S)


def test_a_refusal_that_names_its_limit_is_no_fault() -> None:
    fate = fate_of(REFUSAL + BODY, WHOLE)
    assert (fate.status, fate.limit) == (503, "time_limit_s")
    assert not fault_of(ASK, fate, PATIENCE_S)


@pytest.mark.parametrize(("begun", "fault"), [(b"", "no answer"), (CHUNK, "no end")])
def test_a_server_that_never_ends_is_a_fault_and_does_not_hold_the_tool(
    begun: bytes, fault: str
) -> None:
    begin = time.monotonic()
    fate = fate_of(begun, close=False)
    assert time.monotonic() - begin < PATIENCE_S + 0.5
    assert fault_of(ASK, fate, PATIENCE_S) == fault


@pytest.mark.parametrize("cut", [CHUNK, WHOLE[:-1]])
def test_an_answer_that_is_visibly_broken_off_is_no_fault(cut: bytes) -> None:
    fate = fate_of(cut)
    assert fate.ending == "broken off"
    assert not fault_of(ASK, fate, PATIENCE_S)


def test_a_connection_closed_without_an_answer_is_a_fault() -> None:
    assert "closed without an answer" in fault_of(ASK, fate_of(b""), PATIENCE_S)


def test_a_connection_that_stays_open_and_answers_no_more_is_a_fault() -> None:
    assert "answers no more" in fault_of(ASK, fate_of(WHOLE, close=False), PATIENCE_S)


GOOD = Fate("whole", 0.1, 200, JSON, 2, b"{}")


@pytest.mark.parametrize(
    ("fate", "fault"),
    [
        (replace(GOOD, seconds=3.0), "late"),
        (replace(GOOD, tail=b"{"), "looks whole"),
        (replace(GOOD, status=500), "not a status"),
        (replace(GOOD, status=503, detail="busy"), "no limit is named"),
        (replace(GOOD, status=414, content_type="", size=0, tail=b""), "no problem document"),
        (replace(GOOD, status=503, ending="broken off"), "a cut error"),
        (replace(GOOD, status=400, size=400_000), "an error of 400,000 bytes"),
    ],
)
def test_a_broken_promise_is_named(fate: Fate, fault: str) -> None:
    assert fault in fault_of(ASK, fate, 2.5)


def test_a_whole_answer_to_a_query_without_end_is_a_fault() -> None:
    assert "looks whole" in fault_of(replace(ASK, is_endless=True), GOOD, 2.5)


@pytest.mark.parametrize("crowd", CROWDS, ids=[crowd.name for crowd in CROWDS])
def test_every_crowd_sees_what_becomes_of_it(crowd: Crowd) -> None:
    few = replace(crowd, connections=3)
    with answering(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n") as port:
        fate = be_crowd(few, "127.0.0.1", port, 0.3)
    assert fate.opened >= 3
    if crowd.reads:
        assert fate.statuses[http.HTTPStatus.REQUEST_TIMEOUT] == 1
        assert fate.closed


def test_ordinary_clients_that_fail_or_wait_are_named() -> None:
    good = [Sample(name, 0, 1) for name in CLIENTS for _ in range(200)]
    assert failures_of(good) == waits_of(good) == []
    failing = [*good, Sample("new page", 0, 1, "whole 500")]
    assert failures_of(failing) == ["new page: 1 failed (whole 500)"]
    assert failures_of(failing, limit=1) == []
    (late,) = waits_of([*good, *[Sample("new, GET", 0, 300)] * 5])
    assert "p99 300 ms" in late
    assert waits_of([*good, *[Sample("new, GET", 0, 300)] * 5], is_shared=True) == []
    (health,) = waits_of([*good, Sample("health", 0, 101)])
    assert "health: 101 ms once" in health


class _AlwaysTheSame(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200 if self.path != "/gone" else 404)
        self.end_headers()
        self.wfile.write(b"the same")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def test_an_answer_that_is_another_is_noticed() -> None:
    digest = hashlib.sha256(b"the same").hexdigest()
    expected = {"/right": ["another", digest], "/wrong": ["another"], "/gone": [digest]}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _AlwaysTheSame)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with comparing_clients(f"http://127.0.0.1:{server.server_port}", expected) as clients:
        time.sleep(3)
        samples = clients.stop()
    server.shutdown()
    server.server_close()
    seen = {(sample.target, sample.failure) for sample in samples}
    assert seen == {("/right", ""), ("/wrong", "wrong"), ("/gone", "status 404")}


def test_every_query_takes_every_road_and_every_road_meets_every_format() -> None:
    actions = actions_of()
    assert len({(action.name, action.road) for action in actions}) == len(HOSTILE) * len(ROADS)
    for method, path in ROADS:
        met = {action.accept for action in actions if action.road == f"{method} {path}"}
        assert met >= set(SOLUTIONS)
