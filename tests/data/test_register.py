"""The register of Q and P numbers only ever grows."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import NRR, RDF
from nrr_graph.project import register_file
from nrr_graph.release.load import GraphFile, load_ontology, quads_of
from nrr_graph.release.register import (
    WITHOUT_NUMBER,
    entities_in,
    missing_entries,
    read_register,
)
from nrr_graph.release.wikibase.numbers import numbers_of
from nrr_graph.release.withdrawn import read_withdrawn, slugs_in

#: Lines that had been given out by a release, and the SHA-256 of these lines.  Add a row with
#: each release; never change one.
RELEASED = [
    (451, "3f57ed40c990b2eadd20e0da6079d4b6d84dea9f32a1e3e9b9e693fc510bb066"),  # 0.1.0
]


def test_every_entity_has_a_number(files: Sequence[GraphFile]) -> None:
    assert missing_entries(read_register(), entities_in(files)) == [], "run: nrr-graph register"


def test_the_number_of_what_became_a_controlled_term_stays_reserved(
    files: Sequence[GraphFile],
) -> None:
    terms = {t.subject.value.removeprefix(NRR) for f in load_ontology() for t in f.triples}
    entries = read_register()
    reserved = [e for e in entries if _as_term(e.name) in terms and e.name.startswith("id:")]
    assert "id:undated" in {e.name for e in reserved}
    assert {e.name for e in reserved}.isdisjoint(entities_in(files))
    (new,) = missing_entries(entries, ["id:new-thing"])
    assert new.number not in {e.number for e in entries}


def _as_term(name: str) -> str:
    first, *others = name.removeprefix("id:").split("-")
    return first + "".join(part.capitalize() for part in others)


def test_every_class_of_entities_has_a_number(files: Sequence[GraphFile]) -> None:
    used = {t.object.value for f in files for t in f.triples if t.predicate.value == RDF + "type"}
    classes = {name for name in used - WITHOUT_NUMBER if name.startswith(NRR)}
    numbered = {e.name.replace("nrr:", NRR) for e in read_register()}
    assert classes <= numbered


def test_what_is_withdrawn_is_described_no_more(files: Sequence[GraphFile]) -> None:
    assert slugs_in(quads_of(files)).isdisjoint(read_withdrawn())


@pytest.mark.parametrize(("count", "digest"), RELEASED)
def test_released_numbers_are_untouched(count: int, digest: str) -> None:
    lines = register_file().read_bytes().splitlines(keepends=True)[:count]
    assert hashlib.sha256(b"".join(lines)).hexdigest() == digest


def test_no_commit_has_changed_a_line(project: Path) -> None:
    git = ["git", "-C", str(project)]
    if not (project / ".git").exists():
        pytest.skip("needs the history of a git checkout")
    path = "data/register.tsv"
    log = subprocess.check_output(
        [*git, "log", "--first-parent", "--format=%H", "--", path], text=True
    )
    newer = register_file().read_bytes()
    for commit in log.split():
        older = subprocess.check_output([*git, "show", f"{commit}:{path}"])
        assert newer.startswith(older), f"{path} was changed after {commit}, not only extended"
        newer = older


def test_a_property_with_a_second_number_leaves_the_first_reserved(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    path.write_text("number\tname\nP921\tnrr:about\nP900050\tnrr:about\n", encoding="utf-8")
    known = numbers_of(read_register(path))
    assert known.property(NRR + "about") == "P900050"
    assert "P921" not in known.by_number


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("wrong\n", "expected the heading"),
        ("number\tname\nQ1 id:nato\n", "expected a number, a tab and a name"),
        ("number\tname\nQ1\tid:nato\nQ1\tid:russia\n", "given out twice: Q1"),
        ("number\tname\nQ1\tid:nato\nQ2\tid:nato\n", "given out twice: id:nato"),
        ("number\tname\nP31\tnrr:kind\nP31\tnrr:part\n", "given out twice: P31"),
    ],
)
def test_a_damaged_register_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "register.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NrrGraphError, match=complaint):
        read_register(path)
