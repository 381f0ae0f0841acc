"""Requests as RFC 9110 has them: what is unusual is answered, what is wrong is refused."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import pytest

from nrr_graph.settings import read_settings
from roads import FORM, SRJ, WAYS, Road

FILE: Final = "/data/latest/nrr.nt"
ASK: Final = "/sparql?query=ASK%7B%7D"
#: What clients of SPARQL and Wikibase endpoints are known to send across sites.
SENT_ACROSS: Final = (
    "queryid", "Api-User-Agent", "If-None-Match", "Cache-Control", "X-Requested-With", "Accept",
    "Content-Type",
)  # fmt: skip
LONG: Final = "9" * 5000


# Parts of files.


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("bytes=0-9", 206),
        ("bytes=-10", 206),
        ("bytes=10-", 206),
        ("Bytes=0-9", 206),
        ("lines=0-1", 200),
        ("bytes=9-1", 200),
        ("bytes=", 200),
        ("bytes", 200),
        ("bytes=0-1,5-6", 200),
        ("bytes=999999999999-", 416),
        ("bytes=-0", 416),
        (f"bytes={LONG}-", 200),
    ],
)
def test_a_part_is_what_was_asked_for_or_the_whole(road: Road, wanted: str, status: int) -> None:
    whole = road.get(FILE)
    part = road.get(FILE, range=wanted)
    assert part.status == status
    if status == 206:
        begin, _, end = (
            part.header("content-range").removeprefix("bytes ").partition("/")[0].partition("-")
        )
        assert part.body == whole.body[int(begin) : int(end) + 1]
        assert part.header("content-range").endswith(f"/{len(whole.body)}")
        assert part.header("content-length") == str(len(part.body))
    elif status == 416:
        assert part.header("content-range") == f"bytes */{len(whole.body)}"
        assert "application/problem+json" in part.media_type
    else:
        assert part.body == whole.body


def test_head_knows_no_parts(road: Road) -> None:
    plain, head = road.ask("HEAD", FILE), road.ask("HEAD", FILE, range="bytes=0-9")
    assert (head.status, head.body) == (200, b"")
    assert head.header("content-length") == plain.header("content-length") != "10"
    assert not head.header("content-range")


@pytest.mark.parametrize("path", [ASK, "/id/nato.ttl", "/graph/states"])
def test_a_part_of_what_is_no_file_is_the_whole(road: Road, path: str) -> None:
    assert road.get(path, range="bytes=0-1").status == 200


def test_a_part_of_an_older_file_is_the_whole(road: Road) -> None:
    etag = road.get(FILE).header("etag")
    assert etag
    assert road.get(FILE, range="bytes=0-9", if_range=etag).status == 206
    assert road.get(FILE, range="bytes=0-9", if_range='"another"').status == 200


# What a client has already.


@pytest.mark.parametrize(
    "template", ["{0}", '"a",{0}', '"a", {0}', '{0},"a"', "W/{0}", '"a,b",{0}', '"x" ,\t{0}', "*"]
)
@pytest.mark.parametrize("path", [ASK, "/id/nato.ttl", "/", FILE, "/graph/places"])
def test_a_client_that_has_the_answer_is_told_so(road: Road, path: str, template: str) -> None:
    got = road.get(path)
    etag = got.header("etag")
    if not etag:
        assert road.name == "application"  # The front gives entity tags to what it keeps.
        return
    again = road.get(path, if_none_match=template.format(etag))
    assert (again.status, again.body) == (304, b"")
    assert again.header("etag") == etag
    assert again.header("vary") == got.header("vary")


@pytest.mark.parametrize("value", ['"a"', '"a", "b"', "etag", '""', "W/", ","])
def test_a_client_that_has_something_else_gets_the_answer(road: Road, value: str) -> None:
    for path in (ASK, FILE):
        assert road.get(path, if_none_match=value).status == 200


# Scripts of other sites.


@pytest.mark.parametrize("header", SENT_ACROSS)
@pytest.mark.parametrize("path", ["/sparql", "/id/nato", FILE, "/w/api.php", "/reconcile"])
def test_scripts_of_other_sites_may_send_what_clients_send(
    road: Road, path: str, header: str
) -> None:
    reply = road.ask(
        "OPTIONS", path,
        origin="https://example.org", access_control_request_method="GET",
        access_control_request_headers=header,
    )  # fmt: skip
    allowed = reply.header("access-control-allow-headers").lower().split(", ")
    assert reply.status in (200, 204)
    assert reply.header("access-control-allow-origin") == "*"
    assert header.lower() in allowed


def test_scripts_of_other_sites_may_read_refusals_too(road: Road) -> None:
    for reply in (road.query("SELECT"), road.get("/none"), road.get(ASK, accept="image/png")):
        assert reply.status >= 400
        assert reply.header("access-control-allow-origin") == "*"


# Names of hosts.


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "<script>", "user@host", "a:b", "a,b", "[::1", "a\tb", "é"]
)
@pytest.mark.parametrize("path", ["/sitemap.xml", ASK, "/", "/health"])
def test_a_malformed_host_is_refused(road: Road, host: str, path: str) -> None:
    reply = road.send("GET", path, b"", [("Host", host)])
    assert reply.status == 400
    assert "Host" in reply.problem


@pytest.mark.parametrize("host", ["localhost", "example.org:8080", "[::1]:8000", "127.0.0.1"])
def test_addresses_are_made_of_the_host_that_was_asked(road: Road, host: str) -> None:
    reply = road.send("GET", "/robots.txt", b"", [("Host", host)])
    assert f"Sitemap: http://{host}/sitemap.xml" in reply.text


# Numbers and texts that are not what people write.


@pytest.mark.parametrize(
    "target",
    [
        "/search?q=НАТО",
        "/search?q=%D0%9D%D0%90%D0%A2%D0%9E",
        "/id/nato.html?lang=ё",
        "/timeline?from=2002",
        "/search?q=a&limit=3",
    ],
)
def test_an_address_as_people_type_it_is_answered(road: Road, target: str) -> None:
    assert road.get(target, accept="text/html").status == 200


def test_bytes_as_typed_mean_what_they_say(road: Road) -> None:
    typed, encoded = (
        road.get(f"/search?q={text}", accept="text/html").text for text in ("НАТО", quote("НАТО"))
    )
    assert "НАТО" in typed
    assert typed == encoded


@pytest.mark.parametrize(
    "target",
    [
        "/timeline?to=0200099",
        f"/timeline?from=0200{LONG}",
        f"/search?q=a&limit={LONG}",
        "/search?q=a&limit=-1",
        "/search?q=a&limit=x",
        "/search?q=%FF",
        "/search?q=%00",
        f"/search?q={'x' * 5000}",
        f"/timeline?from=-{LONG}",
        "/timeline?from=99999-01-01&to=1-1-1",
        f"/search.json?q=a&limit={LONG}",
        f"/w/api.php?action=wbsearchentities&language=en&search=nato&limit={LONG}",
        f"/w/api.php?action=wbsearchentities&language=en&search=nato&continue={LONG}",
        f"/map?zoom={LONG}",
        f"/id/{LONG}",
        f"/graph/{LONG}",
        "/id/%00",
        "/id/%FF",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static/../settings.py",
        "//example.org/a",
        "/sparql?query=ASK%7B%7D&format=%00",
        f"/wikibase/sparql?query=ASK%7B%7D&uselang={LONG}",
    ],
)
def test_no_address_makes_the_server_fail(road: Road, target: str) -> None:
    for accept in ("text/html", "application/json"):
        assert road.get(target, accept=accept).status in (200, 303, 400, 404, 406)


# What the protocol of SPARQL asks for.


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/sparql", "/", "/id/nato"])
def test_other_methods_are_told_which_there_are(road: Road, path: str, method: str) -> None:
    reply = road.ask(method, path)
    assert reply.status == 405
    assert "GET" in reply.header("allow").split(", ")


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"ASK {}", 415),
        ("", b"ASK {}", 415),
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        ("application/sparql-query; charset=UTF-8", b"ASK {}", 200),
        ("Application/SPARQL-Query", b"ASK {}", 200),
        (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (FORM, b"q=ASK%7B%7D", 400),
        (FORM, b"", 400),
        (f"{FORM}; charset=utf-8", b"query=ASK+%7B%7D", 200),
        (FORM, b"update=CLEAR%20ALL", 403),
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("application/sparql-query", b"", 400),
    ],
)
def test_a_post_says_what_it_sends(road: Road, content_type: str, body: bytes, status: int) -> None:
    headers = {"content_type": content_type} if content_type else {}
    reply = road.ask("POST", "/sparql", body, accept=SRJ, **headers)
    assert reply.status == status
    if status != 200:
        assert reply.problem


@pytest.mark.parametrize("way", WAYS[1:])
def test_a_query_beyond_the_limit_is_refused(road: Road, way: str) -> None:
    limit = read_settings({}).query_size_limit_bytes
    reply = road.query("ASK {} #" + "x" * limit, way=way)
    assert reply.status == 413
    assert "query_size_limit_bytes" in reply.problem
    assert road.query("ASK {} #" + "x" * (limit - 8), way=way).json()["boolean"] is True


def test_a_long_query_is_answered_by_post(road: Road) -> None:
    values = " ".join(f"({number})" for number in range(10_000))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES (?x) {{ {values} }} }}"
    assert len(query) > 65_536
    assert [road.query(query, way=way).number() for way in WAYS[1:]] == [10_000, 10_000]


@pytest.mark.parametrize(
    "template",
    [
        "ASK {{ ?s ?p '{long}",
        'ASK {{ ?s ?p """{long}',
        "{long} {{ ?s ?p ?o }}",
        "ASK {{ ?s {long}: ?o }}",
        "ASK {{ ?s ex:{long} ?o }}",
        "ASK {{ ?s <{long}> ?o }}",
        "ASK {{ FILTER(<http://example.org/{long}>(1)) }}",
        "SELECT ?{long} {{ }} GROUP BY ?s",
        "SELECT (1 AS ?{long}) (2 AS ?{long}) {{ }}",
        "SELECT * FROM <http://example.org/{long}> {{ ?s ?p ?o }}",
        "ASK {{ SERVICE <http://example.org/{long}> {{ }} }}",
        "ASK {{ BIND(IRI('{long}') AS ?x) }} {long}",
        "ASK {{ ?s ?p '1'^^{long} }}",
    ],
)
def test_an_error_shows_the_place_and_not_all_of_a_long_query(road: Road, template: str) -> None:
    for path in ("/sparql", "/wikibase/sparql"):
        query = template.format(long="a" * 300_000)
        reply = road.query(query, way="direct", path=path)
        assert reply.status in (200, 400, 403), reply.text
        if reply.status >= 400:
            assert len(reply.body) < 10_000


def test_a_long_query_by_get_is_told_to_come_by_post(server_only: Road) -> None:
    reply = server_only.query("ASK {} #" + "x" * 70_000)
    assert reply.status == 414
    assert "POST" in reply.problem


@pytest.mark.parametrize("accept", ["image/png", "application/sparql-results+json;q=0", "x/y"])
def test_formats_that_are_not_there_are_refused_with_those_that_are(
    road: Road, accept: str
) -> None:
    for way in WAYS:
        reply = road.query("SELECT * {}", way=way, accept=accept)
        assert reply.status == 406
        assert "text/csv" in reply.problem


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("word", "media_type"),
    [
        ("json", SRJ),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("html", "text/html"),
    ],
)
def test_the_format_parameter_beats_the_accept_header(
    road: Road, word: str, media_type: str, way: str
) -> None:
    for name in ("format", "output"):
        reply = road.query("SELECT (1 AS ?n) {}", (name, word), way=way, accept="text/csv;q=0.5")
        assert (reply.status, reply.media_type) == (200, media_type)
        assert "accept" in reply.header("vary").lower()
