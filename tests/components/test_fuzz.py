"""Nothing in a path, a parameter, a header or a body makes the server fail."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surroundings import IN_CI

pytestmark = pytest.mark.timeout(600)

#: In CI ten thousand requests over the three tests; at home enough to notice.
EXAMPLES = int(os.environ.get("NRR_FUZZ_EXAMPLES", "3400" if IN_CI else "100"))
FUZZ = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
ADDRESSES = (
    *("/", "/sparql", "/rdf-graph-store", "/id/nato", "/id/nato.html", "/graph/places", "/data/"),
    *("/data/latest/SHA256SUMS", "/ontology", "/shapes", "/prefixes", "/.well-known/void"),
    *(
        "/queries",
        "/issues",
        "/health",
        "/ready",
        "/robots.txt",
        "/llms.txt",
        "/search",
        "/timeline",
    ),
    *("/map", "/id/s01-08-suspension.html", "/reconcile", "/reconcile/suggest/entity"),
    *("/reconcile/preview", "/w/api.php", "/wiki/Special:EntityData", "/entity/Q74"),
    *("/wikibase/sparql", "/w/rest.php/wikibase/v1/entities/items/Q74"),
)
HEADERS = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Range", "If-None-Match", "Host", "Origin"),
    *("If-Modified-Since", "Content-Type", "X-Forwarded-Prefix", "Cookie"),
)
PARAMETERS = ("query", "format", "output", "default-graph-uri", "named-graph-uri", "graph",
              "default", "lang", "update", "q", "kind", "from", "to", "limit", "page", "view",
              "queries", "extend", "prefix", "cursor", "id", "callback", "action", "ids", "search",
              "layout")  # fmt: skip
QUERIES = ("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 2", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2")
ONE_LINE = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))
FORMATS = st.sampled_from(("text/turtle", "text/html", "*/*", "text/csv;q=0", ";", "q=", "a/b;q=x"))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ("q0", "query", "type", "limit", "properties", "pid", "v", "ids", "id")
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
).map(json.dumps)
VALUES = st.one_of(JSON, st.text(max_size=40), st.sampled_from(QUERIES), st.sampled_from(ADDRESSES))


def _look(app: Flask, address: str, method: str, **request: Any) -> None:
    answer = app.test_client().open(address, method=method, buffered=True, **request)
    assert answer.status_code < 500, answer.text[:500]
    if answer.status_code >= 400 and method != "HEAD":
        assert answer.content_type.startswith(("application/problem+json", "text/html"))
        assert len(answer.data) > 50


@FUZZ
@given(
    path=st.text(max_size=60),
    under=st.sampled_from(("/", "/x/", *(f"{a}/" for a in ADDRESSES[1:]))),
)
def test_no_path_makes_the_server_fail(app: Flask, path: str, under: str) -> None:
    # Given as the server hands it on: a client would read //x as the name of a host.
    raw = f"{under}/{path}".encode("utf-8", "replace").decode("latin-1")
    _look(app, "/", "GET", environ_overrides={"PATH_INFO": raw})


@FUZZ
@given(
    address=st.sampled_from(ADDRESSES),
    method=st.sampled_from(("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")),
    headers=st.dictionaries(st.sampled_from(HEADERS), st.one_of(ONE_LINE, FORMATS), max_size=4),
)
def test_no_header_makes_the_server_fail(
    app: Flask, address: str, method: str, headers: dict[str, str]
) -> None:
    _look(app, address, method, headers=headers)


@FUZZ
@given(
    address=st.sampled_from(ADDRESSES),
    parameters=st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), max_size=4),
    body=st.one_of(st.none(), st.binary(max_size=200), st.sampled_from(QUERIES)),
    kind=st.sampled_from(
        ("application/sparql-query", "application/x-www-form-urlencoded", "multipart/form-data",
         "application/sparql-query; charset=utf-16", "text/plain", "")
    ),
)  # fmt: skip
def test_no_parameter_and_no_body_makes_the_server_fail(
    app: Flask, address: str, parameters: list[tuple[str, str]], body: object, kind: str
) -> None:
    method = "GET" if body is None else "POST"
    _look(app, address, method, query_string=parameters, data=body, content_type=kind)


@pytest.mark.skipif(not IN_CI, reason="the number of requests is that of CI")
def test_there_are_ten_thousand_requests() -> None:
    assert 3 * EXAMPLES >= 10_000
