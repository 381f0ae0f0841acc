"""Whatever another server does, its failure is told from an answer and from the user's mistake."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from commands import run_command
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import EngineFailed, LimitReached, MalformedQuery, NrrGraphError, RefusedQuery
from nrr_graph.mediatypes import CSV, JSON_RESULTS, TURTLE
from nrr_graph.project import data_folder
from nrr_graph.release.manifest import write_manifest
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app
from serving import free_port

LIMITS = Limits(1, 256, 1, 1, 1)
JSON = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'
ROW = b'{"a":{"type":"literal","value":"' + b"x" * 1000 + b'"}},'
LARGE = JSON.replace(b"[{", b"[" + ROW * 2000 + b"{")


class _Handler(BaseHTTPRequestHandler):
    """Answers as the test says."""

    protocol_version = "HTTP/1.1"
    status, body, length = 200, JSON, None
    headers_sent: Mapping[str, str] = MappingProxyType({})
    pause_s = 0.0
    asked: Final[list[bytes]] = []

    def do_POST(self) -> None:
        """Take the query, wait, answer."""
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.pause_s)
        self.send_response(self.status)
        headers = {"Content-Type": "application/sparql-results+json", **self.headers_sent}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(self.length or len(self.body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(self.body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def collected_here() -> Iterator[None]:
    """Collect cycles in this thread only: pyoxigraph complains if another drops its results.

    What earlier tests left behind would else be dropped by whichever thread runs the collector.
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def answering(collected_here: None) -> Iterator[Callable[..., str]]:
    """Run a server that answers as it is told; return how to tell it."""
    _Handler.asked.clear()
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def tell(**how: object) -> str:
        for name, value in how.items():
            setattr(handler, name, value)
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield tell
    server.shutdown()
    server.server_close()


def _ask(url: str, query: str = "SELECT ?a { ?a ?b ?c }") -> bytes:
    return b"".join(RemoteEngine(url, LIMITS).stream(query, CSV))


def test_an_answer_arrives_in_the_format_asked_for(answering: Callable[..., str]) -> None:
    assert _ask(answering()) == b"a\r\nx\r\n"
    assert b"SELECT" in _Handler.asked[0]


@pytest.mark.parametrize(
    ("how", "told", "is_late"),
    [
        ({"status": 500, "body": b"out of luck"}, "status 500: out of luck", False),
        ({"status": 503}, "too busy", True),
        ({"headers_sent": {"Content-Type": "text/html"}}, "answered with a page", False),
        ({"headers_sent": {"X-SPARQL-MaxRows": "10000"}}, "cut its answer short", False),
        ({"headers_sent": {"X-SQL-State": "S1TAT"}}, "has run out of time", True),
        ({"body": JSON[:-3]}, "breaks off", False),
        ({"body": JSON[:-4] + b"The operation has been cancelled"}, "breaks off", False),
        ({"length": 4000}, "broke its answer off", False),
        ({"pause_s": 1.5}, "did not answer within 1 s", True),
    ],
    ids=["error", "busy", "page", "rows cut", "time cut", "short", "cancelled", "broken", "slow"],
)
def test_a_bad_answer_never_looks_good(
    answering: Callable[..., str], how: dict[str, object], told: str, is_late: bool
) -> None:
    with pytest.raises(EngineFailed, match=told) as failed:
        _ask(answering(**how))
    assert failed.value.is_late is is_late


def test_a_failure_may_be_forgotten_by_any_thread(answering: Callable[..., str]) -> None:
    url, kept = answering(body=JSON[:-3]), list[EngineFailed]()

    def fail() -> None:
        with pytest.raises(EngineFailed) as failed:
            _ask(url)
        kept.append(failed.value)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    kept.clear()  # pyoxigraph complains if results of the thread go with it


@pytest.mark.parametrize(
    ("server", "wait"),
    [("Virtuoso/07.20", "timeout=1000"), ("Apache Jena Fuseki", "timeout=1"), ("", "timeout=1")],
)
def test_the_engine_is_asked_to_stop_in_time(
    answering: Callable[..., str], server: str, wait: str
) -> None:
    engine = RemoteEngine(answering(server_version=server, sys_version=""), LIMITS)
    assert engine.server().strip() == server
    b"".join(engine.stream("SELECT ?a { ?a ?b ?c }", CSV))
    assert wait.encode() in _Handler.asked[-1].split(b"&")


def test_a_server_that_is_down_is_said_to_be(answering: Callable[..., str]) -> None:
    with pytest.raises(EngineFailed, match="cannot be reached"):
        _ask(f"http://127.0.0.1:{free_port()}/sparql")


def test_a_server_that_sends_for_ever_is_left(answering: Callable[..., str]) -> None:
    with pytest.raises(LimitReached, match="result_size_limit_mb"):
        _ask(answering(body=LARGE))


def test_a_busy_moment_is_asked_again(answering: Callable[..., str]) -> None:
    with pytest.raises(EngineFailed):
        _ask(answering(status=503))
    assert len(_Handler.asked) == 3


def test_the_user_s_mistake_stays_the_user_s(answering: Callable[..., str]) -> None:
    with pytest.raises(MalformedQuery, match="SP030 : syntax error"):
        _ask(answering(status=400, body=b"<b>SP030</b>: syntax error"))


def test_the_guard_stands_before_another_engine_too(answering: Callable[..., str]) -> None:
    with pytest.raises(RefusedQuery):
        _ask(answering(), "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    assert _Handler.asked == []


def test_a_graph_that_breaks_off_is_no_graph(answering: Callable[..., str]) -> None:
    url = answering(body=b"<http://a/> <http://b/> <http://c", headers_sent={"Content-Type": "x/y"})
    with pytest.raises(EngineFailed, match="breaks off"):
        b"".join(RemoteEngine(url, LIMITS).stream("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE))


@pytest.mark.parametrize("url", ["localhost:8890/sparql", "ftp://127.0.0.1/", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(NrrGraphError, match="address"):
        RemoteEngine(url, LIMITS)


@pytest.mark.parametrize(("how", "status"), [({"status": 500}, 502), ({"pause_s": 1.5}, 504)])
def test_the_site_tells_whose_failure_it_is(
    answering: Callable[..., str],
    how: dict[str, object],
    status: int,
    release: Release,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("engine")
    write_manifest(release, folder)
    environment = {"NRR_ENGINE_URL": answering(**how), "NRR_ENGINE_FOLDER": str(folder)}
    client = create_app(read_settings(environment | {"NRR_TIME_LIMIT_S": "1"})).test_client()
    answer = client.get("/sparql", query_string={"query": "SELECT ?a { ?a ?b ?c }"})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert "the engine behind this site" in answer.text
    page = client.get("/id/nato.html", headers={"Accept": "text/html"})
    assert page.status_code == status


def test_a_password_in_the_address_is_sent_as_one(answering: Callable[..., str]) -> None:
    url = answering().replace("http://", "http://reader:secret@")
    assert b"".join(RemoteEngine(url, LIMITS).stream("SELECT * {}", JSON_RESULTS))


def test_an_engine_that_is_not_there_is_named_at_the_start(tmp_path: Path) -> None:
    url = f"http://me:secret@127.0.0.1:{free_port()}/sparql"
    data = data_folder() / "places.ttl"
    command = ["serve", "--port", str(free_port()), "--data", str(data), "--engine-url", url]
    done = run_command(command, tmp_path)
    told = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert f"the engine at {url.replace('me:secret@', '')} cannot be reached" in told
    assert "correct --engine-url" in told
    assert "secret" not in done.stderr
    assert "Nothing is wrong" not in done.stderr
