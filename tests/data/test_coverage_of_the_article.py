"""What the graph says can be checked against the article, where the article is at hand."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from nrr_graph.namespaces import NRR
from nrr_graph.release.load import GraphFile

SECTIONS = ("S00", "S01", *(f"S{n:02}" for n in (3, 4, *range(6, 15))))


def _passages(files: Sequence[GraphFile]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in files:
        for s, p, o in file.triples:
            if "/id/passage-" in s.value:
                found.setdefault(s.value, {})[p.value.removeprefix(NRR)] = o.value
    return found


def test_offsets_and_digests_fit_the_article(files: Sequence[GraphFile], shared: Path) -> None:
    path = shared / "article" / "nato-russia-relations.txt"
    article = path.read_bytes().decode("utf-8")
    for iri, passage in _passages(files).items():
        whole = f"{passage['beginOffset']}-{passage['endOffset']}"
        pieces = [p.split("-") for p in passage.get("pieces", whole).split()]
        text = "".join(article[int(begin) : int(end)] for begin, end in pieces)
        assert hashlib.sha256(text.encode()).hexdigest() == passage["sha256"], iri


def test_every_sentence_of_the_article_is_a_passage(
    files: Sequence[GraphFile], shared: Path
) -> None:
    lines = (shared / "article" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    expected = {json.loads(line)["id"] for line in lines}
    assert {passage["sentence"] for passage in _passages(files).values()} == expected


@pytest.mark.parametrize("section", SECTIONS)
def test_the_facts_of_the_gold_standard_are_covered(
    project: Path, shared: Path, tmp_path: Path, section: str
) -> None:
    gold = shared / "gold"
    lines = (gold / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if json.loads(line)["section"] == section]
    (tmp_path / "facts.jsonl").write_text("\n".join(wanted), encoding="utf-8")
    command: list[str | Path] = [sys.executable, gold / "probe.py", project / "data" / "ttl"]
    command += [project / "ontology", "--facts", tmp_path / "facts.jsonl", "--missed"]
    command += ["--json", tmp_path / "covered.json", "--with-refs"]
    command += ["--references", shared / "article" / "references.jsonl"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    covered = json.loads((tmp_path / "covered.json").read_text(encoding="utf-8"))
    assert sum(fact["covered"] for fact in covered) >= 0.98 * len(wanted), said.stdout
