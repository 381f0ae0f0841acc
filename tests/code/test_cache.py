"""The response cache gives what the application would give, in bounded memory."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from nrr_graph.web.cache import Cached
from serving import free_port, nrr_graph, serving

LIMIT_BYTES = 100_000
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


class Application:
    """Answers with what it was asked, and counts how often."""

    def __init__(self, **headers: str) -> None:
        self.asked = 0
        self.headers = headers
        self.body = b"x" * 100

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer with the path, what the client accepts, and a filling."""
        self.asked += 1
        accept = dict(scope["headers"]).get(b"accept", b"")
        body = scope["path"].encode() + b" " + accept + self.body
        headers = {"Content-Length": str(len(body)), **self.headers}
        pairs = [
            (n.lower().replace("_", "-").encode(), v.encode()) for n, v in headers.items() if v
        ]
        await send({"type": "http.response.start", "status": 200, "headers": pairs})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _ask(
    application: Any, path: str = "/", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": pairs}
    # Nothing here waits, so that no event loop is needed to run it to its end.
    with pytest.raises(StopIteration):
        application(scope, None, send).send(None)
    received = {n.decode(): v.decode() for n, v in sent[0]["headers"]}
    return sent[0]["status"], received, b"".join(m.get("body", b"") for m in sent[1:])


def test_the_same_request_is_answered_from_memory() -> None:
    application = Application()
    cached = Cached(application, LIMIT_BYTES)
    assert _ask(cached) == _ask(cached)
    assert application.asked == 1


def test_an_answer_is_kept_for_each_value_of_what_it_varies_by() -> None:
    application = Application(vary="Accept")
    cached = Cached(application, LIMIT_BYTES)
    for accept in ("text/turtle", "text/html", "text/turtle"):
        assert accept.encode() in _ask(cached, accept=accept)[2]
    assert application.asked == 2


def test_what_an_answer_does_not_depend_on_makes_no_second_one() -> None:
    application = Application(vary="Accept")
    cached = Cached(application, LIMIT_BYTES)
    for agent in ("one", "two"):
        _ask(cached, accept="text/html", user_agent=agent)
    assert application.asked == 1


@pytest.mark.parametrize(
    "headers", [{"Cache-Control": "no-store"}, {"Content-Length": ""}], ids=["no-store", "stream"]
)
def test_what_may_not_or_cannot_be_kept_is_asked_again(headers: dict[str, str]) -> None:
    application = Application(**headers)
    cached = Cached(application, LIMIT_BYTES)
    assert _ask(cached)[2] == _ask(cached)[2]
    assert application.asked == 2


def test_other_methods_pass_by() -> None:
    application = Application()
    cached = Cached(application, LIMIT_BYTES)
    _ask(cached, method="POST")
    _ask(cached, method="POST")
    assert application.asked == 2


def test_a_client_that_has_the_answer_is_told_so() -> None:
    cached = Cached(Application(vary="Accept"), LIMIT_BYTES)
    _status, headers, _body = _ask(cached, accept="text/html")
    status, again, body = _ask(
        cached, accept="text/html", if_none_match=f'"other", {headers["etag"]}'
    )
    assert (status, body) == (304, b"")
    assert (again["etag"], again["vary"]) == (headers["etag"], "Accept")
    assert _ask(cached, accept="text/turtle", if_none_match=headers["etag"])[0] == 200


def test_head_gets_the_headers_alone() -> None:
    cached = Cached(Application(), LIMIT_BYTES)
    _status, headers, _body = _ask(cached)
    assert _ask(cached, method="HEAD") == (200, headers, b"")


def test_memory_stays_within_the_limit_and_the_oldest_goes_first() -> None:
    application = Application(vary="Accept")
    cached = Cached(application, LIMIT_BYTES)
    for number in range(1000):
        _ask(cached, f"/{number}", accept=str(number % 7))
        assert cached.answers.size_bytes <= LIMIT_BYTES
    _ask(cached, "/999", accept=str(999 % 7))
    assert application.asked == 1000
    _ask(cached, "/0", accept="0")
    assert application.asked == 1001


def test_an_answer_too_large_to_keep_is_still_given() -> None:
    application = Application()
    application.body = b"x" * LIMIT_BYTES
    cached = Cached(application, LIMIT_BYTES)
    assert len(_ask(cached)[2]) > LIMIT_BYTES
    assert cached.answers.size_bytes == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command: list[str | Path] = [nrr_graph(), "serve", "--port", str(port), "--workers", "1"]
    with serving(command, tmp_path_factory.mktemp("site"), port) as url:
        yield url


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/rdf+xml"])
@pytest.mark.parametrize("path", ["/id/nato", "/", "/sparql?query=ASK%7B%7D", "/ontology"])
def test_the_second_answer_of_the_real_server_is_the_first(
    site: str, path: str, accept: str
) -> None:
    def fetch(**headers: str) -> tuple[int, str, bytes]:
        request = urllib.request.Request(site + path, headers={"Accept": accept, **headers})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers.get("ETag", ""), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("ETag", ""), error.read()

    first = fetch()
    assert fetch() == first
    assert bool(first[1]) == (first[0] == 200)
    if first[1]:
        assert fetch(**{"If-None-Match": first[1]})[0] == 304


def test_the_health_of_the_real_server_is_never_remembered(site: str) -> None:
    with urllib.request.urlopen(f"{site}/health", timeout=10) as answer:
        assert json.loads(answer.read())["status"] == "ok"
        assert answer.headers["ETag"] is None


def test_a_file_can_be_fetched_in_parts_again_and_again(url: str) -> None:
    address = f"{url}/data/latest/nrr.nt"
    with urllib.request.urlopen(address, timeout=30) as answer:
        whole = answer.read()
        assert len(answer.headers.get_all("ETag")) == 1
    for _ in range(2):
        request = urllib.request.Request(address, headers={"Range": "bytes=10-19"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert (answer.status, answer.read()) == (206, whole[10:20])


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, br;q=0.5", "gzip"),
        ("br;q=0, *", "zstd"),
        ("deflate", ""),
        ("identity", ""),
        ("gzip;q=0", ""),
    ],
)
def test_an_answer_comes_in_the_coding_that_suits_the_client(accepted: str, coding: str) -> None:
    application = Application(content_type="text/turtle", vary="Accept")
    application.body = b"x" * 5000
    cached = Cached(application, LIMIT_BYTES)
    plain = _ask(cached)
    for _ in range(2):
        _status, headers, body = _ask(cached, accept_encoding=accepted)
        assert headers.get("content-encoding", "") == coding
        assert headers["vary"] == "Accept, Accept-Encoding"
        assert DECODERS[coding](body) == plain[2]
        assert (headers["etag"] == plain[1]["etag"]) is (coding == "")
        assert int(headers["content-length"]) == len(body)
    assert application.asked == 1


def test_pictures_and_small_answers_come_as_they_are() -> None:
    picture = Application(content_type="image/png")
    picture.body = b"x" * 5000
    for application in (picture, Application(content_type="text/turtle")):
        _status, headers, _body = _ask(Cached(application, LIMIT_BYTES), accept_encoding="gzip")
        assert "content-encoding" not in headers


def test_an_answer_made_for_one_host_is_not_given_to_another() -> None:
    application = Application()
    cached = Cached(application, LIMIT_BYTES, (b"host",))
    for host in ("one", "two", "one"):
        _ask(cached, host=host)
    assert application.asked == 2
