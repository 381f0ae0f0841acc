"""A malformed query is explained so that a person can correct it."""

from __future__ import annotations

import pytest

from malformed_queries import MALFORMED
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.errors import MalformedQuery
from nrr_graph.release.release import Release

WELL_FORMED = [
    "SELECT (?x<?y AS ?z) { ?x ?p ?y }",
    "SELECT ?p (COUNT(?x) AS ?n) { ?x ?p ?o } GROUP BY ?p HAVING(?p > 1) ORDER BY ?n",
    "CONSTRUCT { _:a ?p ?o } { _:a ?p ?o FILTER(?o > 1) _:a ?q ?r }",
    "SELECT * { FILTER(?y > 1) BIND(1 AS ?y) }",
    r'SELECT * { ?s ?p "\u0041\U0001F600\t\\d" }',
    'ASK { FILTER(STR(?date) = "2014-03-18 03:00") }',
    'SELECT * { VALUES (?date) { ("2014-03-18 03:00") } }',
]


@pytest.mark.parametrize(("query", "line", "column", "words"), MALFORMED)
def test_a_malformed_query_is_explained(
    release: Release, query: str, line: int | None, column: int | None, words: str
) -> None:
    with pytest.raises(MalformedQuery) as caught:
        EmbeddedEngine(release.store).evaluate(query)
    error = caught.value
    assert words in str(error)
    assert line is None or error.line == line
    assert column is None or error.column == column


def test_the_explanation_points_at_the_place(release: Release) -> None:
    with pytest.raises(MalformedQuery) as caught:
        EmbeddedEngine(release.store).evaluate("SELECT * {\n  ?s nrr:kind ?o }")
    rows = str(caught.value).splitlines()
    assert rows[0].startswith("line 2, column 6: ")
    assert rows[3].index("^") == rows[2].index("nrr:")


@pytest.mark.parametrize("query", WELL_FORMED)
def test_a_well_formed_query_is_not_complained_of(release: Release, query: str) -> None:
    EmbeddedEngine(release.store).evaluate(query)
