"""Turtle in the documentation is Turtle of the data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import PREFIXES
from nrr_graph.project import project_folder, rules_folder
from nrr_graph.release.load import GraphFile
from nrr_graph.release.release import Release
from nrr_graph.terms import fact_of

PAGES = sorted(p for p in (*project_folder().glob("*.md"), *project_folder().glob("docs/*.md")))
BLOCKS = [
    (page, block)
    for page in PAGES
    for block in re.findall(r"```turtle\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


def _dedented(block: str) -> str:
    return re.sub(r"^ {3}", "", block, flags=re.MULTILINE) if block.startswith("   ") else block


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=lambda value: str(value)[-30:])
def test_turtle_in_the_documentation_is_in_the_data(
    files: Sequence[GraphFile], page: Path, block: str
) -> None:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    shown = {fact_of(q) for q in ox.parse(prefixes + _dedented(block), format=ox.RdfFormat.TURTLE)}
    known = {fact for file in files for fact in file.triples}
    assert shown
    assert shown <= known


def test_every_rule_is_documented() -> None:
    page = (project_folder() / "docs" / "model.md").read_text("utf-8")
    numbers = {rule.name.split("-")[0] for rule in (rules_folder() / "derive").glob("*.rq")}
    assert {number for number in numbers if f"`{number}" not in page} == set()


SPARQL = [
    (page, block)
    for page in PAGES
    for block in re.findall(r"```sparql\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize(("page", "query"), SPARQL, ids=lambda value: str(value)[-30:])
def test_queries_in_the_documentation_are_answered(
    release: Release, page: Path, query: str
) -> None:
    solutions = list(cast(ox.QuerySolutions, release.store.query(query)))
    assert solutions
    for variable in cast(ox.QuerySolutions, release.store.query(query)).variables:
        assert any(row[variable] is not None for row in solutions), (page, variable)


def _proofs() -> list[str]:
    page = project_folder() / "SECURITY.md"
    text = page.read_text("utf-8") if page.exists() else ""
    return re.findall(r"`((?:tests|tools)/[^`]+)`", text)


@pytest.mark.parametrize("proof", _proofs())
def test_what_proves_a_promise_is_there(proof: str) -> None:
    path, _, test = proof.partition("::")
    assert f"def {test}" in (project_folder() / path).read_text("utf-8")
