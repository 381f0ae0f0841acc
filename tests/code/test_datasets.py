"""Which graphs a query is asked over, on every road that leads to an engine."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from engines import oxigraph_server
from nrr_graph import open_dataset
from nrr_graph.cli import main
from nrr_graph.engine.embedded import EmbeddedEngine, serialize
from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.mediatypes import JSON_RESULTS
from nrr_graph.namespaces import BASE, GRAPH
from nrr_graph.release.folder import build_in, open_build
from nrr_graph.release.release import Release
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.settings import read_settings

CLAIMS, COORDINATES = f"{GRAPH}claims", f"{GRAPH}coordinates"
COUNT = "SELECT (COUNT(*) AS ?n)"
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

Count = Callable[[str], int]


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run ``oxigraph serve`` with the release, as ``serve --engine-url`` uses it."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as url:
        assert CliRunner().invoke(main, ["push", f"{url}/store"]).exit_code == 0
        yield f"{url}/query"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the store on disk that ``serve --store`` opens."""
    return build_in(tmp_path_factory.mktemp("store"), (), lambda: None)


@pytest.fixture(params=["embedded", "store", "command", "notebook", "client", "server", "remote"])
def count(request: pytest.FixtureRequest) -> Count:
    """Return a way of asking for a number."""
    return {
        "embedded": _by_engine,
        "store": _by_store,
        "command": _by_command,
        "notebook": _by_notebook,
        "client": _by_client,
        "server": _by_server,
        "remote": _by_remote,
    }[request.param](request)


def _by_engine(request: pytest.FixtureRequest) -> Count:
    engine = EmbeddedEngine(request.getfixturevalue("release").store)
    return lambda query: _number(serialize(engine.evaluate(query), JSON_RESULTS))


def _by_store(request: pytest.FixtureRequest) -> Count:
    engine = EmbeddedEngine(open_build(request.getfixturevalue("build"))[0])
    return lambda query: _number(serialize(engine.evaluate(query), JSON_RESULTS))


def _by_command(request: pytest.FixtureRequest) -> Count:
    path: Path = request.getfixturevalue("tmp_path") / "query.rq"

    def ask(query: str) -> int:
        path.write_text(query, encoding="utf-8")
        result = CliRunner().invoke(main, ["query", "--format", "json", str(path)])
        return _number(result.output.encode())

    return ask


def _by_notebook(_: pytest.FixtureRequest) -> Count:
    dataset = open_dataset()
    return lambda query: int(next(iter(dataset.query(query)))[0])  # type: ignore[index,arg-type]


def _by_client(request: pytest.FixtureRequest) -> Count:
    client: FlaskClient = request.getfixturevalue("client")
    return lambda query: _number(client.post("/sparql", data={"query": query}).data)


def _by_server(request: pytest.FixtureRequest) -> Count:
    url = f"{request.getfixturevalue('url')}/sparql?format=json&query="

    def ask(query: str) -> int:
        with urllib.request.urlopen(url + urllib.parse.quote(query), timeout=60) as response:
            return _number(response.read())

    return ask


def _by_remote(request: pytest.FixtureRequest) -> Count:
    engine = RemoteEngine(request.getfixturevalue("oxigraph"), limits_of(read_settings({})))
    return lambda query: _number(b"".join(engine.stream(query, JSON_RESULTS)))


def _number(answer: bytes) -> int:
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])


def _size(store: ox.Store, graphs: list[str]) -> int:
    quads = (q for g in graphs for q in store.quads_for_pattern(None, None, None, ox.NamedNode(g)))
    return len({quad.triple for quad in quads})


@pytest.mark.parametrize(("query", "graphs"), COUNTED)
def test_a_query_chooses_its_dataset(
    count: Count, release: Release, query: str, graphs: list[str]
) -> None:
    assert count(query) == _size(release.store, graphs)


def test_construct_and_select_distinct_see_the_dataset_too(release: Release) -> None:
    engine = EmbeddedEngine(release.store)
    triples = engine.evaluate(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{COORDINATES}> {{ ?s ?p ?o }}")
    assert isinstance(triples, ox.QueryTriples)
    assert len(list(triples)) == _size(release.store, [COORDINATES])
    query = f"SELECT DISTINCT ?g FROM NAMED <{CLAIMS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert [str(row["g"]) for row in engine.evaluate(query)] == [f"<{CLAIMS}>"]  # type: ignore[union-attr]


def test_what_a_request_names_comes_before_what_its_query_names(
    release: Release, oxigraph: str
) -> None:
    query = f"{COUNT} FROM <{COORDINATES}> {{ ?s ?p ?o }}"
    engines = (
        EmbeddedEngine(release.store),
        RemoteEngine(oxigraph, limits_of(read_settings({}))),
    )
    for engine in engines:
        answer = b"".join(engine.stream(query, JSON_RESULTS, Dataset([CLAIMS])))
        assert _number(answer) == _size(release.store, [CLAIMS])


WIKIBASE = WIKIBASE_GRAPH.value
NAMED = Dataset(None, [WIKIBASE])


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        (f"{COUNT} {{ ?s ?p ?o }}", Dataset([WIKIBASE])),
        (f"{COUNT} {{ ?s ?p ?o }}", Dataset([WIKIBASE], [])),
        (f"{COUNT} {{ GRAPH ?g {{ ?s ?p ?o }} }}", NAMED),
        (f"{COUNT} FROM <{WIKIBASE}> {{ ?s ?p ?o }}", OWN_DATASET),
        (f"{COUNT} FROM NAMED <{WIKIBASE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", OWN_DATASET),
        (f"BASE <{BASE}> {COUNT} FROM <graph/wikibase> {{ ?s ?p ?o }}", OWN_DATASET),
        (f"{COUNT} {{ GRAPH <{WIKIBASE}> {{ ?s ?p ?o }} }}", OWN_DATASET),
        (
            f"PREFIX e: <{GRAPH}> {COUNT} {{ ?a ?b trueGRAPHe:wikibase {{ ?s ?p ?o }} }}",
            OWN_DATASET,
        ),
    ],
)
def test_the_internal_graph_is_not_there(release: Release, query: str, dataset: Dataset) -> None:
    engine = EmbeddedEngine(release.store)
    assert _size(release.store, [WIKIBASE]) > 0
    assert _number(serialize(engine.evaluate(query, dataset), JSON_RESULTS)) == 0


def test_graph_with_a_variable_ranges_over_the_graphs_that_are_published(release: Release) -> None:
    engine = EmbeddedEngine(release.store)
    rows = engine.evaluate("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {row["g"].value for row in rows} == set(release.graphs)  # type: ignore[union-attr]


def test_the_project_itself_may_ask_the_internal_graph(release: Release) -> None:
    answer = EmbeddedEngine(release.store).evaluate(
        f"{COUNT} {{ ?s ?p ?o }}", Dataset([WIKIBASE], [], is_internal=True)
    )
    assert _number(serialize(answer, JSON_RESULTS)) == _size(release.store, [WIKIBASE])


def test_only_what_names_no_graph_is_asked_of_the_store_of_the_default_graph(
    release: Release,
) -> None:
    mark = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"))
    small = ox.Store()
    small.add(ox.Quad(*mark))
    engine = EmbeddedEngine(release.store, small)
    pattern = "<urn:s> <urn:p> <urn:o>"
    assert engine.evaluate(f"ASK {{ {pattern} }} # GRAPH FROM")
    assert engine.evaluate("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert engine.evaluate(f"ASK FROM <{CLAIMS}> {{ ?s ?p ?o }}")
    assert not engine.evaluate(f"ASK {{ {pattern} GRAPH ?g {{ ?s ?p ?o }} }}")
    assert not engine.evaluate(f"ASK FROM <{CLAIMS}> {{ {pattern} }}")
    assert not engine.evaluate(f"ASK {{ {pattern} }}", Dataset([CLAIMS]))
