"""The same endpoint and the same pages on the real servers of others."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from engines import (
    load_into_virtuoso,
    oxigraph_server,
    show_only,
    virtuoso_server,
    write_graphs,
)
from nrr_graph.cli import main
from nrr_graph.describe.entities import describe_entity
from nrr_graph.describe.names import Names
from nrr_graph.describe.questions import Question, questions
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.interface import Engine, formats_for_query
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.probe import lacks, require_release
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import EngineFailed, MalformedQuery, NrrGraphError
from nrr_graph.mediatypes import CSV, N_TRIPLES, SOLUTION_FORMATS
from nrr_graph.namespaces import ID
from nrr_graph.release.release import Release
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.settings import read_settings
from serving import free_port, nrr_graph, serving

#: Questions that Debian's Virtuoso 7.2.5 answers wrongly: it drops solutions where a date is
#: compared and another filter stands beside it.
WRONG_IN_VIRTUOSO = {"published-by-a-day"}
#: What no other engine could answer: prefixes, labels and distances are of the Wikibase graph.
LABELLED = (
    f"SELECT ?xLabel ?km {{ VALUES ?x {{ wd:{numbers().item(ID + 'nato')} }} "
    "?place wdt:P625 ?point BIND(geof:distance(?point, ?point) AS ?km) "
    'SERVICE wikibase:label { bd:serviceParam wikibase:language "ru" } } LIMIT 1'
)
PAGES = ("nato", "dmitry-rogozin", "s01-08-suspension", "reference-3")


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run ``oxigraph serve`` with the release, pushed over the Graph Store Protocol."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as url:
        pushed = CliRunner().invoke(main, ["push", f"{url}/store"])
        assert pushed.exit_code == 0, pushed.output
        assert "each verified" in pushed.output
        yield f"{url}/query"


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory, release: Release) -> Iterator[str]:
    """Run Virtuoso with the release, loaded with its own tools."""
    folder = tmp_path_factory.mktemp("virtuoso")
    with virtuoso_server(folder) as (url, sql_port):
        write_graphs(release, folder / "release.nq")
        load_into_virtuoso(sql_port, folder, "release.nq")
        show_only(sql_port, release.graphs)
        yield url


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the name of another engine and the address of its endpoint."""
    return request.param, request.getfixturevalue(request.param)


def _engine(url: str) -> RemoteEngine:
    return RemoteEngine(url, limits_of(read_settings({})))


def _answer(engine: Engine, question: Question) -> Sequence[bytes]:
    is_table = formats_for_query(question.sparql) == SOLUTION_FORMATS
    chosen = CSV if is_table else N_TRIPLES
    return sorted(b"".join(engine.stream(question.sparql, chosen)).splitlines())


def test_another_engine_holds_the_release_and_lacks_nothing(
    remote: tuple[str, str], release: Release
) -> None:
    engine = _engine(remote[1])
    require_release(engine, release)
    assert lacks(engine) == []


def test_another_engine_gives_the_same_answers(remote: tuple[str, str], release: Release) -> None:
    name, url = remote
    own, other = EmbeddedEngine(release.store), _engine(url)
    asked = questions(own)
    differing = {q.slug for q in asked if _answer(own, q) != _answer(other, q)}
    assert len(asked) > 100
    assert differing == (WRONG_IN_VIRTUOSO if name == "virtuoso" else set())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o {| ?q ?r |} }",
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        'VERSION "1.2" SELECT * { ?s ?p ?o } LIMIT 1',
        'SELECT ("x"@ar--rtl AS ?x) {}',
    ],
)
def test_what_an_engine_of_sparql_1_1_cannot_read_is_told(virtuoso: str, query: str) -> None:
    with pytest.raises(MalformedQuery, match="does not know SPARQL") as told:
        b"".join(_engine(virtuoso).stream(query, CSV))
    assert "Write it in SPARQL 1.1" in told.value.hint


def test_pages_from_another_engine_are_the_same(remote: tuple[str, str], release: Release) -> None:
    own, other = EmbeddedEngine(release.store), _engine(remote[1])
    names, other_names = Names(own), Names(other)
    for slug in PAGES:
        here = describe_entity(own, names, ID + slug)
        assert describe_entity(other, other_names, ID + slug) == here


def test_the_site_is_served_on_another_engine(
    remote: tuple[str, str], release: Release, tmp_path: Path
) -> None:
    port = free_port()
    command = [str(nrr_graph()), "serve", "--engine-url", remote[1], "--port", str(port)]
    with serving(command, tmp_path, port) as url:
        page = urllib.request.urlopen(f"{url}/id/nato.html", timeout=20).read().decode()
        assert "NATO" in page
        count = "SELECT%20(COUNT(*)%20AS%20?n)%20%7B?s%20?p%20?o%7D"
        with urllib.request.urlopen(f"{url}/sparql?format=csv&query={count}") as answer:
            assert answer.read().split() == [b"n", str(release.counts["triples"]).encode()]
        labels = f"{url}/wikibase/sparql?{urlencode({'query': LABELLED, 'format': 'csv'})}"
        with urllib.request.urlopen(labels, timeout=60) as answer:
            assert answer.read().split() == [b"xLabel,km", "НАТО,0".encode()]


def test_virtuoso_ends_a_query_when_its_time_is_up(virtuoso: str) -> None:
    """It says so itself, and is not at the query any more when the client is told."""
    limits = limits_of(read_settings({"NRR_TIME_LIMIT_S": "2"}))
    server = RemoteEngine(virtuoso, limits).server()
    engine = RemoteEngine(virtuoso, limits, server)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"
    with pytest.raises(EngineFailed, match="has run out of time") as failed:
        b"".join(engine.stream(query, CSV))
    assert (failed.value.is_late, failed.value.is_running) == (True, False)


def test_an_engine_that_holds_something_else_is_refused(
    oxigraph: str, copied_data: Path, damage: Callable[[str, str, str], Path], runner: CliRunner
) -> None:
    changed = damage("places.ttl", '"Rome"@en', '"Roma"@en')
    command = ["serve", "--engine-url", oxigraph, "--data", str(changed), "--port"]
    result = runner.invoke(main, [*command, str(free_port())])
    assert result.exit_code == 1
    assert "load the release with “nrr-graph push”" in result.stderr


def test_the_union_of_foreign_graphs_is_not_taken_for_the_merge(
    release: Release, tmp_path: Path
) -> None:
    with virtuoso_server(tmp_path) as (url, sql_port):
        write_graphs(release, tmp_path / "release.nq")
        load_into_virtuoso(sql_port, tmp_path, "release.nq")
        with pytest.raises(NrrGraphError, match="the default graph of the engine has"):
            require_release(_engine(url), release)
