"""Clients that keep a server waiting, or come in their hundreds, keep nobody else waiting."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest

from processes import FRONT, memory_mb, processes, wait_until
from roads import DIRECT, FORM, Road, server_road
from serving import Server, free_port, nrr_graph, nrr_server, running
from wire import Line, request_bytes

REQUEST_LIMIT_S, IDLE_LIMIT_S, READ_LIMIT_S = 1, 2, 1
#: The sweep comes once a second, and a busy machine is late.
LATE_S: Final = 2.5
#: What a client that was refused gets to read why.
LINGER_S: Final = 2
CROWD: Final = 300
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HEAD: Final = b"POST /reconcile HTTP/1.1\r\nHost: x\r\n"
FORM_HEAD: Final = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that waits for clients as briefly as can be set."""
    settings = {
        "request_time_limit_s": REQUEST_LIMIT_S,
        "idle_time_limit_s": IDLE_LIMIT_S,
        "read_time_limit_s": READ_LIMIT_S,
    }
    with nrr_server(tmp_path_factory.mktemp("impatient"), **settings) as server:
        yield server


@pytest.fixture
def road(impatient: Server) -> Road:
    """Ask the impatient server."""
    return server_road("server", impatient.url)


#: What a client may send before it falls silent.
UNFINISHED: Final = {
    "half a line": b"GET /hea",
    "half a header": b"GET / HTTP/1.1\r\nHost: x\r\nAcc",
    "no end of headers": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "4 of 100 bytes": FORM_HEAD + b"Content-Length: 100\r\n\r\nquer",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\nquer",
    "a body it may send": HEAD + b"Content-Length: 100\r\nExpect: 100-continue\r\n\r\n",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_a_request_that_does_not_arrive_is_answered_with_408(
    impatient: Server, sent: bytes
) -> None:
    begin = time.monotonic()
    with Line(impatient.url) as line:
        line.send(sent)
        reply = line.receive()
        if reply.status == 100:
            reply = line.receive()
        assert reply.status == 408
        assert "time" in reply.problem
        assert reply.header("connection") == "close"
        assert REQUEST_LIMIT_S <= time.monotonic() - begin < REQUEST_LIMIT_S + LATE_S
        assert line.is_closed(LINGER_S + LATE_S)


def test_a_request_that_comes_drop_by_drop_has_no_longer(impatient: Server) -> None:
    begin = time.monotonic()
    with Line(impatient.url) as line:
        try:
            for byte in b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100:
                line.send(bytes([byte]))
                time.sleep(0.1)
        except ConnectionError:
            pass
        else:
            pytest.fail("the server took it for ten seconds and more")
        assert time.monotonic() - begin < REQUEST_LIMIT_S + LINGER_S + 2 * LATE_S


def test_a_connection_on_which_nothing_is_sent_is_closed(impatient: Server) -> None:
    with Line(impatient.url) as line:
        assert line.is_closed(REQUEST_LIMIT_S + LATE_S)


def test_a_connection_waits_for_its_next_request_for_a_while(impatient: Server) -> None:
    with Line(impatient.url) as line:
        for pause_s in (0, IDLE_LIMIT_S * 0.6, IDLE_LIMIT_S * 0.6):
            time.sleep(pause_s)
            assert line.ask("GET", "/robots.txt").status == 200
        begin = time.monotonic()
        assert line.is_closed(IDLE_LIMIT_S + LATE_S)
        assert time.monotonic() - begin > IDLE_LIMIT_S * 0.9


@pytest.mark.parametrize("target", ["/data/latest/nrr.nt", "/data/latest/nrr.jsonld"])
def test_a_client_who_does_not_read_is_let_go(impatient: Server, target: str) -> None:
    with _slow_line(impatient) as line:
        for _ in range(8):
            line.send(request_bytes("GET", target))
        time.sleep(READ_LIMIT_S + LATE_S + 1.5)
        assert _received(line) < 8 * _size(impatient, target)


def test_a_client_who_does_not_read_an_answer_is_let_go(impatient: Server, road: Road) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with _slow_line(impatient) as line:
        line.send(request_bytes("GET", "/sparql?" + urlencode({"query": query})))
        wait_until(lambda: _connections(impatient) <= 1, READ_LIMIT_S + 2 * LATE_S, "it is let go")
    assert road.query("ASK {}").status == 200


def test_a_client_who_reads_slowly_but_reads_gets_all(impatient: Server) -> None:
    target = "/data/latest/nrr.nt"
    size = _size(impatient, target)
    with Line(impatient.url) as line:
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)
        line.send(request_bytes("GET", target, fields=[("Connection", "close")]))
        begin, received, pauses = time.monotonic(), 0, 0
        while data := line.socket.recv(65536):
            received += len(data)
            if received > size * pauses // 25:
                pauses += 1
                time.sleep(0.2)
    assert received > size
    assert time.monotonic() - begin > 2 * READ_LIMIT_S


def _slow_line(server: Server) -> Line:
    line = Line(server.url)
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return line


def _received(line: Line) -> int:
    received = 0
    try:
        while data := line.socket.recv(1 << 20):
            received += len(data)
    except ConnectionError:
        pass
    return received


def _size(server: Server, target: str) -> int:
    return int(server_road("", server.url).ask("HEAD", target).header("content-length"))


def _connections(server: Server) -> int:
    """Count the sockets of clients that the fronts hold; looks from outside."""
    inodes = {
        str((link).readlink())
        for front in processes(server, FRONT)
        for link in Path(f"/proc/{front}/fd").iterdir()
        if link.is_symlink()
    }
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    port = f":{server.port:04X}"
    return sum(
        row.split()[1].endswith(port) and f"socket:[{row.split()[9]}]" in inodes
        for row in rows
        if row.split()[3] == "01" or row.split()[3] == "08"
    )


@pytest.mark.parametrize(
    "sent", [b"", UNFINISHED["half a header"], UNFINISHED["4 of 100 bytes"]],
    ids=["nothing", "half a header", "4 of 100 bytes"],
)  # fmt: skip
def test_a_crowd_that_says_nothing_keeps_nobody_waiting(server: Server, sent: bytes) -> None:
    """The default limits: the crowd stays as long as this lasts."""
    road = server_road("server", server.url)
    with ExitStack() as crowd:
        for _ in range(CROWD):
            line = crowd.enter_context(Line(server.url))
            line.send(sent)
        begin = time.monotonic()
        assert road.get("/health").status == 200
        assert road.query(f"ASK {{ ?s ?p ?o }} # crowd {len(sent)}").status == 200
        assert road.ask("POST", "/reconcile", b"queries=%7B%7D", content_type=FORM).status == 200
        assert time.monotonic() - begin < 2


@pytest.mark.parametrize("descriptors", [64, 300])
def test_more_connections_than_there_may_be_close_the_idle_ones(
    tmp_path_factory: pytest.TempPathFactory, descriptors: int
) -> None:
    """With few descriptors, as a container may give."""
    port = free_port()
    serve = f"ulimit -n {descriptors}; exec {nrr_graph()} serve --port {port}"
    folder = tmp_path_factory.mktemp("descriptors")
    with running(["sh", "-c", serve], folder, port) as server, ExitStack() as crowd:
        for _ in range(2 * descriptors):
            crowd.enter_context(Line(server.url))
        begin = time.monotonic()
        assert server_road("", server.url).get("/health").status == 200
        assert time.monotonic() - begin < 2
        assert _processor_s(server) < 2
        time.sleep(1)
        assert _processor_s(server) < 2
        assert "Traceback" not in server.messages()


def _processor_s(server: Server) -> float:
    """Return the seconds of processor time that the fronts have used."""
    fields = [Path(f"/proc/{n}/stat").read_text().split() for n in processes(server, FRONT)]
    return sum(int(f[14]) + int(f[15]) for f in fields) / os.sysconf("SC_CLK_TCK")


BUFFER_LIMIT_MB: Final = 8


@pytest.fixture(scope="module")
def frugal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that holds little for its clients."""
    folder = tmp_path_factory.mktemp("frugal")
    with nrr_server(folder, buffer_limit_mb=BUFFER_LIMIT_MB) as server:
        yield server


def test_bodies_that_do_not_end_give_way_to_one_that_does(frugal: Server) -> None:
    """Those that have been arriving for longest are refused, and their memory is free again."""
    (front,) = processes(frugal, FRONT)
    before_mb = memory_mb(front)
    body, fields = b"q" * 2_900_000, [("Content-Type", DIRECT)]
    with ExitStack() as stack:
        lines = [stack.enter_context(Line(frugal.url)) for _ in range(40)]
        for line in lines:
            line.send(request_bytes("POST", "/sparql", body, fields)[:-1])
        assert server_road("", frugal.url).query("ASK {}", way="direct").status == 200
        assert memory_mb(front) - before_mb < 5 * BUFFER_LIMIT_MB
        reply = lines[0].receive("POST")
        assert reply.status == 503
        assert "buffer_limit_mb" in reply.problem
        assert not lines[-1].is_closed(0.1)


def test_requests_that_wait_behind_others_are_counted(frugal: Server) -> None:
    (front,) = processes(frugal, FRONT)
    before_mb = memory_mb(front)
    slow = request_bytes("GET", "/sparql?" + urlencode({"query": ENDLESS}))
    large = request_bytes("POST", "/reconcile", b"q" * 2_900_000, [("Content-Type", FORM)])
    with ExitStack() as stack:
        for line in [stack.enter_context(Line(frugal.url)) for _ in range(20)]:
            line.socket.settimeout(1)
            with suppress(OSError):
                line.send(slow + large * 3)
        assert memory_mb(front) - before_mb < 5 * BUFFER_LIMIT_MB
