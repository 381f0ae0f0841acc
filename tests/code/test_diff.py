"""Two git revisions compared, against expectations written by hand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from nrr_graph.cli import main
from nrr_graph.describe.changes import Difference, as_json, difference
from nrr_graph.describe.changes_rdf import CS, as_rdf
from nrr_graph.describe.changes_words import as_text
from nrr_graph.namespaces import ID, NRR, RDFS
from nrr_graph.project import data_folder, project_folder
from nrr_graph.release.sides import read_side

#: What the second revision changes: file, text, text instead.
EDITS = (
    ("persons", '"Angela Stent"@en', '"Angela E. Stent"@en'),
    ("references", "  nrr:number 12 ;", "  nrr:number 112 ;"),
    ("sources", 'nrr:title "Russia does not rule out future', 'nrr:title "Russia rules out future'),
    ("said-2000s", "would be happy about a military bloc", "would be glad of a military bloc"),
    (
        "said-2000s",
        'id:claim-cooperation-on-wmd ;\n  nrr:when "2009-09"',
        'id:claim-cooperation-on-wmd ;\n  nrr:when "2009-10"',
    ),
    ("events-1990s", 'nrr:when "1994-06-22"', 'nrr:when "1994-06-23"'),
    ("relations", "nrr:passage id:passage-s04-02 .", "nrr:passage id:passage-s04-03 ."),
    ("voices/council", "  nrr:place id:rome ;\n  nrr:voice id:nato .", "  nrr:voice id:nato ."),
    ("states", '"Румыния"@ru', '"Румыния и Ко"@ru'),
    ("queries/areas-in-the-lead", "ORDER BY ?label", "ORDER BY DESC(?label)"),
    ("offices", "publicdomain/zero/1.0/", "publicdomain/mark/1.0/"),
)
WITHDRAWN = "s09-02-open-doors"
ADDED = """
id:arne-invented a nrr:Person ;
  rdfs:label "Arne Invented"@en, "Арне Вымышленный"@ru .
"""
#: What happened to what, by hand.
EXPECTED = {
    ("added", "arne-invented"),
    ("corrected", "angela-stent"),
    ("corrected", "c20-created"),
    ("corrected", "graph/offices"),
    ("corrected", "question-areas-in-the-lead"),
    ("corrected", "romania"),
    ("corrected", "s03-02-deepened"),
    ("corrected", "s09-01-wmd"),
    ("evidence", "reference-12"),
    ("evidence", "russia-does-not-rule-out-future-nato-membership"),
    ("evidence", "s04-02-created"),
    ("evidence", "s07-02-bloc"),
    ("evidence", "s09-01-wmd"),
    ("withdrawn", WITHDRAWN),
}


def _edit(data: Path) -> None:
    for name, old, new in EDITS:
        path = data / f"{name}.ttl"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}: correct the test"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said, persons = data / "said-2000s.ttl", data / "persons.ttl"
    blocks = said.read_text(encoding="utf-8").split("\n\n")
    kept = [block for block in blocks if not block.startswith(f"id:{WITHDRAWN} ")]
    kept = [
        block.replace("reference-26", "reference-27")
        if block.startswith("id:s09-01-wmd ")
        else block
        for block in kept
    ]
    said.write_text("\n\n".join(kept), encoding="utf-8")
    persons.write_text(persons.read_text(encoding="utf-8") + ADDED, encoding="utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with two revisions, tagged ``first`` and ``second``."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("data", "ontology"):
        shutil.copytree(project_folder() / name, folder / name)
    _git(folder, "init", "-q")
    for tag in ("first", "second"):
        _git(folder, "add", ".")
        _git(folder, "commit", "-qm", tag)
        _git(folder, "tag", tag)
        if tag == "first":
            _edit(folder / "data" / "ttl")
    return folder


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Curator", "-c", "user.email=curator@invented.example")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


@pytest.fixture(scope="module")
def found(repository: Path) -> Difference:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repository)
        return difference(read_side("first"), read_side("second"))


def _change(found: Difference, kind: str, slug: str) -> dict[str, list[str]]:
    (change,) = [c for c in found.changes if c.kind == kind and c.iri == ID + slug]
    return {
        part.property.replace(NRR, "nrr:").replace(RDFS, "rdfs:"): [
            ", ".join(term.value.removeprefix(ID) for term in terms)
            for terms in (part.before, part.after)
        ]
        for part in change.properties
    }


def test_what_happened_to_each_thing_is_told_and_nothing_else(found: Difference) -> None:
    base = ID.removesuffix("id/")
    told = {(one.kind, one.iri.removeprefix(ID).removeprefix(base)) for one in found.changes}
    assert told == EXPECTED


@pytest.mark.parametrize(
    ("kind", "slug", "properties"),
    [
        ("corrected", "angela-stent", {"rdfs:label": ["Angela Stent", "Angela E. Stent"]}),
        ("corrected", "s09-01-wmd", {"nrr:when": ["2009-09", "2009-10"]}),
        ("evidence", "s09-01-wmd", {"nrr:paragraphReference": ["reference-26", "reference-27"]}),
        ("evidence", "s04-02-created", {"nrr:passage": ["passage-s04-02", "passage-s04-03"]}),
        ("evidence", "reference-12", {"nrr:number": ["12", "112"]}),
        ("corrected", "c20-created", {"nrr:place": ["rome", ""]}),
    ],
)
def test_evidence_that_changes_is_told_apart_from_a_correction(
    found: Difference, kind: str, slug: str, properties: dict[str, list[str]]
) -> None:
    assert _change(found, kind, slug) == properties


def test_the_words_of_a_quotation_are_evidence(found: Difference) -> None:
    (before, after) = _change(found, "evidence", "s07-02-bloc")["nrr:value"]
    assert "happy about" in before
    assert "glad of" in after


def test_evidence_names_the_facts_that_rest_on_it(found: Difference) -> None:
    slug = "russia-does-not-rule-out-future-nato-membership"
    (source,) = [one for one in found.changes if one.iri == ID + slug]
    texts = [path.read_text(encoding="utf-8") for path in data_folder().rglob("*.ttl")]
    blocks = [block for text in texts for block in text.split("\n\n") if "nrr:subject" in block]
    cited = re.compile(r"nrr:(reference|paragraphReference) [^;.]*id:reference-13\b")
    by_hand = {block.split()[0].replace("id:", ID) for block in blocks if cited.search(block)}
    assert by_hand
    assert set(source.supports) == by_hand


def test_a_standing_that_follows_is_told(found: Difference) -> None:
    (changed,) = [one for one in found.standings if one.claim == ID + "s04-02-created"]
    assert changed.facet == NRR + "facetWhere"
    assert changed.before == NRR + "standingConfirmed"
    assert changed.after in ("", NRR + "standingAlone")


def test_answers_are_told_row_by_row_in_the_language_of_the_reader(found: Difference) -> None:
    by_slug = {one.slug: one.rows for one in found.answers}
    partnership = by_slug["joining-the-partnership"]
    for language in ("en", "ru"):
        assert partnership[language].lost == [("1994-06-22",)]
        assert partnership[language].gained == [("1994-06-23",)]
    assert set(by_slug["country-of-the-council-meeting"]) == {"ru"}
    assert not by_slug["areas-in-the-lead"]["en"].lost


def test_a_class_that_shrinks_is_told_first(found: Difference) -> None:
    (shrunk,) = [one for one in found.shrunk if one.class_ == NRR + "Statement"]
    assert shrunk.before == shrunk.after + 1
    assert as_text(found, "en").splitlines()[2] == "Fewer than before (1)"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "  Angela E. Stent (id:angela-stent) [person]",
                "      - ORDER BY ?label",
                "    number: 12 → 112",
                "the same rows in another order",
                "1994-06-23",
            ),
        ),
        (
            "ru",
            (
                "Изменены источники (5)",
                "те же строки в другом порядке",
                "Румыния и Ко",
                "1994-06-23",
            ),
        ),
    ],
)
def test_words_say_it_in_both_languages(
    found: Difference, language: str, lines: tuple[str, ...]
) -> None:
    text = as_text(found, language)
    for line in lines:
        assert line in text, text


def test_json_and_rdf_say_all_that_words_do(found: Difference) -> None:
    plain = json.loads(json.dumps(as_json(found)))
    assert len(plain["changes"]) == len(EXPECTED)
    (answer,) = [a for a in plain["answers"] if a["question"].endswith("joining-the-partnership")]
    assert answer["rows"]["ru"]["gained"] == [["1994-06-23"]]
    assert set(answer["labels"]) == {"en", "ru"}
    triples = as_rdf(found)
    changed = {str(t.object)[1:-1] for t in triples if t.predicate.value == f"{CS}subjectOfChange"}
    assert {ID + slug for _, slug in EXPECTED if "/" not in slug} <= changed
    assert {ID + "question-joining-the-partnership", NRR + "Statement"} <= changed
    texts = {t.object.value for t in triples if isinstance(t.object, ox.Literal)}
    assert any("1994-06-23" in text and text != "1994-06-23" for text in texts)
    assert len(set(triples)) == len(triples)


def test_the_command_compares_revisions_of_the_repository_at_hand(
    repository: Path, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    result = runner.invoke(main, ["diff", "first", "second", "--format", "ttl"])
    assert result.exit_code == 0, result.output
    assert "first" in result.stdout
    refused = runner.invoke(main, ["diff", "no-such-tag", "second"])
    assert refused.exit_code == 1
    assert "expected a folder, a dump (.nq, .trig) or a git revision" in refused.output
