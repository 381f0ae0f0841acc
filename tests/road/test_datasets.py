"""Which graphs a query is asked over is the same on every road."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import BASE, GRAPH
from nrr_graph.release.release import Release
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from roads import WAYS, Asker, Road

CLAIMS, COORDINATES = f"{GRAPH}claims", f"{GRAPH}coordinates"
COUNT = "SELECT (COUNT(*) AS ?n)"
ALL = f"{COUNT} {{ ?s ?p ?o }}"
#: Queries that count, and of which graphs they count the triples.
COUNTED = [
    (f"{COUNT} FROM <{CLAIMS}> {{ ?s ?p ?o }}", [CLAIMS]),
    (f"{COUNT} FROM <{CLAIMS}> FROM <{COORDINATES}> {{ ?s ?p ?o }}", [CLAIMS, COORDINATES]),
    (f"PREFIX graph: <{GRAPH}> {COUNT} from graph:claims where {{ ?s ?p ?o }}", [CLAIMS]),
    (f"BASE <{BASE}> {COUNT} FROM # FROM\n <graph/claims> {{ ?s ?p ?o }}", [CLAIMS]),
    (f"{COUNT} FROM NAMED <{CLAIMS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", [CLAIMS]),
    (f"{COUNT} FROM NAMED <{CLAIMS}> {{ ?s ?p ?o }}", []),
    (f"{COUNT} FROM <{COORDINATES}> {{ GRAPH <{CLAIMS}> {{ ?s ?p ?o }} }}", []),
    (f"{COUNT} FROM <urn:nothing> {{ ?s ?p ?o }} # a paragraph", []),
    (f"{COUNT} FROM <urn:nothing> {{ ?s ?p ?o }}", []),
    (f"{COUNT} {{ GRAPH <{CLAIMS}> {{ ?s ?p ?o FILTER(?o != 'FROM <urn:g>') }} }}", [CLAIMS]),
]


def _size(release: Release, graphs: list[str]) -> int:
    quads = (
        quad
        for graph in graphs
        for quad in release.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    )
    return len({quad.triple for quad in quads})


def test_a_query_chooses_its_dataset(asker: Asker, release: Release) -> None:
    found = {query: asker.number(query) for query, _ in _asked(asker)}
    assert found == {query: _size(release, graphs) for query, graphs in _asked(asker)}


def _asked(asker: Asker) -> list[tuple[str, list[str]]]:
    """Return all queries; the command, which builds the release each time, gets some of them."""
    return COUNTED[::3] if asker.name == "command" else COUNTED


def test_construct_takes_its_triples_from_the_dataset(asker: Asker, release: Release) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} FROM <{COORDINATES}> {{ ?s ?p ?o }}"
    assert len(asker.rows(query)) == _size(release, [COORDINATES]) > 0


def test_graph_ranges_over_the_graphs_that_are_named(asker: Asker) -> None:
    query = f"SELECT DISTINCT ?g FROM NAMED <{CLAIMS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert asker.rows(query) == [{"g": CLAIMS}]


def test_graph_ranges_over_the_published_graphs_where_none_is_named(
    asker: Asker, release: Release
) -> None:
    rows = asker.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {row["g"] for row in rows} == set(release.graphs)


@pytest.mark.parametrize("way", WAYS)
def test_the_protocol_and_the_query_name_a_dataset_with_one_meaning(
    road: Road, release: Release, way: str
) -> None:
    by_protocol = road.query(ALL, ("default-graph-uri", CLAIMS), way=way).number()
    by_query = road.query(f"{COUNT} FROM <{CLAIMS}> {{ ?s ?p ?o }}", way=way).number()
    assert by_protocol == by_query == _size(release, [CLAIMS])


@pytest.mark.parametrize("way", WAYS)
def test_what_the_protocol_names_comes_before_what_the_query_names(
    road: Road, release: Release, way: str
) -> None:
    query = f"{COUNT} FROM <{COORDINATES}> {{ ?s ?p ?o }}"
    reply = road.query(query, ("default-graph-uri", CLAIMS), way=way)
    assert reply.number() == _size(release, [CLAIMS])


@pytest.mark.parametrize(
    "parameters", [("default-graph-uri",), ("named-graph-uri",), ()], ids=["default", "named", "in"]
)
def test_the_internal_graph_is_not_there(road: Road, parameters: tuple[str, ...]) -> None:
    inside = road.query(f"{COUNT} {{ GRAPH <{WIKIBASE_GRAPH.value}> {{ ?s ?p ?o }} }}").number()
    named = [(name, WIKIBASE_GRAPH.value) for name in parameters]
    pattern = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert inside == 0
    if named:
        assert road.query(f"{COUNT} {pattern}", *named).number() == 0
    clause = f"FROM <{WIKIBASE_GRAPH.value}> FROM NAMED <{WIKIBASE_GRAPH.value}>"
    assert road.query(f"{COUNT} {clause} {pattern}").number() == 0


@pytest.mark.parametrize("iri", ["relative", "", "urn:a b", "http://[", "<urn:a>"])
def test_a_graph_that_is_no_iri_is_refused(road: Road, iri: str) -> None:
    reply = road.query(ALL, ("default-graph-uri", iri))
    assert reply.status == 400
    if road.name != "remote" or iri != "http://[":  # The other engine may say what it dislikes.
        assert "IRI" in reply.problem
