"""The project's data keeps its own rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import NRR
from nrr_graph.release.canonical import canonical_turtle
from nrr_graph.release.load import GraphFile
from nrr_graph.release.release import Release
from nrr_graph.release.validate import validate

LINE_LIMIT = 500


def test_the_data_conforms_to_every_shape(files: Sequence[GraphFile]) -> None:
    report = validate(files)
    assert [finding.as_text() for finding in report.findings] == []
    assert report.idle_shapes == []


def test_every_file_is_in_canonical_form(files: Sequence[GraphFile]) -> None:
    wrong = [str(file.path) for file in files if canonical_turtle(file) != file.text]
    assert wrong == [], "run: nrr-graph format"


def test_every_file_can_be_reviewed_in_one_sitting(files: Sequence[GraphFile]) -> None:
    lengths = {str(file.path): file.text.count("\n") for file in files}
    assert {path: n for path, n in lengths.items() if n > LINE_LIMIT} == {}


def test_every_file_describes_itself_as_a_graph(files: Sequence[GraphFile]) -> None:
    silent = [f.name for f in files if not any(t.subject == f.iri for t in f.triples)]
    assert silent == []


@pytest.mark.parametrize("word", ["illegal", "regime", "so-called", "aggressor", "terrorist state"])
def test_labels_and_descriptions_take_no_side(files: Sequence[GraphFile], word: str) -> None:
    loaded = [
        str(t)
        for file in files
        for t in file.triples
        if t.predicate.value.endswith(("#label", "/description")) and word in str(t.object).lower()
    ]
    assert loaded == []


def test_no_sentence_of_the_article_is_copied(files: Sequence[GraphFile], shared: Path) -> None:
    article = (shared / "article" / "nato-russia-relations.txt").read_text(encoding="utf-8")
    known = _runs(article)
    # A source is labelled with the title of the work, and titles of cited works may stay.
    works = {t.subject for file in files for t in file.triples if t.object.value == NRR + "Source"}
    copied = [
        str(fact)
        for file in files
        for fact in file.triples
        if isinstance(fact.object, ox.Literal)
        and fact.subject not in works
        and _runs(fact.object.value) & known
    ]
    assert copied == []


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of twelve words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + 12]) for n in range(len(words) - 11)}


def test_no_triple_stands_in_two_graphs(release: Release) -> None:
    """Thus the union of the graphs, which some engines offer, is their merge."""
    assert sum(release.graphs.values()) == release.counts["triples"]
