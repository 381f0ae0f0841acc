"""The query tests of the W3C's SPARQL 1.1 suite, asked over HTTP of the server that runs.

Entailment, federation and updates are not offered, and not tested.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.interface import formats_for_query
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import CSV, JSON_RESULTS, TSV, TURTLE, XML_RESULTS, Format
from nrr_graph.sparql.tokens import tokens_of
from roads import WAYS, Road, server_road
from serving import free_port, running
from surroundings import component_missing
from w3c_suite import BASE, EVALUATION, SYNTAX, Case, cases, is_right, load, text_of

#: Tests that fail, each with the reason; docs/conformance.md says more.
FAILING: Final = Path(__file__).parents[1] / "w3c_failures.tsv"
_FORMATS: Final = {"srx": XML_RESULTS, "srj": JSON_RESULTS, "csv": CSV, "tsv": TSV}


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    """Return the folder of the suite."""
    folder = shared / "w3c" / "sparql11"
    if not folder.is_dir():
        component_missing("the SPARQL 1.1 test suite in ../shared/w3c, which users lack")
    return folder


@pytest.fixture(scope="module")
def w3c(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """Serve the data of the suite."""
    port, program = free_port(), Path(__file__).parents[1] / "w3c_server.py"
    command: list[str | Path] = [sys.executable, program, suite, str(port)]
    with running(command, tmp_path_factory.mktemp("w3c"), port, health="/robots.txt") as server:
        yield server_road("server", server.url)


def _listed() -> Mapping[str, str]:
    lines = FAILING.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def _require_only_listed(failing: set[str], asked: list[Case]) -> None:
    listed = {name for name in _listed() if name in {case.name for case in asked}}
    assert failing - listed == set(), "these fail"
    assert listed - failing == set(), "these are listed as failing and pass: take them off the list"


def _accept(case: Case) -> str:
    """Ask for the format of the expected answer; Turtle may also hold solutions there."""
    chosen = _FORMATS.get(case.result.rpartition(".")[2])
    return chosen.name if chosen else f"{TURTLE.name}, {JSON_RESULTS.name}"


def _datasets(suite: Path, case: Case) -> list[tuple[str, str]]:
    """Name the graphs of a test in the way of the protocol; one without data has an empty graph.

    What the query names itself would be passed over.
    """
    if _names_graphs(suite, case):
        return []
    default = [("default-graph-uri", BASE + file) for file in case.data]
    named = [("named-graph-uri", BASE + file) for file in case.graphs]
    return [*(default or [("default-graph-uri", "urn:empty")]), *named]


def _names_graphs(suite: Path, case: Case) -> bool:
    return any(token.is_word("FROM") for token in tokens_of(text_of(suite, case)))


def test_the_evaluation_tests_with_the_dataset_in_the_request(w3c: Road, suite: Path) -> None:
    ways = cycle(WAYS)
    asked = cases(suite, EVALUATION)

    def answers(case: Case) -> bool:
        query = text_of(suite, case)
        reply = w3c.query(query, *_datasets(suite, case), way=next(ways), accept=_accept(case))
        return reply.status == 200 and is_right(suite, case, reply.body, reply.media_type)

    assert len(asked) > 200
    _require_only_listed({case.name for case in asked if not answers(case)}, asked)


def test_the_evaluation_tests_with_the_dataset_in_the_query(w3c: Road, suite: Path) -> None:
    ways = cycle(WAYS)
    asked = [case for case in cases(suite, EVALUATION) if not _names_graphs(suite, case)]

    def answers(case: Case) -> bool:
        query = _with_clauses(text_of(suite, case), case)
        reply = w3c.query(query, way=next(ways), accept=_accept(case))
        return reply.status == 200 and is_right(suite, case, reply.body, reply.media_type)

    assert len(asked) > 200
    _require_only_listed({case.name for case in asked if not answers(case)}, asked)


def _with_clauses(query: str, case: Case) -> str:
    """Put FROM and FROM NAMED where they belong: before the pattern."""
    clauses = [f"FROM <{BASE}{file}>" for file in case.data] or ["FROM <urn:empty>"]
    clauses += [f"FROM NAMED <{BASE}{file}>" for file in case.graphs]
    place = _place_of_clauses(query)
    return f"{query[:place]} {' '.join(clauses)} {query[place:]}"


def _place_of_clauses(query: str) -> int:
    """Return where the pattern begins, after the template of a CONSTRUCT."""
    depth, is_template = 0, False
    for token in tokens_of(query):
        is_template = is_template or token.is_word("CONSTRUCT")
        begins = token.is_word("WHERE") or (token.text == "{" and not is_template)
        if depth == 0 and begins:
            return token.start
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token.text, 0)
        is_template = is_template and not (token.text == "}" and depth == 0)
    raise AssertionError(f"no pattern in {query}")


def test_the_evaluation_tests_where_no_dataset_is_named(suite: Path) -> None:
    asked = [case for case in cases(suite, EVALUATION) if not case.graphs]

    def answers(case: Case) -> bool:
        store = ox.Store()
        for file in case.data:
            load(suite, file, store, None)
        query, chosen = text_of(suite, case), _format(suite, case)
        try:
            body = b"".join(EmbeddedEngine(store, store).stream(query, chosen))
        except NrrGraphError:
            return False
        return is_right(suite, case, body, chosen.name)

    _require_only_listed({case.name for case in asked if not answers(case)}, asked)


def _format(suite: Path, case: Case) -> Format:
    offered = formats_for_query(text_of(suite, case))
    return next(choice for choice in offered if choice.name in _accept(case))


def test_the_syntax_tests(w3c: Road, suite: Path) -> None:
    asked = cases(suite, SYNTAX)
    ways = cycle(WAYS)
    failing = set()
    for case in asked:
        reply = w3c.query(text_of(suite, case), way=next(ways), accept="*/*")
        expected = 200 if case.kind.startswith("Positive") else 400
        if reply.status != expected:
            failing.add(case.name)
    assert len(asked) > 90
    _require_only_listed(failing, asked)


def test_every_failing_test_is_named_where_users_look(project: Path) -> None:
    text = (project / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert {name for name in _listed() if f"`{name}`" not in text} == set()
