"""Where the engine would not answer as the standard says, the query is worded so that it does."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.errors import MalformedQuery
from nrr_graph.sparql import corrections
from nrr_graph.sparql.corrections import corrected
from nrr_graph.sparql.query import read_query

GRAPHS = {
    "urn:one": ["<urn:a> <urn:p> 1", "<urn:b> <urn:p> 2", "<urn:b> <urn:q> 3"],
    "urn:two": ["<urn:a> <urn:q> 4"],
    "urn:three": ["<urn:c> <urn:p> <urn:three>"],
}


@pytest.fixture(scope="module")
def engine() -> EmbeddedEngine:
    store = ox.Store()
    for graph, triples in GRAPHS.items():
        store.load(" .\n".join([*triples, ""]), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return EmbeddedEngine(store)


def _rows(engine: EmbeddedEngine, query: str) -> list[tuple[str, ...]]:
    solutions = engine.evaluate(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return sorted(
        tuple(value.value if (value := row[name]) is not None else "" for name in names)
        for row in solutions
    )


#: Groups that the engine does not evaluate graph by graph of its own accord.
PATTERNS = [
    "?s <urn:p> ?o MINUS { ?x <urn:p> ?y }",
    "?s <urn:p> ?o MINUS { ?s <urn:q> ?y }",
    "?s <urn:p> ?o MINUS { ?x <urn:q> ?o }",
    "?s <urn:p> ?o OPTIONAL { ?s <urn:q> ?z } MINUS { ?x ?y ?z }",
    "VALUES ?s { 1 2 }",
    "VALUES ( ?g ?s ) { (UNDEF 'all') (<urn:one> 'one') (<urn:none> 'none') }",
    "",
    "{}",
    "{} UNION { ?s <urn:q> ?o }",
    "{ ?s <urn:q> ?o } UNION {}",
    "FILTER(true)",
    "OPTIONAL { ?s <urn:p> ?o }",
    "FILTER NOT EXISTS { ?s <urn:q> ?o }",
    "BIND(1 AS ?s)",
    "SELECT (COUNT(*) AS ?o) { ?s <urn:p> ?x }",
    "{ SELECT ?s { ?s ?p ?g } ORDER BY ?s LIMIT 1 }",
    "{ ?s <urn:q> ?o } UNION { VALUES ?s { 1 } }",
    "_:x <urn:p> ?o MINUS { ?y <urn:p> 2 }",
    "?s <urn:p> ?g MINUS { ?y <urn:q> ?g }",
    "?s ?p ?o . { ?s ?p ?o MINUS { ?x ?y ?z } } # a remark\n",
    "GRAPH ?h { ?s <urn:p> ?o } MINUS { ?x <urn:q> ?y }",
    "?s <urn:p> '}' , 'MINUS {' MINUS { ?x <urn:p> ?y }",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_graph_with_a_variable_is_the_union_over_the_graphs(
    engine: EmbeddedEngine, pattern: str
) -> None:
    """SPARQL 1.1, section 18.6: every graph by itself, joined with the name of the graph."""
    expected = []
    for graph in GRAPHS:
        one = f"SELECT ?g ?s ?o {{ VALUES ?g {{ <{graph}> }} GRAPH <{graph}> {{ {pattern} }} }}"
        expected += _rows(engine, one)
    found = _rows(engine, f"SELECT ?g ?s ?o {{ GRAPH ?g {{ {pattern} }} }}")
    assert found == sorted(expected)


def test_the_graphs_are_those_that_the_query_names(engine: EmbeddedEngine) -> None:
    query = "SELECT ?g FROM NAMED <urn:two> FROM NAMED <urn:none> { GRAPH ?g { VALUES ?s { 1 } } }"
    assert _rows(engine, query) == [("urn:none",), ("urn:two",)]
    assert _rows(engine, "SELECT ?g FROM <urn:two> { GRAPH ?g { VALUES ?s { 1 } } }") == []


def test_what_stands_around_the_clause_stays(engine: EmbeddedEngine) -> None:
    query = (
        "SELECT ?s ?g { ?s <urn:q> ?q OPTIONAL { GRAPH ?g { ?s <urn:p> ?o MINUS { ?x ?y 9 } } } }"
    )
    merged = "FROM <urn:one> FROM <urn:two> FROM NAMED"
    one = query.replace("{", f"{merged} <urn:one> {{", 1)
    assert _rows(engine, one) == [("urn:a", "urn:one"), ("urn:b", "urn:one")]
    two = query.replace("{", f"{merged} <urn:two> {{", 1)
    assert _rows(engine, two) == [("urn:a", ""), ("urn:b", "")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s <urn:p> ?o FILTER(?o > 1) } }",
        "SELECT * { GRAPH <urn:one> { ?s ?p ?o MINUS { ?x ?y ?z } } }",
        "SELECT * { ?s ?p ?o MINUS { GRAPH ?g { ?x ?y ?z } } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p 'GROUP_CONCAT(?x) GRAPH ?g {}' }",
    ],
)
def test_a_query_that_the_engine_answers_well_is_left_as_it_is(query: str) -> None:
    assert corrected(read_query(query), ["<urn:one>"]) == query


def test_a_query_that_would_grow_beyond_bounds_is_left_as_it_is() -> None:
    query = "SELECT * { GRAPH ?g { ?s ?p ?o MINUS { ?x ?y ?z } } }"
    graphs = [f"<urn:{number}>" for number in range(corrections.BRANCHES_LIMIT + 1)]
    assert corrected(read_query(query), graphs) == query
    assert corrected(read_query(query), graphs[:-1]) != query
    long = query.replace("?z", f"'{'z' * corrections.LENGTH_LIMIT}'")
    assert corrected(read_query(long), graphs[:1]) == long


def test_group_concat_gives_a_simple_literal(engine: EmbeddedEngine) -> None:
    values = "VALUES ?x { 'a'@en 'b'@en }"
    for query in (
        f"SELECT (GROUP_CONCAT(?x) AS ?all) {{ {values} }}",
        f"SELECT (group_concat ( DISTINCT ?x ; SEPARATOR=')' ) AS ?all) {{ {values} }}",
        f"SELECT (CONCAT(GROUP_CONCAT(?x), GROUP_CONCAT(STR(?x))) AS ?all) {{ {values} }}",
        f"SELECT ?all {{ {{ SELECT (GROUP_CONCAT(?x) AS ?all) {{ {values} }} }} }}",
    ):
        solutions = engine.evaluate(query)
        assert isinstance(solutions, ox.QuerySolutions)
        value = next(iter(solutions))["all"]
        assert isinstance(value, ox.Literal)
        assert value.value.startswith("a")
        assert value.language is None


def test_the_group_of_an_error_has_no_concatenation(engine: EmbeddedEngine) -> None:
    query = "SELECT (GROUP_CONCAT(?x) AS ?all) { VALUES ?x { 'a' UNDEF } }"
    assert _rows(engine, query) == _rows(engine, query.replace("GROUP_CONCAT", "GROUP_CONCAT "))


def test_an_error_points_at_its_place_in_the_query_as_written(engine: EmbeddedEngine) -> None:
    query = "SELECT (GROUP_CONCAT(?x) AS ?y) {\n  GRAPH ?g { VALUES ?x { 1 } } ?s ?p }"
    with pytest.raises(MalformedQuery) as caught:
        engine.evaluate(query)
    assert (caught.value.line, caught.value.column) == (2, 32)


def test_what_is_listed_as_left_is_still_so(engine: EmbeddedEngine) -> None:
    """Should one of these fail, the engine has learnt: shorten docs/conformance.md."""
    for path in ("<urn:p>*", "<urn:p>?"):
        assert not engine.evaluate(f"ASK {{ <urn:none> {path} <urn:none> }}")
        assert _rows(engine, f"SELECT ?x {{ <urn:none> {path} ?x }}") == []
    nodes = _rows(engine, "SELECT (BNODE('x') AS ?node) { VALUES ?i { 1 2 } }")
    assert nodes[0] == nodes[1]
    with pytest.raises(MalformedQuery, match="is not supported"):
        engine.evaluate("SELECT (<urn:f>(1) AS ?x) {}")
