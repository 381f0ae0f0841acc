"""The rules of the persistent addresses are what Apache reads, and lead to what answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from nrr_graph.namespaces import BASE, GRAPH, ID, ONTOLOGY, SHAPES
from nrr_graph.release.catalogue import DATASET
from nrr_graph.release.release import Release

SITE = "https://nrr.example.org/"
_RULE = re.compile(r"RewriteRule (\S+) (\S+) \[([A-Z0-9=,]+)\]")


@dataclass(frozen=True)
class Rule:
    """A rule of mod_rewrite: in a folder, its pattern sees the path without that of the folder."""

    pattern: re.Pattern[str]
    target: str
    flags: frozenset[str]


@pytest.fixture(scope="module")
def rules(project: Path) -> list[Rule]:
    lines = (project / "docs" / "w3id.htaccess").read_text("utf-8").splitlines()
    told = [line for line in lines if line and not line.startswith("#")]
    assert told[:2] == ["Options +FollowSymLinks", "RewriteEngine On"]
    found = [_RULE.fullmatch(line) for line in told[2:]]
    assert found
    assert all(found)
    return [Rule(re.compile(m[1]), m[2], frozenset(m[3].split(","))) for m in found if m]


def _redirected(rules: list[Rule], iri: str) -> tuple[int, str]:
    """Return status and address; what stands behind # is never sent."""
    path = iri.removeprefix(BASE).partition("#")[0]
    for rule in rules:
        found = rule.pattern.search(path)
        if found:
            (status,) = (int(flag[2:]) for flag in rule.flags if flag.startswith("R="))
            assert {"L", "NE"} <= rule.flags  # The last one, and nothing is encoded twice.
            return status, found.expand(rule.target.replace("$", "\\"))
    raise AssertionError(f"no rule for {iri}")


def _names(release: Release) -> list[str]:
    """Return every name that the data give, and those that citations and the catalogue do."""
    query = (
        "SELECT DISTINCT ?s { ?s ?p ?o FILTER(ISIRI(?s) && STRSTARTS(STR(?s), '" + BASE + "')) }"
    )
    named = sorted(str(row["s"].value) for row in release.store.query(query))  # type: ignore[union-attr]
    more = (BASE, DATASET, f"{DATASET}#{release.version}", SHAPES, f"{ONTOLOGY}/0.1.0",
            f"{BASE}context.jsonld", f"{BASE}quality#labels", f"{BASE}data/latest/id/nato",
            f"{BASE}data/{release.version}/id/s01-08-suspension")  # fmt: skip
    kinds: dict[str, list[str]] = {}
    for iri in named:
        kinds.setdefault(re.sub(r"[^/#]*$", "", iri), []).append(iri)
    return [*more, *(iri for of_kind in kinds.values() for iri in of_kind[:3])]


def test_every_kind_of_name_leads_to_what_answers(
    rules: list[Rule], release: Release, client: FlaskClient
) -> None:
    names = _names(release)
    assert {iri.partition("#")[0].removeprefix(BASE).partition("/")[0] for iri in names} >= {
        *("", "id", "graph", "ontology", "dataset", "shapes", "data", "context.jsonld"),
    }
    for iri in names:
        status, address = _redirected(rules, iri)
        assert address.startswith(SITE)
        assert status == (303 if iri.startswith(ID) else 302), iri
        found = client.get(f"/{address.removeprefix(SITE)}", follow_redirects=True)
        assert found.status_code == 200, (iri, address)


def test_things_are_told_apart_from_documents(rules: list[Rule]) -> None:
    assert _redirected(rules, f"{ID}nato") == (303, f"{SITE}id/nato")
    assert _redirected(rules, f"{GRAPH}voices/council") == (302, f"{SITE}graph/voices/council")
    assert _redirected(rules, f"{ID}a%20b") == (303, f"{SITE}id/a%20b")
