"""Each case of the W3C protocol tests that a read-only server can be asked, on data of ours.

The names are those of the manifests of the SPARQL 1.1 test suite: protocol, graph store protocol,
service description.  What those manifests write first is here already: the released graphs.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import GRAPH
from nrr_graph.release.release import Release
from roads import Road
from wire import Reply

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ASK = "ASK {}"
STATES, PLACES, PERSONS = (GRAPH + name for name in ("states", "places", "persons"))


def _send(road: Road, method: str, path: str, body: str | bytes = "", **headers: str) -> Reply:
    sent = body.encode() if isinstance(body, str) else body
    return road.ask(method, path, sent, **headers)


def _get(road: Road, *fields: tuple[str, str], **headers: str) -> Reply:
    return _send(road, "GET", f"/sparql?{urlencode(fields)}", **headers)


def _post(road: Road, *fields: tuple[str, str], **headers: str) -> Reply:
    return _send(road, "POST", "/sparql", urlencode(fields), Content_Type=FORM, **headers)


def _is_true(answer: Reply) -> bool:
    assert answer.status == 200, answer.body
    return bool(json.loads(answer.body)["boolean"])


def _has(graph: str, inside: str = "") -> str:
    """Write a pattern that holds if the dataset has triples of a graph, which no other has."""
    label = f"<{graph}> <http://www.w3.org/2000/01/rdf-schema#label> ?label_{graph[-3:]}"
    return f"GRAPH <{inside}> {{ {label} }}" if inside else f"{{ {label} }}"


def test_query_via_get(road: Road) -> None:
    assert _is_true(_get(road, ("query", ASK)))


def test_query_via_url_encoded_post(road: Road) -> None:
    assert _is_true(_post(road, ("query", ASK)))


def test_query_via_post_directly(road: Road) -> None:
    assert _is_true(_send(road, "POST", "/sparql", ASK, Content_Type=DIRECT))


@pytest.mark.parametrize("ask", [_get, _post])
def test_query_with_protocol_specified_default_graphs(road: Road, ask: object) -> None:
    both = [("default-graph-uri", STATES), ("default-graph-uri", PLACES)]
    query = f"ASK {{ {_has(STATES)} {_has(PLACES)} FILTER NOT EXISTS {_has(PERSONS)} }}"
    assert _is_true(ask(road, ("query", query), *both))  # type: ignore[operator]
    assert not _is_true(ask(road, ("query", query), both[0]))  # type: ignore[operator]


@pytest.mark.parametrize("ask", [_get, _post])
def test_query_with_protocol_specified_named_graphs(road: Road, ask: object) -> None:
    named = [("named-graph-uri", STATES), ("named-graph-uri", PLACES)]
    query = f"ASK {{ {_has(STATES, STATES)} {_has(PLACES, PLACES)} }}"
    assert _is_true(ask(road, ("query", query), *named))  # type: ignore[operator]
    assert not _is_true(ask(road, ("query", query), named[0]))  # type: ignore[operator]


def test_query_with_protocol_specified_dataset(road: Road) -> None:
    query = (
        f"ASK {{ {_has(STATES)} {_has(PLACES, PLACES)} "
        f"FILTER NOT EXISTS {{ GRAPH ?g {_has(STATES)} }} }}"
    )
    dataset = [("default-graph-uri", STATES), ("named-graph-uri", PLACES)]
    assert _is_true(_post(road, ("query", query), *dataset))


def test_the_dataset_of_the_protocol_beats_that_of_the_query(road: Road) -> None:
    query = f"ASK FROM <{STATES}> {{ {_has(PLACES)} FILTER NOT EXISTS {_has(STATES)} }}"
    assert _is_true(_post(road, ("query", query), ("default-graph-uri", PLACES)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (1 AS ?value) {}", {"xml", "json", "csv", "tab-separated-values"}),
        (ASK, {"xml", "json"}),
        ("DESCRIBE <http://example.org/>", {"rdf+xml", "turtle", "n-triples"}),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", {"rdf+xml", "turtle", "n-triples"}),
    ],
    ids=["select", "ask", "describe", "construct"],
)
def test_query_appropriate_content_type(road: Road, query: str, expected: set[str]) -> None:
    answer = _get(road, ("query", query))
    media_type = answer.header("Content-Type").partition(";")[0].partition("/")[2]
    assert answer.status == 200
    assert media_type.removeprefix("sparql-results+") in expected


def test_service_defined_base_uri(road: Road) -> None:
    answer = _get(road, ("query", "SELECT (STR(<x>) AS ?iri) {}"), ("format", "csv"))
    assert answer.body.split()[1].startswith(b"http")


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "statuses"),
    [
        ("PUT", "/sparql", urlencode({"query": ASK}), FORM, {405}),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "", "", {400}),
        ("POST", "/sparql", urlencode([("query", ASK), ("query", ASK)]), FORM, {400}),
        ("POST", "/sparql", ASK, "text/plain", {415}),
        ("POST", "/sparql", urlencode({"query": ASK}), "", {415}),
        ("POST", "/sparql", ASK, "", {415}),
        ("POST", "/sparql", ASK.encode("utf-16"), f"{DIRECT}; charset=UTF-16", {400, 415}),
        ("GET", "/sparql?query=ASK%20%7B", "", "", {400}),
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", {400, 403}),
        ("POST", "/sparql", urlencode([("update", "CLEAR ALL")] * 2), FORM, {400, 403}),
        ("POST", "/sparql", "CLEAR ALL", "application/sparql-update", {400, 403}),
    ],
    ids=[
        *("a method other than GET or POST", "more than one query string", "the same by POST"),
        *("a media type that is neither", "url-encoded body without its media type"),
        *("SPARQL body without its media type", "UTF-16", "invalid query syntax"),
        *("update by GET", "more than one update string", "an update"),
    ],
)
def test_a_bad_request_is_refused(
    road: Road, method: str, path: str, body: str | bytes, content_type: str, statuses: set[int]
) -> None:
    headers = {"Content_Type": content_type} if content_type else {}
    answer = _send(road, method, path, body, **headers)
    assert answer.status in statuses
    assert json.loads(answer.body)["detail"]
    if answer.status == 405:
        assert {"GET", "POST"} <= set(answer.header("Allow").split(", "))


def _named(iri: str) -> str:
    return f"/rdf-graph-store?graph={quote(iri, safe='')}"


def _triples(answer: Reply) -> set[ox.Triple]:
    media_type = answer.header("Content-Type").partition(";")[0]
    read = ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media_type))
    return {quad.triple for quad in read}


@pytest.mark.parametrize(
    "path",
    [
        _named(STATES),
        f"/rdf-graph-store?graph={STATES}",
        f"/rdf-graph-store?graph={quote(STATES, safe='').replace('states', '%73tates')}",
        "/graph/states",
        "/graph/%73tates",
    ],
    ids=["indirect", "not encoded", "encoded otherwise", "direct", "direct, encoded"],
)
def test_get_of_an_existing_graph(road: Road, release: Release, path: str) -> None:
    answer = _send(road, "GET", path, Accept="application/n-triples")
    quads = release.store.quads_for_pattern(None, None, None, ox.NamedNode(STATES))
    assert _triples(answer) == {quad.triple for quad in quads}


def test_get_of_the_default_graph(road: Road, release: Release) -> None:
    answer = _send(road, "GET", "/rdf-graph-store?default", Accept="application/n-triples")
    assert len(_triples(answer)) == release.counts["triples"]


def test_percent_encoding_is_decoded_once(road: Road) -> None:
    assert _send(road, "GET", _named(STATES.replace("states", "%73tates"))).status == 404


@pytest.mark.parametrize("path", [_named(STATES), "/graph/states"])
def test_head_on_an_existing_graph(road: Road, path: str) -> None:
    got, head = (_send(road, method, path, Accept="text/turtle") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.header("Content-Type") == got.header("Content-Type")
    assert head.header("Content-Length") == got.header("Content-Length")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [_named(STATES + "x"), "/graph/none"])
def test_a_graph_that_is_not_there(road: Road, method: str, path: str) -> None:
    assert _send(road, method, path).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [_named(STATES), "/rdf-graph-store?default", "/graph/states"])
def test_writing_is_refused(road: Road, method: str, path: str) -> None:
    answer = _send(road, method, path, "<a:b> <a:c> <a:d> .", Content_Type="text/turtle")
    assert answer.status == 405
    assert "GET" in answer.header("Allow")


def test_get_on_the_endpoint_returns_rdf_with_a_matching_endpoint(road: Road) -> None:
    answer = _send(road, "GET", "/sparql", Accept="text/turtle")
    endpoint = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#endpoint")
    found = [t.object for t in _triples(answer) if t.predicate == endpoint]
    (address,) = (str(node.value) for node in found if isinstance(node, ox.NamedNode))
    assert address.startswith("http://")
    assert address.endswith("/sparql")
