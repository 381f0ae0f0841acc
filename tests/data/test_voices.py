"""What other sources say stands apart: it changes nothing of what the article says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from nrr_graph.namespaces import GRAPH, NRR, RDF
from nrr_graph.release.release import Release, build_release

DERIVED = GRAPH + "derived"


def _graph(release: Release, name: str) -> set[ox.Triple]:
    quads = release.store.quads_for_pattern(None, None, None, ox.NamedNode(name))
    return {quad.triple for quad in quads}


def test_removing_the_voices_changes_no_triple_of_the_article(
    release: Release, copied_data: Path
) -> None:
    shutil.rmtree(copied_data / "voices")
    alone = build_release([copied_data])
    voices = {name for name in release.graphs if "/voices/" in name}
    assert voices
    assert set(alone.graphs) == set(release.graphs) - voices
    for name in set(alone.graphs) - {DERIVED}:
        assert _graph(alone, name) == _graph(release, name), name


def test_voices_derive_nothing_about_the_article(release: Release, copied_data: Path) -> None:
    shutil.rmtree(copied_data / "voices")
    before = _graph(build_release([copied_data]), DERIVED)
    after = _graph(release, DERIVED)
    finding = ox.NamedNode(NRR + "Finding")
    kind = ox.NamedNode(RDF + "type")
    findings = {quad.subject for quad in release.store.quads_for_pattern(None, kind, finding)}
    assert before <= after
    assert {triple.subject for triple in after - before} == findings


def test_the_article_keeps_its_own_date_beside_the_others(release: Release) -> None:
    event = ox.NamedNode("https://w3id.org/nrr/id/suspension-of-cooperation-2014")
    when = release.store.quads_for_pattern(event, ox.NamedNode(NRR + "when"), None)
    assert {str(quad.object) for quad in when} == {
        '"2014-05-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    }
