"""Every statement and finding reads as a sentence in both languages."""

from __future__ import annotations

from typing import cast

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import NRR, RDFS
from nrr_graph.release.release import Release

PREFIXES = f"PREFIX nrr: <{NRR}> PREFIX rdfs: <{RDFS}> "


def _rows(release: Release, pattern: str) -> list[ox.QuerySolution]:
    return list(cast(ox.QuerySolutions, release.store.query(PREFIXES + pattern)))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_property_in_use_has_a_template(release: Release, language: str) -> None:
    without = _rows(
        release,
        "SELECT DISTINCT ?p { ?fact nrr:property ?p FILTER NOT EXISTS "
        f'{{ ?p nrr:template ?t FILTER(LANG(?t) = "{language}") }} }}',
    )
    assert [row["p"].value for row in without] == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_fact_has_one_sentence(release: Release, language: str) -> None:
    rows = _rows(
        release,
        "SELECT ?fact (COUNT(?l) AS ?n) { ?fact nrr:property ?p OPTIONAL { ?fact rdfs:label ?l "
        f'FILTER(LANG(?l) = "{language}") }} }} GROUP BY ?fact',
    )
    assert len(rows) > 400
    assert [row["fact"].value for row in rows if row["n"].value != "1"] == []


def test_no_sentence_speaks_the_words_of_the_model(release: Release) -> None:
    """Subject, property and value with dashes between them are no sentence."""
    rows = _rows(
        release,
        "SELECT ?l { ?fact nrr:property ?p ; rdfs:label ?l . ?p rdfs:label ?name "
        'FILTER(CONTAINS(?l, CONCAT(" — ", STR(?name), " — ")) || CONTAINS(?l, "{")) }',
    )
    assert [row["l"].value for row in rows] == []


def test_what_happened_is_told_by_its_own_name(release: Release) -> None:
    (row,) = _rows(
        release,
        "SELECT ?l { <https://w3id.org/nrr/id/s01-08-suspension> rdfs:label ?l "
        'FILTER(LANG(?l) = "ru") }',
    )
    assert row["l"].value == "НАТО приостанавливает сотрудничество с Россией"
