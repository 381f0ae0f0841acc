"""What other sources say stands apart: it changes nothing of what the article says."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from flask.testing import FlaskClient

from nrr_graph.namespaces import GRAPH, ID, NRR, RDF, RDFS
from nrr_graph.release.coverage import SUBSTANTIAL, coverage_of
from nrr_graph.release.load import load_data
from nrr_graph.release.release import Release, build_release
from nrr_graph.release.standing import FacetStanding, standings_of

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
    assert set(alone.graphs) == set(release.graphs) - voices - {STANDING}
    for name in set(alone.graphs) - {DERIVED}:
        assert _graph(alone, name) == _graph(release, name), name


def test_voices_derive_nothing_about_the_article(release: Release, copied_data: Path) -> None:
    shutil.rmtree(copied_data / "voices")
    alone = build_release([copied_data])
    before, after = _graph(alone, DERIVED), _graph(release, DERIVED)
    kind = ox.NamedNode(RDF + "type")
    described = {quad.subject for quad in alone.store.quads_for_pattern(None, kind, None)}
    findings = release.store.quads_for_pattern(None, kind, ox.NamedNode(NRR + "Finding"))
    found, added = {quad.subject for quad in findings}, {t.subject for t in after - before}
    assert before <= after
    assert added.isdisjoint(described)
    assert found.isdisjoint({t.subject for t in after})
    assert found <= {t.subject for t in _graph(release, STANDING)}


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


def _ask(release: Release, pattern: str) -> list[tuple[str, ...]]:
    """Return the local names of what a pattern finds, row by row."""
    query = f"PREFIX id: <{ID}> PREFIX nrr: <{NRR}> PREFIX rdfs: <{RDFS}> SELECT DISTINCT {pattern}"
    rows = cast(ox.QuerySolutions, release.store.query(query))
    return [tuple(str(term.value).split("#")[-1].split("/")[-1] for term in row) for row in rows]


def _pairs(rows: list[tuple[str, ...]]) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}


def _facet(release: Release, claim: str, facet: str) -> FacetStanding:
    claims = {c.claim: c for s in standings_of(release) for c in s.claims}
    return {f.facet: f for f in claims[claim].facets}[facet]


def test_publishers_of_one_owner_count_once(release: Release) -> None:
    """Reuters stands in Stabroek News and at Yahoo; TASS, RIA and RT answer to one state."""
    said = _ask(
        release,
        """?page ?publisher ?independent {
          ?comparison nrr:ofClaim id:s01-08-suspension ; nrr:facet nrr:facetWhen ;
            nrr:bearing nrr:bearingContradicts ; nrr:ofFinding ?finding .
          ?finding nrr:countsFor ?independent ; nrr:foundIn ?page . ?page nrr:publisher ?publisher
        }""",
    )
    pages, publishers, independent = (len(set(column)) for column in zip(*said, strict=True))
    assert pages > publishers > independent
    counted = _facet(release, "s01-08-suspension", "When").publishers["say otherwise"]
    assert counted == independent


def test_without_voices_nothing_is_weighed(copied_data: Path) -> None:
    shutil.rmtree(copied_data / "voices")
    assert standings_of(build_release([copied_data])) == []


def test_one_contradicting_publisher_is_not_enough(release: Release, copied_data: Path) -> None:
    """Taking away one of two publishers that contradict turns contradicted into disputed."""
    before = _facet(release, "s06-06-expulsion", "When")
    assert (before.standing, before.publishers["say otherwise"]) == ("Contradicted", 2)
    voices = copied_data / "voices" / "spring-2009.ttl"
    text = voices.read_text(encoding="utf-8")
    begin = text.index("\nid:c91-expulsion a nrr:Finding")
    end = text.index("\n\n", begin + 1)
    voices.write_text(text[:begin] + text[end:], encoding="utf-8")
    after = _facet(build_release([copied_data]), "s06-06-expulsion", "When")
    assert (after.standing, after.publishers["say otherwise"]) == ("Disputed", 1)


def test_a_copy_in_a_blog_or_forum_and_a_page_not_seen_move_nothing(
    release: Release, copied_data: Path
) -> None:
    moving = ("publishersPage", "mirror", "reprint")
    counted = _ask(release, "?copy { ?f nrr:countsFor ?whom ; nrr:foundIn/nrr:readAt ?copy }")
    assert {copy for (copy,) in counted} == set(moving)
    for path in (copied_data / "voices").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        for copy in moving:
            text = text.replace(f"nrr:readAt nrr:{copy} ", "nrr:readAt nrr:forumCopy ")
        path.write_text(text, encoding="utf-8")
    alone = {"Standing alone", "Views"}
    facets = [
        f for s in standings_of(build_release([copied_data])) for c in s.claims for f in c.facets
    ]
    assert {f.standing for f in facets} == alone


def test_no_view_moves_a_facet_of_fact(release: Release, copied_data: Path) -> None:
    """Without every finding that is a view, all facets of fact stand as before."""
    before = {c.claim: c.standing for s in standings_of(release) for c in s.claims}
    for path in (copied_data / "voices").glob("*.ttl"):
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        kept = [block for block in blocks if "nrr:bearingOtherView" not in block]
        path.write_text("\n\n".join(kept), encoding="utf-8")
    after = standings_of(build_release([copied_data]))
    assert {c.claim: c.standing for s in after for c in s.claims} == before


def test_what_is_written_of_a_bearing_is_what_the_values_give(release: Release) -> None:
    """Whatever says the same retells the claim: subject, property and value agree."""
    same = "nrr:bearingConfirms nrr:bearingMorePrecise nrr:bearingLessPrecise"
    said = _ask(release, f"?f {{ VALUES ?b {{ {same} }} ?f a nrr:Finding ; nrr:bearing ?b }}")
    retelling = _ask(
        release,
        f"?f {{ VALUES ?b {{ {same} }} ?f nrr:bearing ?b ; nrr:retells ?c ; nrr:property ?p . "
        "?c nrr:property ?p }",
    )
    by_phrase = _ask(release, "?f { ?f nrr:retells/nrr:property nrr:said }")
    assert len(said) > 50
    assert set(said) <= set(retelling) | set(by_phrase)


def test_only_a_publisher_that_says_otherwise_makes_a_claim_disputed(release: Release) -> None:
    against = {"Contradicted", "Disputed"}
    for sentence in standings_of(release):
        for claim in sentence.claims:
            opposed = [f for f in claim.facets if f.standing in against]
            assert all(f.publishers["say otherwise"] for f in opposed if f.facet != "Why")
            if claim.standing in {*against, "Confirmed in part"}:
                assert opposed, claim.claim


def test_the_side_of_a_voice_follows_from_who_speaks(release: Release) -> None:
    press = _ask(release, "?outlet ?side { ?outlet a nrr:Press ; nrr:side ?side }")
    assert {side for _, side in press} == {"sidePress"}
    outlets = {outlet for outlet, _ in press}
    assert {"rfe-rl", "stars-and-stripes", "ria-novosti", "the-moscow-times", "rbc"} <= outlets
    assert {"xinhua", "cctv", "deutsche-welle", "lenta-ru", "russia-today"} <= outlets
    officials = _pairs(_ask(release, "?who ?side { ?f nrr:voice ?who . ?who nrr:side ?side }"))
    assert officials["vladimir-putin"] == officials["russian-foreign-ministry"] == "sideRussia"
    assert officials["anders-rasmussen"] == officials["recep-tayyip-erdogan"] == "sideNato"
    assert officials["ihor-dolhov"] == "sideOtherStates"
    assert officials["giorgio-comai"] == "sideScholars"


def test_every_outlet_has_a_country_and_an_owner_by_one_rule(release: Release) -> None:
    outlets = _ask(release, "?o { ?o a nrr:Press }")
    told = _ask(release, "?o { ?o a nrr:Press ; nrr:basedIn ?state ; nrr:ownership ?whose }")
    assert sorted(told) == sorted(outlets)
    states = "?o ?s { ?o nrr:ownership nrr:ownershipState%s ; nrr:%sBy ?s . ?s a nrr:State }"
    owned = _pairs(_ask(release, states % ("Owned", "owned")))
    funded = _pairs(_ask(release, states % ("Funded", "funded")))
    assert {owned["ria-novosti"], owned["xinhua"], owned["stars-and-stripes"]} == {
        *("russia", "china", "united-states")
    }
    assert (funded["rfe-rl"], funded["russia-today"]) == ("united-states", "russia")


def test_the_timeline_calls_no_newspaper_by_its_country(
    client: FlaskClient, release: Release
) -> None:
    spoken = _ask(release, "?f { ?f nrr:voice ?outlet . ?outlet a nrr:Press }")
    text = client.get("/timeline?lang=en", headers={"Accept": "text/csv"}).text
    voices = {r["statement"].split("/")[-1]: r["voice"] for r in csv.DictReader(io.StringIO(text))}
    of_the_press = [voices[finding] for (finding,) in spoken if finding in voices]
    assert len(of_the_press) > 20
    assert set(of_the_press) == {"Press"}
