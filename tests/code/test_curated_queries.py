"""A query that is kept as data is read as a query, with its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import NRR
from nrr_graph.release.load import GraphFile, load_ontology
from nrr_graph.release.queries import odd_queries
from nrr_graph.terms import Fact


@pytest.fixture(scope="module")
def known(files: Sequence[GraphFile]) -> set[str]:
    return {fact.subject.value for f in (*files, *load_ontology()) for fact in f.triples}


def _question(files: Sequence[GraphFile]) -> GraphFile:
    return next(file for file in files if file.name == "queries/creation-of-the-council")


def _changed(file: GraphFile, name: str, new: Callable[[str], str | None]) -> GraphFile:
    facts = []
    for fact in file.triples:
        text = new(fact.object.value) if fact.predicate.value == NRR + name else fact.object.value
        if text is not None:
            facts.append(fact if text == fact.object.value else _with(fact, text))
    return replace(file, triples=tuple(facts))


def _with(fact: Fact, text: str) -> Fact:
    language = getattr(fact.object, "language", None)
    return fact._replace(object=ox.Literal(text, language=language))


def _problems(file: GraphFile, known: set[str]) -> list[str]:
    return [one.problem for one in odd_queries([file], known)]


def test_the_queries_of_the_data_are_in_order(files: Sequence[GraphFile], known: set[str]) -> None:
    assert [one.problem for one in odd_queries(files, known)] == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (lambda t: t.replace("}", ""), "cannot be read"),
        (lambda t: t.replace("nrr:established", "nrr:establishd"), "nrr:establishd"),
        (lambda t: t.replace("id:nato-russia-council", "id:nato-rusia-council"), "id:nato-rusia"),
    ],
)
def test_a_spoiled_query_is_told(
    files: Sequence[GraphFile], known: set[str], new: Callable[[str], str], told: str
) -> None:
    (problem,) = _problems(_changed(_question(files), "sparql", new), known)
    assert told in problem


def test_names_in_strings_and_comments_are_no_names(
    files: Sequence[GraphFile], known: set[str]
) -> None:
    text = '# nrr:nothing\nSELECT ?s { ?s ?p "nrr:nothing", "id:nothing" } ORDER BY ?s'
    file = _changed(_question(files), "sparql", lambda _: text)
    assert [p for p in _problems(file, known) if "names" in p] == []


def test_each_column_has_a_word_in_both_languages(
    files: Sequence[GraphFile], known: set[str]
) -> None:
    question = _question(files)
    columns = [f.object.value for f in question.triples if f.predicate.value == NRR + "column"]
    lost = _changed(question, "column", lambda text: None if text == columns[0] else text)
    assert any("has no word in" in problem for problem in _problems(lost, known))
    renamed = _changed(question, "column", lambda text: f"x{text}")
    assert any("the query has no column x" in problem for problem in _problems(renamed, known))
