"""What other sources say stands apart: it changes nothing of what the article says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from nrr_graph.namespaces import GRAPH, NRR, RDF
from nrr_graph.release.coverage import SUBSTANTIAL, coverage_of
from nrr_graph.release.load import load_data
from nrr_graph.release.release import Release, build_release
from nrr_graph.release.standing import standings_of

DERIVED = GRAPH + "derived"
STANDING = GRAPH + "standing"


def _graph(release: Release, name: str) -> set[ox.Triple]:
    quads = release.store.quads_for_pattern(None, None, None, ox.NamedNode(name))
    return {quad.triple for quad in quads}


def test_removing_the_voices_changes_no_triple_of_the_article(
    release: Release, copied_data: Path
) -> None:
    shutil.rmtree(copied_data / "voices")
    alone = build_release([copied_data])
    voices = {name for name in release.graphs if "/voices/" in name}
    assert len(voices) > 10
    assert set(alone.graphs) == set(release.graphs) - voices
    for name in set(alone.graphs) - {DERIVED, STANDING}:
        assert _graph(alone, name) == _graph(release, name), name


def test_voices_derive_nothing_about_the_article(release: Release, copied_data: Path) -> None:
    shutil.rmtree(copied_data / "voices")
    alone = build_release([copied_data])
    before, after = _graph(alone, DERIVED), _graph(release, DERIVED)
    kind = ox.NamedNode(RDF + "type")
    described = {quad.subject for quad in alone.store.quads_for_pattern(None, kind, None)}
    findings = release.store.quads_for_pattern(None, kind, ox.NamedNode(NRR + "Finding"))
    added = {triple.subject for triple in after - before}
    assert before <= after
    assert {quad.subject for quad in findings} <= added
    assert added.isdisjoint(described)


def test_the_article_keeps_its_own_date_beside_the_others(release: Release) -> None:
    event = ox.NamedNode("https://w3id.org/nrr/id/suspension-of-cooperation-2014")
    when = release.store.quads_for_pattern(event, ox.NamedNode(NRR + "when"), None)
    assert {str(quad.object) for quad in when} == {
        '"2014-05-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    }


def test_every_substantial_sentence_has_a_standing(release: Release) -> None:
    sentences = coverage_of(load_data()).sentences
    substantial = [s.number for s in sentences if s.kind in SUBSTANTIAL]
    assert sorted(s.sentence for s in standings_of(release)) == sorted(substantial)


def test_an_agency_text_counts_once_however_often_it_is_printed(release: Release) -> None:
    """Reuters stands in Stabroek News and at Yahoo; both have 1 April for the suspension."""
    printed = """
        PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#>
        SELECT (COUNT(DISTINCT ?page) AS ?pages) (COUNT(DISTINCT ?publisher) AS ?publishers) {
          ?finding nrr:bearsOn id:s01-08-suspension ; nrr:bearing nrr:bearingContradicts ;
            nrr:foundIn ?page .
          ?page nrr:publisher ?publisher ; nrr:readAt ?copy .
          FILTER(?copy != nrr:laterEditionOfTheArticle)
        }"""
    (row,) = cast(ox.QuerySolutions, release.store.query(printed))
    pages, publishers = (int(row[name].value) for name in ("pages", "publishers"))
    assert pages > publishers >= 5
    claim = ox.NamedNode("https://w3id.org/nrr/id/s01-08-suspension")
    counted = release.store.quads_for_pattern(
        claim, ox.NamedNode(NRR + "publishersContradicting"), None, ox.NamedNode(STANDING)
    )
    assert [quad.object for quad in counted] == [ox.Literal(publishers)]


def test_without_voices_nothing_is_weighed(copied_data: Path) -> None:
    shutil.rmtree(copied_data / "voices")
    assert standings_of(build_release([copied_data])) == []


def test_one_contradicting_publisher_is_not_enough(release: Release, copied_data: Path) -> None:
    """Taking away all but one of two contradicting pages turns contradicted into disputed."""
    before = {s.sentence: s for s in standings_of(release)}["S10-03"]
    assert (before.standing, before.publishers["contradicts"]) == ("Contradicted", 2)
    membership = copied_data / "voices" / "membership.ttl"
    text = membership.read_text(encoding="utf-8")
    begin = text.index("\nid:c156-proposal a nrr:Finding")
    end = text.index("\n\n", begin + 1)
    membership.write_text(text[:begin] + text[end:], encoding="utf-8")
    after = {s.sentence: s for s in standings_of(build_release([copied_data]))}["S10-03"]
    assert (after.standing, after.publishers["contradicts"]) == ("Disputed", 1)
