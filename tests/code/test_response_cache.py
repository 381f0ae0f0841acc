"""Responses are kept for those who ask the same, in bounded memory."""

from __future__ import annotations

import pytest

from nrr_graph.web.front.cache import ResponseCache
from nrr_graph.web.front.responses import Response, complete, head_of
from nrr_graph.web.requests import Request

LIMIT_BYTES = 100_000
HEAD = head_of(200, [(b"vary", b"Accept"), (b"content-type", b"text/csv")])


def _request(target: bytes = b"/", **headers: bytes) -> Request:
    fields = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    path, _, query_string = target.partition(b"?")
    return Request("GET", path.decode(), query_string, fields)


def _response(body: bytes = b"body", head: bytes = HEAD) -> Response:
    return complete(head, body, b"text/csv")


def _keep(
    cache: ResponseCache, target: bytes, request: Request, *varies_by: bytes, body: bytes = b"body"
) -> None:
    cache.keep(target, request, varies_by, _response(body))


def test_the_same_request_finds_its_response() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/a", _request(b"/a"))
    assert cache.find(b"/a", _request(b"/a")) == _response()
    assert cache.find(b"/b", _request(b"/b")) is None


def test_a_response_is_kept_for_each_value_of_what_it_varies_by() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for accept in (b"text/csv", b"text/html"):
        _keep(cache, b"/", _request(accept=accept), b"accept", body=accept)
    for accept in (b"text/csv", b"text/html"):
        found = cache.find(b"/", _request(accept=accept))
        assert found
        assert found.body == accept
    assert cache.find(b"/", _request()) is None


def test_what_a_response_does_not_depend_on_makes_no_second_one() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/", _request(accept=b"a", user_agent=b"one"), b"accept")
    assert cache.find(b"/", _request(accept=b"a", user_agent=b"two"))


def test_a_response_made_for_one_host_is_not_given_to_another() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/", _request(host=b"one"), b"host")
    assert cache.find(b"/", _request(host=b"one"))
    assert cache.find(b"/", _request(host=b"two")) is None


def test_of_content_codings_only_the_one_that_is_chosen_counts() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/", _request(accept_encoding=b"gzip, deflate, br"), b"accept-encoding")
    for same in (b"br", b"br, gzip;q=0.5", b"gzip, br, zstd"):
        assert cache.find(b"/", _request(accept_encoding=same))
    for other in (b"gzip", b"identity", b"br;q=0, gzip", b""):
        assert cache.find(b"/", _request(accept_encoding=other)) is None


def test_a_response_that_varies_otherwise_takes_the_place_of_the_earlier_ones() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/", _request(accept=b"a"), b"accept")
    _keep(cache, b"/", _request(host=b"h"), b"host")
    assert cache.find(b"/", _request(accept=b"a")) is None
    assert cache.find(b"/", _request(host=b"h"))
    alone = ResponseCache(LIMIT_BYTES)
    _keep(alone, b"/", _request(host=b"h"), b"host")
    assert cache.size_bytes == alone.size_bytes


def test_a_value_may_come_in_several_headers() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    twice = Request("GET", "/", b"", [(b"accept", b"a"), (b"accept", b"b")])
    _keep(cache, b"/", twice, b"accept")
    assert cache.find(b"/", _request(accept=b"a, b"))
    assert cache.find(b"/", _request(accept=b"a")) is None


def test_only_what_is_asked_for_again_is_worth_keeping() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    assert [cache.wants(b"/a", 10) for _ in range(3)] == [False, True, True]
    assert not cache.wants(b"/b", 10)


def test_what_was_asked_for_lately_is_remembered_and_what_was_long_ago_is_not() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    cache.wants(b"/first", 10)
    for number in range(5_000):
        assert not cache.wants(b"/%d" % number, 10)
    assert cache.wants(b"/4999", 10)
    for number in range(5_000, 50_000):
        cache.wants(b"/%d" % number, 10)
    assert not cache.wants(b"/first", 10)


def test_what_was_asked_for_takes_bounded_memory() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for number in range(100_000):
        cache.wants(b"/%d" % number, 10)
    assert sum(cache.wants(b"/%d" % number, 10) for number in range(100_000)) < 20_000


def test_what_is_too_large_is_not_worth_keeping() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for _ in range(3):
        assert not cache.wants(b"/", cache.entry_limit_bytes + 1)
    assert 0 < cache.entry_limit_bytes < LIMIT_BYTES


@pytest.mark.parametrize(
    ("target_bytes", "header_bytes", "body_bytes"),
    [(10, 10, 5_000), (5_000, 10, 10), (10, 5_000, 10), (10, 10, 0)],
    ids=["bodies", "targets", "headers", "many"],
)
def test_memory_stays_within_the_limit_whatever_fills_it(
    target_bytes: int, header_bytes: int, body_bytes: int
) -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for number in range(500):
        target = b"/%d" % number + b"x" * target_bytes
        for accept in (b"a", b"b"):
            request = _request(accept=accept + b"x" * header_bytes)
            _keep(cache, target, request, b"accept", body=b"x" * body_bytes)
            assert _bytes_held(cache) <= cache.size_bytes <= LIMIT_BYTES
    assert 0 < len(cache) < 500


def test_many_variants_of_one_target_stay_within_the_limit() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for number in range(1000):
        _keep(cache, b"/", _request(accept=b"%d" % number), b"accept")
        assert _bytes_held(cache) <= cache.size_bytes <= LIMIT_BYTES


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = ResponseCache(10_000)
    for name in (b"/a", b"/b", b"/c"):
        _keep(cache, name, _request(name), body=b"x" * 1500)
    assert cache.find(b"/a", _request(b"/a"))
    _keep(cache, b"/d", _request(b"/d"), body=b"x" * 1500)
    kept = [name for name in (b"/a", b"/b", b"/c", b"/d") if cache.find(name, _request(name))]
    assert kept == [b"/a", b"/c", b"/d"]


def test_a_response_kept_again_is_counted_once() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    for _ in range(10):
        _keep(cache, b"/", _request(accept=b"a"), b"accept")
    once = ResponseCache(LIMIT_BYTES)
    _keep(once, b"/", _request(accept=b"a"), b"accept")
    assert cache.size_bytes == once.size_bytes


def test_nothing_is_left_of_another_release() -> None:
    cache = ResponseCache(LIMIT_BYTES)
    _keep(cache, b"/", _request())
    cache.clear()
    assert (len(cache), cache.size_bytes, cache.find(b"/", _request())) == (0, 0, None)


def test_without_memory_nothing_is_kept() -> None:
    cache = ResponseCache(0)
    assert [cache.wants(b"/", 1) for _ in range(2)] == [False, False]
    _keep(cache, b"/", _request())
    assert (len(cache), cache.size_bytes) == (0, 0)


def _bytes_held(cache: ResponseCache) -> int:
    """Count the bytes of all that is kept; looks inside, since that is what is promised."""
    return sum(
        len(target)
        + sum(
            sum(map(len, variant)) + len(response.head) + len(response.body)
            for variant, response in resource.variants.items()
        )
        for target, resource in cache._resources.items()
    )


# What a client has already.


@pytest.mark.parametrize(
    "template", ["{0}", '"a",{0}', '"a", {0}', 'W/{0}, "b"', '"a,b",{0}', " * ", "*"]
)
def test_a_response_is_known_by_its_tag_in_any_list(template: str) -> None:
    response = _response()
    value = template.format(response.etag.decode()).encode()
    assert response.is_known_by(value)


@pytest.mark.parametrize("value", [b"", b'"a"', b"a", b"W/", b'"', b",", b"**"])
def test_another_tag_is_not_taken_for_it(value: bytes) -> None:
    response = _response()
    assert not response.is_known_by(value)
    assert not response.is_known_by(response.etag.strip(b'"'))
    assert not Response(HEAD, b"").is_known_by(b"*")


def test_what_is_not_modified_keeps_what_caches_need_and_no_content() -> None:
    response = complete(HEAD, b"x" * 2000, b"text/csv", b"gzip")
    again = response.not_modified()
    assert again.startswith(b"HTTP/1.1 304 ")
    assert b"vary: Accept\r\n" in again
    assert b"etag: " + response.etag in again
    assert b"content-" not in again.lower()


def test_a_tag_names_one_body_of_one_type_in_one_coding() -> None:
    tags = {
        complete(HEAD, body, media_type, coding).etag
        for body in (b"a", b"b")
        for media_type in (b"text/csv", b"text/html")
        for coding in (b"", b"gzip", b"br")
    }
    assert len(tags) == 12
    assert complete(HEAD, b"a", b"t").etag == complete(HEAD, b"a", b"t").etag
