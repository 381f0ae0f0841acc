"""Answers are right, whole and readable, or say what is wrong, on every road, way and format."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS
from nrr_graph.namespaces import NRR
from nrr_graph.release.release import Release
from roads import DIRECT, FORM, WAYS, Asker, Road

ENDPOINTS: Final = ("/sparql", "/wikibase/sparql")
FORMATS: Final = [choice.name for choice in SOLUTION_FORMATS]
GRAPHS: Final = [choice.name for choice in GRAPH_FORMATS]
HTML: Final = "text/html"
CLIENTS: Final = 12


# What each client gets is its own, and the time is that of the question.


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "expression", ["UUID()", "STRUUID()", "RAND()", "MD5(STR(RAND()))", "STR(UUID())"]
)
def test_everybody_gets_a_random_value_of_their_own(road: Road, expression: str, way: str) -> None:
    def ask(_number: int) -> str:
        (row,) = road.query(f"SELECT ({expression} AS ?value) {{}}", way=way).bindings()
        return row["value"]

    # The application alone forks from this process, which should have no other threads then.
    clients = 1 if road.name == "application" else CLIENTS
    with ThreadPoolExecutor(clients) as pool:
        values = list(pool.map(ask, range(CLIENTS)))
    assert len(set(values)) == CLIENTS


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_the_time_is_that_of_the_question(road: Road, accept: str) -> None:
    replies = []
    for _ in range(3):
        replies.append(road.query("SELECT (NOW() AS ?n) {}", accept=accept))
        time.sleep(0.02)
    assert len({reply.body for reply in replies}) == 3
    assert {reply.header("ETag") for reply in replies} == {""}
    assert {reply.header("Cache-Control") for reply in replies} <= {"no-store", ""}


def test_a_word_in_a_text_makes_no_answer_unrepeatable(server_only: Road) -> None:
    query = "SELECT ('NOW() RAND()' AS ?text) ?now { BIND(1 AS ?now) } # UUID()"
    reply = server_only.query(query)
    assert reply.header("ETag")
    assert reply.header("ETag") == server_only.query(query).header("ETag")


# What the standard says of graphs.


def _events(release: Release) -> int:
    """Count the events of each graph, as GRAPH ?g {?s a nrr:Event} does."""
    rdf_type = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    event = ox.NamedNode(f"{NRR}Event")
    graphs = [ox.NamedNode(name) for name in release.graphs]
    quads = [release.store.quads_for_pattern(None, rdf_type, event, graph) for graph in graphs]
    return sum(len(list(found)) for found in quads)


#: Where nothing words a query otherwise that the engine answers against the standard.
UNCORRECTED: Final = ("remote", "notebook")


def test_minus_without_common_variables_removes_nothing(asker: Asker, release: Release) -> None:
    query = (
        f"PREFIX nrr: <{NRR}> SELECT (COUNT(*) AS ?n) "
        "{ GRAPH ?g { ?s a nrr:Event MINUS { ?x a nrr:Event } } }"
    )
    is_right = asker.number(query) == _events(release) > 0
    assert is_right is not asker.name.startswith(UNCORRECTED)


def test_values_alone_in_a_graph_stand_once_for_each_graph(asker: Asker, release: Release) -> None:
    rows = asker.rows("SELECT ?g ?x { GRAPH ?g { VALUES ?x { 1 } } }")
    is_right = sorted(row.get("g", "") for row in rows) == sorted(release.graphs)
    assert is_right is not asker.name.startswith(UNCORRECTED)


# What cannot be written in a format is refused, and what is written can be read.

CONTROL: Final = 'SELECT ("a\\u0001b" AS ?text) {}'
UNWRITABLE: Final = [
    ('CONSTRUCT { <urn:s> <urn:p> "a\\u0001b" } {}', "application/rdf+xml"),
    ("CONSTRUCT { <urn:s> <http://example.com/123> 1 } {}", "application/rdf+xml"),
    ("CONSTRUCT { <urn:s> <http://example.com/> 1 } {}", "application/rdf+xml"),
    (CONTROL, "application/sparql-results+xml"),
    ("SELECT ('\\uFFFE' AS ?text) {}", "application/sparql-results+xml"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("query", "accept"), UNWRITABLE)
def test_what_xml_cannot_hold_is_refused_with_formats_that_can(
    road: Road, query: str, accept: str, way: str
) -> None:
    reply = road.query(query, way=way, accept=accept)
    if reply.status == 200:
        ElementTree.fromstring(reply.body)
    else:
        assert reply.status in (400, 406)
        assert any(word in reply.problem for word in ("JSON", "json", "Turtle", "turtle"))


@pytest.mark.parametrize("accept", FORMATS)
def test_a_control_character_arrives_in_the_formats_that_can_hold_it(
    road: Road, accept: str
) -> None:
    reply = road.query(CONTROL, accept=accept)
    if accept.endswith("xml"):
        assert reply.status in (400, 406)
    elif accept.endswith("json"):
        assert reply.bindings() == [{"text": "a\x01b"}]
    else:
        assert b"a\x01b" in reply.body


#: Values that writers are known to lose or to change, each with its text.
DELICATE: Final = [
    ("0", "0"),
    ("false", "false"),
    ("''", ""),
    ("'a\\rb'", "a\rb"),
    ("'a\\nb'", "a\nb"),
    ("'<&>\"'", '<&>"'),
    ("'НАТО 🕊'", "НАТО 🕊"),
    ("' x '", " x "),
]


@pytest.mark.parametrize("accept", [FORMATS[0], FORMATS[1]])
@pytest.mark.parametrize(("expression", "text"), DELICATE)
def test_a_value_arrives_as_it_is(road: Road, expression: str, text: str, accept: str) -> None:
    reply = road.query(f"SELECT ({expression} AS ?value) {{}}", accept=accept)
    read = ox.parse_query_results(
        reply.body, format=ox.QueryResultsFormat.from_media_type(reply.media_type)
    )
    assert isinstance(read, ox.QuerySolutions)
    assert [row["value"].value for row in read] == [text]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("accept", GRAPHS)
def test_a_graph_arrives_whole_in_each_format(
    road: Road, release: Release, accept: str, way: str
) -> None:
    reply = road.query("CONSTRUCT WHERE { ?s ?p ?o }", way=way, accept=accept)
    assert reply.status == 200
    read = ox.parse(reply.body, format=ox.RdfFormat.from_media_type(reply.media_type))
    assert sum(1 for _ in read) == release.counts["triples"]


# What the engine does not understand, or the server not read, is told in its place.


def test_bytes_that_are_no_text_are_refused(road: Road) -> None:
    query = b"SELECT%20('%E7'%20AS%20?c)%20%7B%7D"
    for path in ENDPOINTS:
        replies = [
            road.get(path.encode() + b"?query=" + query),
            road.ask("POST", path, b"query=" + query, content_type=FORM),
            road.ask("POST", path, b"SELECT ('\xe7' AS ?c) {}", content_type=DIRECT),
        ]
        assert [reply.status for reply in replies] == [400, 400, 400]
        assert all("UTF-8" in reply.problem for reply in replies)


@pytest.mark.parametrize("way", WAYS)
def test_a_byte_order_mark_is_skipped(road: Road, way: str) -> None:
    for path in ENDPOINTS:
        assert road.query("\ufeffSELECT (1 AS ?n) {}", way=way, path=path).number() == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_byte_order_mark_moves_no_caret(road: Road, way: str) -> None:
    places = {
        road.query(mark + "SELECT * { ?s ?p }", way=way).problem.partition("\n")[0]
        for mark in ("", "\ufeff")
    }
    assert len(places) == 1


#: Wrong queries, and words of which one has to be in what is said: the rule, with a place.
RULES: Final = [
    ('SELECT * { ?s ?p "\\u000Z" }', ("\\u",)),
    ("SELECT * { ?s ?p <http://e/a b> }", ("IRI",)),
    ("SELECT * { { _:a ?p ?o } { _:a ?q ?r } }", ("blank node", "_:a")),
    ("SELECT (1 AS ?x) (2 AS ?x) {}", ("?x",)),
    ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", ("?s",)),
    ("SELECT * { ?s ?p ?o ", ("}",)),
    ("SELECT * { ?s ?p 'open }", ("quoted", "closed")),
]


@pytest.mark.parametrize(("query", "words"), RULES)
def test_a_mistake_is_told_with_its_place_and_its_rule(
    road: Road, query: str, words: tuple[str, ...]
) -> None:
    for way in WAYS:
        reply = road.query(query, way=way)
        assert reply.status == 400
        said = reply.problem
        assert any(word in said for word in words), said
        assert "line 1" in said


def test_a_blank_where_a_plus_stood_in_a_date_is_told(road: Road) -> None:
    date = "xsd:dateTime('2002-05-28T00:00:00+03:00')"
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (YEAR({date}) AS ?y) {{}}"
    good = road.get(f"/sparql?format=json&query={quote(query)}")
    assert good.number() == 2002
    wrong = road.get(f"/sparql?format=json&query={quote(query, safe='+')}")
    said = wrong.text + " ".join(f"{name}: {value}" for name, value in wrong.fields)
    assert "%2B" in said


@pytest.mark.parametrize("accept", [*FORMATS, HTML, "*/*", ""])
def test_a_refusal_is_a_page_for_people_and_a_problem_document_for_programs(
    road: Road, accept: str
) -> None:
    for path in ENDPOINTS:
        for way in WAYS:
            reply = road.query("SELECT", way=way, accept=accept, path=path)
            assert reply.status == 400
            expected = HTML if accept == HTML else "application/problem+json"
            assert reply.media_type == expected


REFUSED: Final = [
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE is refused"),
    ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 403, "refused"),
    ("ASK " + "{" * 5000 + "}" * 5000, 403, "nest deeper"),
    ("SELECT * { ?s ?p }", 400, "1"),
    ("SELECT (<http://example.org/f>(1) AS ?x) {}", 400, "function"),
    ("", 400, "empty"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("query", "status", "said"),
    REFUSED,
    ids=["federation", "update", "nesting", "syntax", "unknown function", "empty"],
)
def test_a_refusal_says_why(road: Road, query: str, status: int, said: str, way: str) -> None:
    for path in ENDPOINTS:
        reply = road.query(query, way=way, path=path)
        assert reply.status == status, reply.problem
        assert said in reply.problem or "no connection to others" in reply.problem


def test_head_says_what_get_would_say(road: Road) -> None:
    target = "/sparql?query=" + quote("SELECT (1 AS ?n) {}")
    get, head = (road.ask(method, target, accept="text/csv") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "vary", "etag"):
        assert head.header(name) == get.header(name)


@pytest.mark.parametrize("accept", FORMATS)
def test_the_three_ways_and_all_roads_give_one_answer(
    road: Road, release: Release, accept: str
) -> None:
    query = f"SELECT ?s ?label {{ ?s a <{NRR}Event> ; rdfs:label ?label }} ORDER BY ?s ?label"
    query = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {query}"
    replies = [road.query(query, way=way, accept=accept).body for way in WAYS]
    expected = release.store.query(query).serialize(
        format=ox.QueryResultsFormat.from_media_type(accept)  # type: ignore[arg-type]
    )
    assert [_normal(body) for body in replies] == [_normal(expected or b"")] * len(WAYS)


def _normal(body: bytes) -> object:
    return json.loads(body) if body.startswith(b"{") else body.strip()
