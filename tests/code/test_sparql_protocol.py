"""The SPARQL 1.1 Protocol as clients use it."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.release.release import Release

PREFIX = "PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#> "
SELECT = PREFIX + "SELECT ?d { id:nato-russia-council nrr:established ?d }"
ASK = PREFIX + "ASK { id:nato ?p ?o }"
CONSTRUCT = PREFIX + "CONSTRUCT { id:nato ?p ?o } WHERE { id:nato ?p ?o }"
FORM = "application/x-www-form-urlencoded"


def test_the_three_ways_of_asking_give_one_answer(client: FlaskClient) -> None:
    get = client.get("/sparql", query_string={"query": SELECT})
    form = client.post("/sparql", data={"query": SELECT})
    direct = client.post("/sparql", data=SELECT, content_type="application/sparql-query")
    assert get.status_code == form.status_code == direct.status_code == 200
    assert get.data == form.data == direct.data
    assert b"2002-05-28" in get.data


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_solutions_come_in_the_format_asked_for(
    client: FlaskClient, query: str, accept: str | None, content_type: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert response.status_code == 200
    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened"', None),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_graphs_come_in_the_format_asked_for(
    client: FlaskClient, accept: str, content_type: str | None
) -> None:
    content_type = content_type or "application/ld+json"
    headers = {"Accept": accept}
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers=headers)
    assert response.content_type == content_type
    rdf_format = ox.RdfFormat.from_media_type(content_type.split(";")[0])
    assert len(list(ox.parse(response.data, format=rdf_format))) > 3


def test_the_format_parameter_beats_the_accept_header(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"Accept": "text/html"}
    )
    assert response.data == b"d\r\n2002-05-28\r\n"


def test_zero_and_false_survive_in_every_format(client: FlaskClient) -> None:
    query = "SELECT (0 AS ?zero) (false AS ?no) ('a\\rb' AS ?cr) {}"
    for word in ("json", "xml", "csv", "tsv"):
        body = client.get("/sparql", query_string={"query": query, "format": word}).data
        assert b"0" in body
        assert b"false" in body
    xml = client.get("/sparql", query_string={"query": query, "format": "xml"}).data
    assert b"a&#13;b" in xml


def test_the_default_graph_is_the_merge_of_all_graphs(client: FlaskClient) -> None:
    query = {"query": "SELECT ?s ?p ?o { ?s ?p ?o }"}
    rows = client.get("/sparql", query_string={**query, "format": "tsv"}).data.splitlines()
    assert len(rows) == len(set(rows)) > 1000


def test_a_named_default_graph_is_the_only_one_asked(client: FlaskClient) -> None:
    graph = "https://w3id.org/nrr/graph/states"
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s a ?class }", "format": "csv"}
    one = client.get("/sparql", query_string={**query, "default-graph-uri": graph}).data
    none = client.get("/sparql", query_string={**query, "default-graph-uri": graph + "x"}).data
    assert int(one.split()[1]) > 1
    assert int(none.split()[1]) == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ({"method": "GET", "query_string": {"query": ""}}, 400, "the query is empty"),
        ({"method": "GET", "query_string": [("query", ASK), ("query", ASK)]}, 400, "2 times"),
        ({"method": "POST", "data": "query", "content_type": "text/plain"}, 415, "application/"),
        ({"method": "POST", "data": {"q": ASK}}, 400, "missing"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "refused"),
        ({"method": "POST", "data": b"CLEAR ALL", "content_type": "application/sparql-update"},
         403, "refused"),
        ({"method": "POST", "data": b"\xff", "content_type": "application/sparql-query"},
         400, "not UTF-8"),
        ({"method": "POST", "data": ASK.encode("utf-16"),
          "content_type": "application/sparql-query; charset=utf-16"}, 415, "UTF-8"),
        ({"method": "GET", "query_string": {"query": "SELECT"}}, 400, "cannot be understood"),
        ({"method": "GET", "query_string": {"query": ASK, "format": "docx"}}, 406, "docx"),
        ({"method": "GET", "query_string": {"query": "ASK { SERVICE <http://e/> {} }"}},
         403, "SERVICE is refused"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_what_to_change(
    client: FlaskClient, arguments: dict[str, Any], status: int, words: str
) -> None:
    response = client.open("/sparql", **arguments)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert words in json.loads(response.data)["detail"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_query_that_is_too_long_is_refused(client: FlaskClient) -> None:
    query = "ASK {} #" + "x" * 1_000_001
    response = client.post("/sparql", data=query, content_type="application/sparql-query")
    assert response.status_code == 413
    assert "query_size_limit_bytes" in json.loads(response.data)["detail"]


def test_wrong_methods_are_told_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/sparql")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_an_error_in_a_browser_keeps_the_query(client: FlaskClient) -> None:
    query = {"query": "SELECT ?x { ?x nrr:kind ?y }"}
    response = client.get("/sparql", query_string=query, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "?x nrr:kind ?y" in response.text
    assert "PREFIX nrr:" in response.text


def test_graph_reaches_exactly_the_graphs_that_are_listed(
    client: FlaskClient, release: Release
) -> None:
    query = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    found = client.get("/sparql", query_string=query).text.split()[1:]
    assert sorted(found) == sorted(release.graphs)
