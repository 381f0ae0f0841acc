"""Accept headers as real clients send them, each with what it gets."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

SELECT = "SELECT ?l { <https://w3id.org/nrr/id/nato> ?p ?l } LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"
SRJ, SRX = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV, HTML = "text/csv", "text/tab-separated-values", "text/html"
TTL, NT, LD, RDF = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
JENA = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
    "application/xml;q=0.2, */*;q=0.1"
)
JENA_GRAPH = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
    "application/rdf+xml;q=0.7,*/*;q=0.3"
)
RDF4J = (
    "application/sparql-results+xml;q=0.8, application/x-binary-rdf-results-table;q=0.8, "
    "application/sparql-results+json;q=0.8, text/csv;q=0.8"
)
COMUNICA = (
    "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7,"
    "application/n-quads,application/trig;q=0.95,text/turtle;q=0.6,*/*;q=0.1"
)
WRAPPER_GRAPH = "application/rdf+xml,application/turtle,text/rdf+n3,application/n-triples,*/*"

#: The client, its header, and the type of what it gets: for SELECT, then for CONSTRUCT.
HEADERS = [
    ("curl, urllib, requests", "*/*", SRJ, TTL),
    ("nothing at all", None, SRJ, TTL),
    ("an empty header", "", SRJ, TTL),
    ("Firefox", FIREFOX, HTML, HTML),
    ("Chrome", CHROME, HTML, HTML),
    ("an old browser", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML, HTML),
    ("lynx", "text/html, text/plain, text/sgml, text/css, */*;q=0.01", HTML, None),
    ("Jena, SELECT", JENA, SRJ, None),
    ("Jena, CONSTRUCT", JENA_GRAPH, None, TTL),
    ("RDF4J, which likes all alike", RDF4J, SRJ, None),
    ("Comunica", COMUNICA, SRJ, TTL),
    ("SPARQLWrapper, JSON", "application/sparql-results+json,application/json,text/javascript,"
     "application/javascript", SRJ, None),
    ("SPARQLWrapper, XML", "application/sparql-results+xml", SRX, None),
    ("SPARQLWrapper, graph", WRAPPER_GRAPH, None, TTL),
    ("rdflib's SPARQLStore", "application/sparql-results+xml, application/rdf+xml", SRX, RDF),
    ("rdflib's SPARQLStore, JSON", "application/sparql-results+json, application/rdf+xml",
     SRJ, RDF),
    ("rdflib's parser", "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5,"
     "*/*;q=0.1", None, RDF),
    ("YASGUI", "application/sparql-results+json,*/*;q=0.9", SRJ, None),
    ("YASGUI, graph", "text/turtle,*/*;q=0.9", None, TTL),
    ("pandas", "text/csv", CSV, None),
    ("Excel", "text/csv, application/vnd.ms-excel;q=0.5", CSV, None),
    ("R's SPARQL", "application/sparql-results+xml, application/xml;q=0.8", SRX, None),
    ("httpie", "application/json, */*;q=0.5", SRJ, LD),
    ("fetch with JSON", "application/json", SRJ, LD),
    ("axios", "application/json, text/plain, */*", SRJ, None),
    ("an XML client", "application/xml", SRX, RDF),
    ("an XML client of old", "text/xml", SRX, RDF),
    ("a tab-separated client", "text/tab-separated-values", TSV, None),
    ("a Turtle client", "text/turtle", None, TTL),
    ("a Turtle client of old", "application/x-turtle", None, TTL),
    ("an N3 client", "text/n3, text/turtle;q=0.9", None, TTL),
    ("an N3 client of old", "text/n3", None, TTL),
    ("an N3 client of another time", "application/n3", None, TTL),
    ("SPARQLWrapper, N3", "text/rdf+n3,application/n-triples,application/n3,text/n3", None, TTL),
    ("SPARQLWrapper, Turtle", "application/turtle,text/turtle", None, TTL),
    ("SPARQLWrapper, JSON-LD", "application/ld+json,application/x-json+ld", None, LD),
    ("JavaScript", "application/javascript", SRJ, LD),
    ("an N-Triples client", "application/n-triples", None, NT),
    ("an N-Triples client of old", "text/plain", None, NT),
    ("a JSON-LD client", "application/ld+json", None, LD),
    ("a JSON-LD client, profile",
     'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', None, LD),
    ("a JSON-LD client, profile and rest",
     'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded", */*;q=0.1', SRJ, LD),
    ("an RDF/XML client", "application/rdf+xml", None, RDF),
    ("capitals", "Application/SPARQL-Results+JSON", SRJ, None),
    ("a charset", "text/turtle; charset=utf-8", None, TTL),
    ("anything of text", "text/*", CSV, TTL),
    ("anything of application", "application/*", SRJ, NT),
    ("all but one", "application/sparql-results+json;q=0, */*", SRX, TTL),
    ("the better of two", "text/csv;q=0.3, text/tab-separated-values;q=0.7", TSV, None),
    ("specific before any", "*/*;q=0.9, text/csv;q=0.8", SRJ, TTL),
    ("a thousandth", "text/csv;q=0.001", CSV, None),
    ("spaces everywhere", "  text/csv ; q=1.0 ,  */* ; q=0.1", CSV, TTL),
]  # fmt: skip
NOTHING = ["image/png", "application/pdf, image/*", "text/csv;q=0", "*/*;q=0", "nonsense"]


@pytest.mark.parametrize(("header", "solutions", "graph"), [row[1:] for row in HEADERS],
                         ids=[row[0] for row in HEADERS])  # fmt: skip
def test_a_client_gets_what_it_asks_for(
    client: FlaskClient, header: str | None, solutions: str | None, graph: str | None
) -> None:
    headers = {} if header is None else {"Accept": header}
    for query, expected in ((SELECT, solutions), (CONSTRUCT, graph)):
        if expected:
            answer = client.get("/sparql", query_string={"query": query}, headers=headers)
            assert (answer.status_code, answer.mimetype) == (200, expected)
            assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/sparql", "/wikibase/sparql"])
@pytest.mark.parametrize("parameter", ["format", "output", "results"])
@pytest.mark.parametrize(
    ("word", "solutions", "graph"),
    [
        ("json", SRJ, LD), ("xml", SRX, RDF), ("csv", CSV, TTL), ("tsv", TSV, TTL),
        ("n3", SRJ, TTL), ("turtle", SRJ, TTL), ("rdf", SRJ, RDF), ("rdf+xml", SRJ, RDF),
        ("rdf xml", SRJ, RDF), ("json-ld", SRJ, LD), ("application/json", SRJ, LD),
        ("application/sparql-results+json", SRJ, TTL), ("text/n3", SRJ, TTL), ("JSON", SRJ, LD),
    ],
)  # fmt: skip
def test_a_word_asks_for_a_format(
    client: FlaskClient, path: str, parameter: str, word: str, solutions: str, graph: str
) -> None:
    for query, expected in ((SELECT, solutions), (CONSTRUCT, graph)):
        asked = {"query": query, parameter: word}
        answer = client.get(path, query_string=asked, headers={"Accept": "*/*"})
        assert (answer.status_code, answer.mimetype) == (200, expected)


def test_a_word_for_a_format_that_does_not_suit_is_told_to_who_asks_for_something(
    client: FlaskClient,
) -> None:
    for word, accept in (("turtle", "text/html"), ("nonsense", "*/*")):
        asked = {"query": SELECT, "format": word}
        answer = client.get("/sparql", query_string=asked, headers={"Accept": accept})
        assert answer.status_code == 406
        assert "csv" in answer.text


@pytest.mark.parametrize("header", NOTHING)
def test_a_client_that_nothing_suits_is_told_what_there_is(
    client: FlaskClient, header: str
) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": header})
    assert answer.status_code == 406
    assert SRJ in answer.text
    assert "Accept" in answer.headers["Vary"]


def test_there_are_enough_headers_to_mean_something() -> None:
    assert len({row[1] for row in HEADERS}) >= 40
