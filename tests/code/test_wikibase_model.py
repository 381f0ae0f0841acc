"""The Wikibase graph says what the curated statements say: nothing lost, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

import pyoxigraph as ox
import pytest

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID, NRR, RDF, RDFS
from nrr_graph.release.load import GraphFile
from nrr_graph.release.release import Release
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.terms import Fact, Node, fact_of
from nrr_graph.wikibase.entities import Entities
from reading_back import statements_in


@pytest.fixture(scope="module")
def entities(release: Release) -> Entities:
    return Entities(EmbeddedEngine(release.store), release.modified)


@pytest.fixture(scope="module")
def wikibase(release: Release) -> list[ox.Triple]:
    return [q.triple for q in release.store.quads_for_pattern(None, None, None, WIKIBASE_GRAPH)]


def _curated(files: Sequence[GraphFile]) -> set[Fact]:
    facts = [fact for file in files for fact in file.triples]
    kinds = {ox.NamedNode(NRR + kind) for kind in ("Statement", "Quotation")}
    nodes = {f.subject for f in facts if f.predicate.value == RDF + "type" and f.object in kinds}
    # Wikibase has no labels of statements (docs/wikidata.md); most are made from a template anyway.
    own = [f for f in facts if f.subject in nodes and f.predicate.value != RDFS + "label"]
    said = {fact_of(ox.Triple(*fact)) for fact in own}
    # Such a link holds both ways (rules/derive/30-both-ways.rq); one is written.
    links = (NRR + "contradicts", NRR + "inTensionWith")
    both = {f for f in said if f.predicate.value in links}
    return said | {Fact(cast(Node, f.object), f.predicate, f.subject) for f in both}


def test_the_round_trip_loses_nothing_and_invents_nothing(
    files: Sequence[GraphFile], wikibase: list[ox.Triple]
) -> None:
    curated, back = _curated(files), statements_in(wikibase, numbers())
    assert sorted(map(str, curated - back)) == []
    assert sorted(map(str, back - curated)) == []
    assert len({fact.subject for fact in back}) > 150


def test_the_round_trip_would_notice_a_lost_qualifier(
    files: Sequence[GraphFile], wikibase: list[ox.Triple]
) -> None:
    place = ox.NamedNode(PREFIXES["pq"] + "P276")
    less = [triple for triple in wikibase if triple.predicate != place]
    assert _curated(files) - statements_in(less, numbers())


def test_truthy_values_are_the_best_ranked(release: Release) -> None:
    engine = EmbeddedEngine(release.store)
    council = numbers().item(ID + "nato-russia-council")
    item, property_ = f"<{PREFIXES['wd']}{council}>", f"<{PREFIXES['wdt']}P571>"
    query = f"SELECT ?when {{ GRAPH graph:wikibase {{ {item} {property_} ?when }} }}"
    assert [str(row["when"].value) for row in engine.rows(query)] == ["2002-05-28T00:00:00Z"]


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a wikibase:Statement MINUS { ?s wikibase:rank ?rank }",
        "?s a wikibase:BestRank MINUS { ?s a wikibase:Statement }",
        "?item ?p ?s . ?s a wikibase:Statement MINUS { ?q wikibase:claim ?p }",
        "?s ?pq ?value . ?q wikibase:qualifierValue ?pq "
        "MINUS { ?value wikibase:timeValue|wikibase:quantityAmount ?v }",
        "?s prov:wasDerivedFrom ?r MINUS { ?r a wikibase:Reference }",
        "?d schema:about ?item MINUS { ?item a wikibase:Item } MINUS { ?item a wikibase:Property }",
        "?item a wikibase:Item MINUS { ?item rdfs:label ?label }",
        "?q a wikibase:Property "
        "MINUS { ?q wikibase:directClaim ?d ; wikibase:propertyType ?t ; wikibase:novalue ?n }",
        "?item ?direct ?v . ?q wikibase:directClaim ?direct ; wikibase:claim ?p "
        "MINUS { ?item ?p ?s }",
    ],
)
def test_the_graph_has_the_form_of_the_dump_format(release: Release, pattern: str) -> None:
    engine = EmbeddedEngine(release.store)
    found = engine.rows(
        f"PREFIX wikibase: <{WIKIBASE}> SELECT * {{ GRAPH graph:wikibase {{ {pattern} }} }} LIMIT 3"
    )
    assert found == []


def test_no_blank_nodes(wikibase: list[ox.Triple]) -> None:
    assert not any(isinstance(t, ox.BlankNode) for triple in wikibase for t in triple)


def test_statement_ids_are_stable_and_well_formed(entities: Entities) -> None:
    ids = [c["id"] for e in entities.all.values() for cs in e["claims"].values() for c in cs]
    assert len(ids) == len(set(ids))
    form = re.compile(r"[QP]\d+\$[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
    assert all(form.fullmatch(one) for one in ids)
    suspension = entities.all[str(numbers().item(ID + "suspension-of-cooperation-2014"))]
    assert suspension["claims"]["P31"][0]["id"].endswith("$48598862-6701-5B77-815D-91D1E424E8E4")


def test_dates_keep_their_precision(entities: Entities) -> None:
    expulsion = entities.all[str(numbers().item(ID + "expulsion-of-russian-diplomats-2009"))]
    value = expulsion["claims"]["P585"][0]["mainsnak"]["datavalue"]["value"]
    assert (value["time"], value["precision"]) == ("+2009-05-00T00:00:00Z", 10)


def test_links_to_wikidata_have_evidence(entities: Entities, release: Release) -> None:
    evidence = EmbeddedEngine(release.store).rows("SELECT ?e { ?e nrr:wikidataEvidence ?text }")
    backed = {str(row["e"].value) for row in evidence}
    linked = [n for n in entities.all if n[0] == "Q" and entities.same_as(n)]
    assert len(linked) > 20
    assert {entities.iri(number) for number in linked} <= backed


def test_what_the_article_does_not_say_names_where_it_is_from(entities: Entities) -> None:
    bucharest = entities.all[str(numbers().item(ID + "bucharest"))]
    reuters = entities.all[str(numbers().item(ID + "reuters"))]
    for entity, property_, origin in (
        (bucharest, "P625", "coordinates"),
        (reuters, "P17", "basedIn"),
    ):
        (claim,) = entity["claims"][property_]
        (reference,) = claim["references"]
        (address,) = reference["snaks"]["P854"]
        assert address["datavalue"]["value"].endswith(origin)


def test_counts_are_said_of_the_entity_and_points_are_literals(release: Release) -> None:
    engine = EmbeddedEngine(release.store)
    nato, place = (numbers().item(ID + slug) for slug in ("nato", "bucharest"))
    prefixes = f"PREFIX wikibase: <{WIKIBASE}> PREFIX wd: <{PREFIXES['wd']}>"
    (row,) = engine.rows(
        f"{prefixes} SELECT ?n {{ GRAPH graph:wikibase {{ wd:{nato} wikibase:statements ?n }} }}"
    )
    assert int(str(row["n"].value)) > 0
    (row,) = engine.rows(
        f"SELECT ?p {{ GRAPH graph:wikibase {{ <{PREFIXES['wd']}{place}> "
        f"<{PREFIXES['wdt']}P625> ?p }} }}"
    )
    assert str(row["p"].value).startswith("Point(")
