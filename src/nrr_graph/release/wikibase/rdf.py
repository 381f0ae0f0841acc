"""Entities as the RDF dump format of Wikibase has them (Wikibase/Indexing/RDF Dump Format)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, RDF, RDFS, SCHEMA, SKOS, XSD
from nrr_graph.release.wikibase.rdf_values import (
    ENTITY,
    GEO,
    NODES,
    WIKIBASE,
    Triples,
    date_time,
    plain_value,
)
from nrr_graph.release.wikibase.snaks import Json, digest

PROV: Final = "http://www.w3.org/ns/prov#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
#: As Wikibase writes it.
_LICENCE: Final = "http://creativecommons.org/publicdomain/zero/1.0/"
#: Every prefix of a Wikibase query service, for this base.
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wd": ENTITY,
        "wds": f"{BASE}entity/statement/",
        "wdv": f"{BASE}value/",
        "wdref": f"{BASE}reference/",
        "wdata": f"{BASE}wiki/Special:EntityData/",
        "wdt": f"{BASE}prop/direct/",
        "p": f"{BASE}prop/",
        "ps": f"{BASE}prop/statement/",
        "psv": f"{BASE}prop/statement/value/",
        "pq": f"{BASE}prop/qualifier/",
        "pqv": f"{BASE}prop/qualifier/value/",
        "pr": f"{BASE}prop/reference/",
        "prv": f"{BASE}prop/reference/value/",
        "wdno": f"{BASE}prop/novalue/",
        "wikibase": WIKIBASE,
        "bd": "http://www.bigdata.com/rdf#",
        "hint": "http://www.bigdata.com/queryHints#",
        "prov": PROV,
        "schema": SCHEMA,
        "skos": SKOS,
        "owl": OWL,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "cc": "http://creativecommons.org/ns#",
        "geo": GEO,
    }
)
_TYPES: Final = {
    "wikibase-item": "WikibaseItem",
    "time": "Time",
    "quantity": "Quantity",
    "string": "String",
    "monolingualtext": "Monolingualtext",
    "url": "Url",
    "external-id": "ExternalId",
    "globe-coordinate": "GlobeCoordinate",
}
_RANKS: Final = {
    "preferred": "PreferredRank",
    "normal": "NormalRank",
    "deprecated": "DeprecatedRank",
}


def entity_triples(entity: Json, same_as: Iterable[str] = ()) -> Triples:
    """Yield all triples of an entity: document, terms, truthy values, statements.

    :param same_as: IRIs elsewhere that mean the same, with evidence.
    """
    node = _in("wd", entity["id"])
    yield from document_triples(entity)
    yield from mention_triples(entity)
    for iri in same_as:
        yield ox.Triple(node, _iri(OWL + "sameAs"), _iri(iri))
    yield from truthy_triples(entity)
    for claims in entity["claims"].values():
        best = _best_rank(claims)
        for claim in claims:
            yield from _claim(node, claim, is_best=claim["rank"] == best)


def mention_triples(entity: Json) -> Triples:
    """Yield what another document says of an entity: its terms, and a property's predicates."""
    yield from term_triples(entity)
    if entity["type"] == "property":
        yield from _declaration(entity)


def truthy_triples(entity: Json) -> Triples:
    """Yield the values of the statements of the best rank, said of the entity itself."""
    for claims in entity["claims"].values():
        best = _best_rank(claims)
        for claim in claims:
            if claim["rank"] == best:
                yield from _snak(_in("wd", entity["id"]), claim["mainsnak"], "wdt", None)


def term_triples(entity: Json) -> Triples:
    """Yield the type, labels, descriptions and aliases of an entity; enough for a mention."""
    node = _in("wd", entity["id"])
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + entity["type"].capitalize()))
    for text in map(_literal, entity["labels"].values()):
        for property_ in (RDFS + "label", SKOS + "prefLabel", SCHEMA + "name"):
            yield ox.Triple(node, _iri(property_), text)
    for text in map(_literal, entity["descriptions"].values()):
        yield ox.Triple(node, _iri(SCHEMA + "description"), text)
    for texts in entity["aliases"].values():
        for text in map(_literal, texts):
            yield ox.Triple(node, _iri(SKOS + "altLabel"), text)


def document_triples(entity: Json) -> Triples:
    """Yield what is said of the document about an entity."""
    page = _in("wdata", entity["id"])
    said: dict[str, ox.NamedNode | ox.Literal] = {
        RDF + "type": _iri(SCHEMA + "Dataset"),
        SCHEMA + "about": _in("wd", entity["id"]),
        SCHEMA + "softwareVersion": ox.Literal("1.0.0"),
        PREFIXES["cc"] + "license": _iri(_LICENCE),
    }
    for property_, value in (said | _figures(entity)).items():
        yield ox.Triple(page, _iri(property_), value)


def figures_of_entity(entity: Json) -> Triples:
    """Yield version and counts as said of the entity itself, as a query service has them."""
    for property_, value in _figures(entity).items():
        yield ox.Triple(_in("wd", entity["id"]), _iri(property_), value)


def _figures(entity: Json) -> dict[str, ox.NamedNode | ox.Literal]:
    claims = [claim for group in entity["claims"].values() for claim in group]
    return {
        SCHEMA + "version": ox.Literal(entity["lastrevid"]),
        SCHEMA + "dateModified": date_time(entity["modified"]),
        WIKIBASE + "statements": ox.Literal(len(claims)),
        WIKIBASE + "sitelinks": ox.Literal(0),
        WIKIBASE + "identifiers": ox.Literal(
            sum(claim["mainsnak"]["datatype"] == "external-id" for claim in claims)
        ),
    }


def _declaration(entity: Json) -> Triples:
    """Say which predicates stand for a property in which place."""
    number, node = entity["id"], _in("wd", entity["id"])
    yield ox.Triple(
        node, _iri(WIKIBASE + "propertyType"), _iri(WIKIBASE + _TYPES[entity["datatype"]])
    )
    for name, prefix in _PLACES.items():
        yield ox.Triple(node, _iri(WIKIBASE + name), _in(prefix, number))


_PLACES: Final = {
    "directClaim": "wdt",
    "claim": "p",
    "statementProperty": "ps",
    "statementValue": "psv",
    "qualifier": "pq",
    "qualifierValue": "pqv",
    "reference": "pr",
    "referenceValue": "prv",
    "novalue": "wdno",
}


def _best_rank(claims: Iterable[Json]) -> str:
    ranks = {claim["rank"] for claim in claims}
    return "preferred" if "preferred" in ranks else "normal"


def _claim(node: ox.NamedNode, claim: Json, *, is_best: bool) -> Triples:
    statement = _in("wds", claim["id"].replace("$", "-"))
    main = claim["mainsnak"]
    yield ox.Triple(node, _in("p", main["property"]), statement)
    yield ox.Triple(statement, _iri(RDF + "type"), _iri(WIKIBASE + "Statement"))
    yield ox.Triple(statement, _iri(WIKIBASE + "rank"), _iri(WIKIBASE + _RANKS[claim["rank"]]))
    yield from _snak(statement, main, "ps", "psv")
    if is_best:
        yield ox.Triple(statement, _iri(RDF + "type"), _iri(WIKIBASE + "BestRank"))
    for snaks in claim.get("qualifiers", {}).values():
        for snak in snaks:
            yield from _snak(statement, snak, "pq", "pqv")
    for reference in claim["references"]:
        source = _in("wdref", reference["hash"])
        yield ox.Triple(statement, _iri(PROV + "wasDerivedFrom"), source)
        yield ox.Triple(source, _iri(RDF + "type"), _iri(WIKIBASE + "Reference"))
        for snaks in reference["snaks"].values():
            for snak in snaks:
                yield from _snak(source, snak, "pr", "prv")


def _snak(subject: ox.NamedNode, snak: Json, simple: str, full: str | None) -> Triples:
    """Yield a value, and its node where the value has parts; no node for truthy values."""
    number = snak["property"]
    if snak["snaktype"] == "novalue":
        yield ox.Triple(subject, _iri(RDF + "type"), _in("wdno", number))
        return
    if snak["snaktype"] == "somevalue":
        # No blank nodes here: an IRI that stands for one (RDF 1.1, section 3.5).
        unknown = _iri(f"{BASE}.well-known/genid/{digest([subject.value, number])}")
        yield ox.Triple(subject, _in(simple, number), unknown)
        return
    kind, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    yield ox.Triple(subject, _in(simple, number), plain_value(snak["datatype"], kind, value))
    if full and kind in NODES:
        node = _in("wdv", digest(value))
        yield ox.Triple(subject, _in(full, number), node)
        yield from NODES[kind](node, value)


def _literal(text: Json) -> ox.Literal:
    return ox.Literal(text["value"], language=text["language"])


def _in(prefix: str, local: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + local)


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
