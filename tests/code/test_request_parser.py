"""Bytes in, requests out: however the bytes are cut, and whatever they are."""

from __future__ import annotations

import random

import pytest

from nrr_graph.errors import MalformedRequest, NrrGraphError, UnreadableRequest
from nrr_graph.web.front.parser import (
    HEADERS_LIMIT_BYTES,
    TARGET_LIMIT_BYTES,
    Arrived,
    RequestParser,
)
from nrr_graph.web.problems import problem_of

BODY_LIMIT_BYTES = 1000
GET = b"GET /a%20b?q=1 HTTP/1.1\r\nHost: example.org\r\nAccept: text/csv\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nASK {}"
CHUNKED = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nASK\r\n3;extension=1\r\n {}\r\n0\r\nTrailer: 1\r\n\r\n"
)


def _feed(*parts: bytes) -> list[Arrived]:
    """Feed a parser; raise what it finds wrong.

    :raises NrrGraphError: it is no request, or too long a one.
    """
    parser = RequestParser(BODY_LIMIT_BYTES)
    arrived = []
    for part in parts:
        arrived += parser.feed(part)
        if parser.problem:
            raise parser.problem
    return arrived


def _line(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([line, *(headers or (b"Host: x",)), b"", b""])


def test_a_request_arrives_with_all_its_parts() -> None:
    (arrived,) = _feed(GET)
    request = arrived.request
    assert (request.method, request.path, request.query_string) == ("GET", "/a b", b"q=1")
    assert request.header(b"accept") == b"text/csv"
    assert (request.body, arrived.target) == (b"", b"/a%20b?q=1")
    assert arrived.keeps_alive


@pytest.mark.parametrize("data", [GET, POST, CHUNKED, GET + POST + CHUNKED + GET])
def test_it_does_not_matter_where_the_bytes_are_cut(data: bytes) -> None:
    whole = _feed(data)
    for place in range(1, len(data)):
        assert _feed(data[:place], data[place:]) == whole
    assert _feed(*(data[place : place + 1] for place in range(len(data)))) == whole


def test_requests_that_come_together_stay_in_order() -> None:
    paths = [b"/%d" % number for number in range(50)]
    data = b"".join(_line(b"GET " + path + b" HTTP/1.1") for path in paths)
    assert [arrived.target for arrived in _feed(data)] == paths


def test_a_body_in_chunks_is_whole() -> None:
    assert [arrived.request.body for arrived in _feed(CHUNKED + POST)] == [b"ASK {}"] * 2


def test_a_target_may_be_typed_in_any_script() -> None:
    data = _line("GET /поиск?q=НАТО HTTP/1.1".encode())
    for place in range(1, len(data)):
        (arrived,) = _feed(data[:place], data[place:])
        assert arrived.request.path == "/поиск"
        assert arrived.request.query_string.decode("ascii").count("%") == 8


@pytest.mark.xfail(strict=True, reason="only the first line of what arrives at once is encoded")
def test_a_target_typed_after_another_request_is_read_as_well() -> None:
    typed = _line("GET /поиск HTTP/1.1".encode())
    assert [arrived.request.path for arrived in _feed(GET + typed)] == ["/a b", "/поиск"]


def test_a_body_of_any_bytes_stays_as_it_is() -> None:
    body = bytes(range(256))
    head = _line(b"POST / HTTP/1.1", b"Host: x", b"Content-Length: 256")
    for parts in ((head + body,), (head, body), (head + body[:200], body[200:])):
        assert [arrived.request.body for arrived in _feed(*parts)] == [body]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"http://example.org/a?q=1", "/a"),
        (b"http://example.org", "/"),
        (b"HTTP://user@example.org:80/a/b", "/a/b"),
        (b"/http://example.org/a", "/http://example.org/a"),
        (b"/?u=http://example.org/a", "/"),
        (b"*", "*"),
    ],
)
def test_the_absolute_form_of_a_target_is_known(target: bytes, path: str) -> None:
    method = b"OPTIONS " if target == b"*" else b"GET "
    (arrived,) = _feed(_line(method + target + b" HTTP/1.1"))
    assert arrived.request.path == path


@pytest.mark.parametrize(
    "headers",
    [
        (b"Accept: */*",),
        (b"Host: a", b"Host: b"),
        (b"Host: a", b"host: a"),
        (b"Host: a b",),
        (b"Host: a/b",),
        (b"Host: a@b",),
        (b"Host: a:b",),
        (b"Host: <a>",),
        (b"Host: \xff",),
        (b"Host: a,b",),
    ],
)
def test_a_request_for_no_host_or_several_is_refused(headers: tuple[bytes, ...]) -> None:
    with pytest.raises(MalformedRequest, match="Host"):
        _feed(_line(b"GET / HTTP/1.1", *headers))


@pytest.mark.parametrize("host", [b"a", b"a:80", b"[::1]", b"[::1]:80", b"", b"127.0.0.1", b"a_b"])
def test_a_host_with_or_without_a_port_is_one(host: bytes) -> None:
    assert len(_feed(_line(b"GET / HTTP/1.1", b"Host: " + host))) == 1


def test_a_client_of_http_1_0_need_not_name_the_host() -> None:
    (arrived,) = _feed(b"GET / HTTP/1.0\r\n\r\n")
    assert (arrived.http_version, arrived.keeps_alive) == ("1.0", False)
    (arrived,) = _feed(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert arrived.keeps_alive


def test_a_client_may_say_that_it_is_done() -> None:
    (arrived,) = _feed(_line(b"GET / HTTP/1.1", b"Host: x", b"Connection: close"))
    assert not arrived.keeps_alive


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"GET /" + b"x" * TARGET_LIMIT_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "POST"),
        (b"GET /" + b"x" * TARGET_LIMIT_BYTES, 414, "POST"),
        (_line(b"GET / HTTP/1.1", b"Accept: " + b"x" * HEADERS_LIMIT_BYTES), 431, "headers"),
        (_line(b"GET / HTTP/1.1", *[b"A: b"] * HEADERS_LIMIT_BYTES), 431, "headers"),
        (b"GET / HTTP/1.1\r\nAccept: " + b"x" * 2 * HEADERS_LIMIT_BYTES, 431, "headers"),
        (
            _line(b"POST / HTTP/1.1", b"Host: x", b"Content-Length: 1001") + b"x" * 1001,
            413,
            "query_size_limit_bytes",
        ),
        (
            _line(b"POST / HTTP/1.1", b"Host: x", b"Transfer-Encoding: chunked")
            + b"3e9\r\n"
            + b"x" * 1001,
            413,
            "query_size_limit_bytes",
        ),
    ],
    ids=["target", "target alone", "header", "headers", "header that never ends", "body", "chunks"],
)
@pytest.mark.parametrize("cut", [0, 1, 1000])
def test_what_is_too_long_is_refused_with_the_way_on(
    data: bytes, status: int, said: str, cut: int
) -> None:
    size = cut or len(data)
    with pytest.raises(UnreadableRequest) as refused:
        _feed(*(data[place : place + size] for place in range(0, len(data), size)))
    problem = problem_of(refused.value)
    assert problem.status == status
    assert said in problem.detail


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent() -> None:
    head = _line(b"POST / HTTP/1.1", b"Host: x", b"Content-Length: 100000")
    with pytest.raises(UnreadableRequest):
        _feed(head)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "ПОЛУЧИТЬ / HTTP/1.1\r\n\r\n".encode(),
        b"\x00" * 100,
    ],
)
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedRequest):
        _feed(data)


def test_a_client_that_waits_for_leave_to_send_is_seen() -> None:
    parser = RequestParser(BODY_LIMIT_BYTES)
    head = [b"Host: x", b"Content-Length: 6", b"Expect: 100-continue"]
    assert parser.feed(_line(b"POST / HTTP/1.1", *head)) == []
    assert parser.wants_continue
    assert len(parser.feed(b"ASK {}")) == 1
    parser.feed(GET)
    assert not parser.wants_continue


def test_random_bytes_never_break_the_parser() -> None:
    chance = random.Random(7)
    statuses = set()
    for _ in range(2000):
        data = bytearray(chance.choice([GET, POST, CHUNKED]) * 2)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.randrange(len(data))
        try:
            _feed(bytes(data[:cut]), bytes(data[cut:]))
        except NrrGraphError as error:
            statuses.add(problem_of(error).status)
    assert statuses <= {400, 413}
