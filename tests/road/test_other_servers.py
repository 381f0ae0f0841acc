"""A server whose engine is slow, silent or endless stays a server (``--engine-url``)."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlencode

import pytest
from click.testing import CliRunner

from engines import oxigraph_server
from nrr_graph.cli import main
from processes import wait_until
from roads import Road, server_road
from serving import Server, nrr_server
from wire import Line, request_bytes

TIME_LIMIT_S: Final = 1
WORKERS: Final = 4
#: What a busy machine adds to a limit.
GRACE_S: Final = 2.5
#: Queries that the engine never answers, and one that it answers byte by byte.
SILENT, TRICKLING = "ASK {{ <urn:silent> <urn:n> {0} }}", "SELECT * { <urn:trickle> ?p ?o }"
RESULTS: Final = "application/sparql-results+json"


class _Engine(BaseHTTPRequestHandler):
    """Passes queries on to a real engine, except for those that it does not answer well."""

    protocol_version = "HTTP/1.1"
    real, stopped = "", threading.Event()
    #: Silent queries that arrived, at their times; such an engine is at all of them for ever.
    silent: Final[list[float]] = []

    def do_POST(self) -> None:
        """Take a query."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query = parse_qs(body.decode())["query"][0]
        if "urn:silent" in query:
            self.silent.append(time.monotonic())
            self.stopped.wait()
            self.close_connection = True
        elif "urn:trickle" in query:
            self._trickle()
        else:
            headers = {name: self.headers[name] for name in ("Accept", "Content-Type")}
            with urllib.request.urlopen(urllib.request.Request(self.real, body, headers)) as answer:
                self._begin()
                self._send(answer.read())
                self._send(b"")

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _send(self, part: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def _trickle(self) -> None:
        self._begin()
        with suppress(OSError):
            self._send(b'{"head":{"vars":["p"]},"results":{"bindings":[')
            while not self.stopped.wait(0.2):
                self._send(b" ")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server on an engine that answers some queries badly."""
    folder = tmp_path_factory.mktemp("slow-engine")
    with oxigraph_server(folder) as real:
        assert CliRunner().invoke(main, ["push", f"{real}/store"]).exit_code == 0
        _Engine.real = f"{real}/query"
        engine = ThreadingHTTPServer(("127.0.0.1", 0), _Engine)
        threading.Thread(target=engine.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{engine.server_port}/"
        limits = {"time_limit_s": TIME_LIMIT_S, "engine_workers": WORKERS}
        with nrr_server(folder, "--engine-url", url, **limits) as server:
            yield server
        _Engine.stopped.set()
        engine.shutdown()
        engine.server_close()


@pytest.fixture
def road(slow: Server) -> Road:
    """Ask that server."""
    return server_road("slow", slow.url)


def test_an_answer_that_trickles_is_ended_at_the_limit(road: Road) -> None:
    with ThreadPoolExecutor(1) as pool:
        begin = time.monotonic()
        trickling = pool.submit(road.query, TRICKLING)
        assert road.get("/health").status == 200
        assert road.query("ASK { ?s ?p ?o }").json()["boolean"] is True
        reply = trickling.result()
        assert time.monotonic() - begin < TIME_LIMIT_S + GRACE_S
    assert reply.status in (503, 504)
    assert "time_limit_s" in reply.problem


def test_an_engine_that_does_not_end_queries_gets_few_at_a_time(slow: Server, road: Road) -> None:
    """Whether their clients wait or leave at once, it is never at more than there are workers.

    Beyond that it gets one at a time, so that others are still answered.
    """
    _Engine.silent.clear()
    begin = time.monotonic()
    with ExitStack() as stack:
        for number in range(6 * WORKERS):
            line = stack.enter_context(Line(slow.url))
            target = "/sparql?" + urlencode({"query": SILENT.format(number)})
            line.send(request_bytes("GET", target))
            if number % 3 == 0:
                line.socket.close()
        # The one that trickled may still count.
        wait_until(lambda: len(_Engine.silent) >= WORKERS - 1, 5, "the first of them arrive")
        time.sleep(3 * TIME_LIMIT_S)
        one_by_one = (time.monotonic() - begin) / TIME_LIMIT_S
        assert len(_Engine.silent) <= WORKERS + one_by_one
        assert road.get("/health").status == 200
    wait_until(lambda: _is_answered(road), 20, "another query is answered")


def _is_answered(road: Road) -> bool:
    return road.query("ASK { ?a ?b ?c }").status == 200


def test_such_an_engine_leaves_no_traceback(slow: Server) -> None:
    assert "Traceback" not in slow.messages()
