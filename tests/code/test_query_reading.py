"""What the server refuses to run, and what it must not refuse by mistake."""

from __future__ import annotations

import pytest

from nrr_graph.engine.query import read_query
from nrr_graph.errors import RefusedQuery

HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://example.org/>' }",
    'SELECT * { ?s ?p """SERVICE\n<http://example.org/> {}""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> {}",
    "SELECT * { ?s <http://example.org/SERVICE#SERVICE> ?o }",
    "PREFIX service: <http://example.org/> SELECT * { ?s service:SERVICE ?o }",
    "PREFIX e: <http://example.org/> SELECT * { ?s e:SERVICE ?o }",
    "SELECT ?SERVICE { ?SERVICE ?p ?o }",
    "SELECT ?insert { ?insert ?load ?o }",
    r"SELECT * { ?s ?p 'it\'s a SERVICE' }",
]
FEDERATED = [
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT * { service silent<http://example.org/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?any { ?s ?p ?o } }",
    "SELECT * { SERVICE # comment\n <http://example.org/> { ?s ?p ?o } }",
    r"SELECT * { S\u0045RVICE <http://example.org/> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <http://example.org/> { ?s ?p ?o } } }",
    "SELECT * { FILTER(?x<?y) SERVICE <http://example.org/> { } }",
]
UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "prefix e: <http://example.org/>\n# a remark\ndelete where { ?s ?p ?o }",
    "LOAD <http://example.org/>",
    "BASE <http://example.org/> CLEAR ALL",
]


@pytest.mark.parametrize("query", HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    read_query(query)


@pytest.mark.parametrize("query", FEDERATED)
def test_federation_is_refused(query: str) -> None:
    with pytest.raises(RefusedQuery, match="SERVICE is refused"):
        read_query(query)


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused(query: str) -> None:
    with pytest.raises(RefusedQuery, match="is refused: the graph is curated"):
        read_query(query)


@pytest.mark.parametrize("mark", ["()", "{}", "[]"])
def test_deep_nesting_is_refused(mark: str) -> None:
    with pytest.raises(RefusedQuery, match="nest deeper"):
        read_query("ASK {" + mark[0] * 5000 + mark[1] * 5000 + "}")


@pytest.mark.parametrize("operator", ["!", "||", "UNION {}"])
def test_endless_chains_are_refused(operator: str) -> None:
    with pytest.raises(RefusedQuery, match="use VALUES"):
        read_query("ASK { {} " + f"{operator} " * 3000 + "}")
