"""The server answers again what it has answered, in the same words, and forgets what changes."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import urlencode, urlsplit

import brotli
import pytest
import zstandard

from processes import engine_processor_s
from roads import Road, server_road
from serving import Server
from wire import Line, Reply

DECODERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
LABELS: Final = "/sparql?" + urlencode(
    {"query": "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?s ?l"}
)
#: Takes long enough that all who ask at once are there before it is answered.
SLOW: Final = "SELECT (SUM(STRLEN(STR(?o))) AS ?n) { ?s ?p ?o . ?s ?q ?r . ?s a ?c }"
CLIENTS: Final = 16


def _metric(road: Road, name: str) -> float:
    lines = road.get("/metrics").text.splitlines()
    found = [line for line in lines if line.startswith(name) and not line.startswith("#")]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def _varying(reply: Reply) -> tuple[int, list[tuple[str, str]], bytes]:
    fields = [field for field in reply.fields if field[0] not in ("date", "x-request-id")]
    return reply.status, fields, reply.body


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/rdf+xml"])
@pytest.mark.parametrize("path", ["/id/nato", "/", "/sparql?query=ASK%7B%7D", "/ontology"])
def test_every_answer_is_the_first_again(server_only: Road, path: str, accept: str) -> None:
    replies = [server_only.get(path, accept=accept) for _ in range(4)]
    assert len({(r.status, r.media_type, r.header("vary"), r.body) for r in replies}) == 1
    # One that takes its time to make is streamed, and has no entity tag before it is kept.
    tags = {reply.header("etag") for reply in replies[2:]}
    assert len(tags) == 1
    (etag,) = tags
    assert bool(etag) == (replies[0].status in (200, 303))
    if etag:
        assert server_only.get(path, accept=accept, if_none_match=etag).status == 304


def test_head_is_get_without_the_body_before_and_after_it_is_kept(server_only: Road) -> None:
    path = "/id/nato.ttl?head"
    for _ in range(3):
        got, head = (server_only.ask(method, path) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (200, b"")
        assert _varying(head)[1] == _varying(got)[1]


@pytest.mark.parametrize("first", ["HEAD", "GET"])
def test_head_alone_is_kept_for_get(server_only: Road, first: str) -> None:
    path = f"/id/nato.ttl?{first}-comes-first"
    for _ in range(3):
        server_only.ask(first, path)
    assert b"NATO" in server_only.get(path).body
    assert server_only.ask("HEAD", path).body == b""


def test_the_second_who_asks_makes_it_worth_keeping_and_the_third_gets_it(
    server_only: Road,
) -> None:
    path = "/id/russia.ttl?kept"
    hits = []
    for _ in range(4):
        before = _metric(server_only, "nrr_answers_from_memory_total")
        server_only.get(path)
        hits.append(_metric(server_only, "nrr_answers_from_memory_total") - before)
    assert hits == [0, 0, 1, 1]


def test_health_is_never_kept(server_only: Road) -> None:
    for _ in range(3):
        reply = server_only.get("/health")
        assert reply.status == 200
        assert reply.header("cache-control") == "no-store"
        assert not reply.header("etag")


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
@pytest.mark.parametrize("path", [LABELS, "/id/nato.html"])
def test_an_answer_comes_in_the_coding_that_suits_the_client(
    server_only: Road, path: str, accepted: str, coding: str
) -> None:
    plain = server_only.get(path)
    assert plain.status == 200
    for _ in range(3):
        reply = server_only.get(path, accept_encoding=accepted)
        assert reply.header("content-encoding") == coding
        assert DECODERS[coding](reply.body) == plain.body
        if coding:
            tags = [found for found in (reply.header("etag"), plain.header("etag")) if found]
            assert len(set(tags)) == len(tags)  # What streams has none.
            assert "accept-encoding" in reply.header("vary").lower()


def test_small_answers_come_as_they_are(server_only: Road) -> None:
    for _ in range(3):
        reply = server_only.get("/sparql?query=ASK%7B%7D", accept_encoding="gzip, br")
        assert reply.header("content-encoding") == ""


def test_clients_of_different_tastes_each_get_their_own(server_only: Road) -> None:
    path = "/sparql?query=ASK%7B%7D%23tastes"
    tastes = ["text/csv", "application/sparql-results+xml", "application/json", "text/html"]
    for _ in range(3):
        types = [server_only.get(path, accept=accept).media_type for accept in tastes]
        assert types[:2] == tastes[:2]
        assert types[2:] == ["application/sparql-results+json", "text/html"]


def test_an_answer_made_for_one_host_is_not_given_to_another(server_only: Road) -> None:
    for _ in range(3):
        for host in ("one.example", "two.example"):
            reply = server_only.send("GET", "/robots.txt?hosts", b"", [("Host", host)])
            assert f"//{host}/" in reply.text


def test_one_evaluation_serves_all_who_ask_the_same_at_once(server: Server) -> None:
    road = server_road("server", server.url)

    def processor_s(clients: int, remark: str) -> float:
        path = "/sparql?" + urlencode({"query": f"{SLOW} #{remark}"})
        before = engine_processor_s(server)
        with ThreadPoolExecutor(clients) as pool:
            replies = list(pool.map(lambda _: road.get(path), range(clients)))
        assert len({reply.body for reply in replies}) == 1
        assert replies[0].number() > 0
        return engine_processor_s(server) - before

    alone_s = min(processor_s(1, f"alone {number}") for number in range(3))
    assert alone_s > 0.05
    assert processor_s(CLIENTS, "together") < 4 * alone_s


def test_the_one_who_asked_first_may_leave_and_the_others_get_their_answer(
    server: Server,
) -> None:
    path = "/sparql?" + urlencode({"query": SLOW + "#one leaves"})
    road = server_road("server", server.url)
    with Line(server.url) as first:
        first.send(f"GET {path} HTTP/1.1\r\nHost: {first.host}\r\n\r\n".encode())
        with ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(road.get, path) for _ in range(4)]
            first.socket.close()
            assert {reply.result().status for reply in waiting} == {200}


def test_a_large_answer_comes_whole_to_all_who_ask_at_once(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": "CONSTRUCT WHERE { ?s ?p ?o } #at once"})
    place = urlsplit(server.url).netloc

    def ask(_number: int) -> bytes:
        connection = http.client.HTTPConnection(place, timeout=30)
        connection.request("GET", path, headers={"Accept": "application/n-triples"})
        body = connection.getresponse().read()
        connection.close()
        return body

    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(ask, range(8)))
    assert len(set(bodies)) == 1
    assert bodies[0].count(b"\n") > 1000


def test_requests_in_one_breath_are_answered_in_order(server: Server) -> None:
    targets = ["/health", "/sparql?query=ASK%7B%7D", "/id/nato.ttl", "/none", "/robots.txt"] * 8
    with Line(server.url) as line:
        requests = [f"GET {t} HTTP/1.1\r\nHost: {line.host}\r\n\r\n".encode() for t in targets]
        line.send(b"".join(requests))
        statuses = []
        stream = line.socket.makefile("rb")
        for _ in targets:
            statuses.append(int(stream.readline().split()[1]))
            length = 0
            while (field := stream.readline()) != b"\r\n":
                if field.lower().startswith(b"content-length:"):
                    length = int(field.partition(b":")[2])
            stream.read(length)
    assert statuses == [200, 200, 200, 404, 200] * 8
