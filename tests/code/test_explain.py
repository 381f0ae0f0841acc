"""A malformed query is explained so that a person can correct it."""

from __future__ import annotations

import pytest

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.errors import MalformedQuery
from nrr_graph.release.release import Release

CASES = [
    ("", 1, 1, "the query is empty"),
    ("# nothing\n", 1, 1, "the query is empty"),
    ("SELEC * { ?s ?p ?o }", 1, 1, "Did you mean SELECT?"),
    ("SELECT * {\n  ?s nrr:kind ?o }", 2, 6, "PREFIX nrr: <https://w3id.org/nrr/ontology#>"),
    ("SELECT * { ?s foo:bar ?o }", 1, 15, "the prefix “foo:” is not declared"),
    ("SELECT * { ?s ?p 'abc }", 1, 18, "a quoted text is not closed"),
    ("SELECT * { ?s ?p ?o", 1, 10, "this “{” is never closed"),
    ("SELECT * { ?s ?p ?o ) }", 1, 21, "“)” closes nothing"),
    ("SELECT ?x ?n { ?s ?p ?o } GROUP BY ?s", None, None, "never binds"),
    ("SELECT * { ?s ?p }", 1, None, "cannot be understood"),
    ("SELECT (<http://example.org/f>(?s) AS ?x) { ?s ?p ?o }", None, None, "SPARQL 1.1"),
]


@pytest.mark.parametrize(("query", "line", "column", "words"), CASES)
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
