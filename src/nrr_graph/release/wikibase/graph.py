"""The graph of a release in the RDF of Wikibase; it is no part of the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import GRAPH, NRR
from nrr_graph.release.wikibase.model import Model
from nrr_graph.release.wikibase.numbers import Numbers, numbers
from nrr_graph.release.wikibase.rdf import entity_triples, figures_of_entity
from nrr_graph.terms import Fact

WIKIBASE_GRAPH: Final = ox.NamedNode(GRAPH + "wikibase")
#: A larger graph is not modelled as entities: all of them are held in memory.
FACTS_LIMIT: Final = 500_000


def wikibase_quads(facts: Iterable[Fact], modified: str) -> list[ox.Quad]:
    """Return the quads of the Wikibase graph."""
    listed = list(facts)
    links = same_as(listed, numbers())
    entities = Model(listed, numbers(), modified).entities()
    triples = {
        triple
        for entity in entities
        for part in (entity_triples(entity, links.get(entity["id"], ())), figures_of_entity(entity))
        for triple in part
    }
    return [ox.Quad(t.subject, t.predicate, t.object, WIKIBASE_GRAPH) for t in triples]


def wikibase_store(store: ox.Store) -> ox.Store:
    """Return a store with nothing but the Wikibase graph of another one."""
    apart = ox.Store()
    apart.bulk_extend(store.quads_for_pattern(None, None, None, WIKIBASE_GRAPH))
    return apart


def same_as(facts: Iterable[Fact], known: Numbers) -> Mapping[str, list[str]]:
    """Return for each Q number the Wikidata entities that it is linked to, with evidence."""
    return linked(facts, known, NRR + "wikidata")


def linked(facts: Iterable[Fact], known: Numbers, by: str) -> Mapping[str, list[str]]:
    """Return for each Q number the values of one property.

    :param by: the IRI of the property.
    """
    found: dict[str, list[str]] = {}
    for subject, predicate, value in facts:
        number = known.item(subject.value)
        if predicate.value == by and number:
            found.setdefault(number, []).append(str(value.value))
    return found
