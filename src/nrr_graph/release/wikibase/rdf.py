"""Entities as the RDF dump format of Wikibase has them (Wikibase/Indexing/RDF Dump Format)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, RDF, RDFS, SCHEMA, SKOS, XSD
from nrr_graph.release.wikibase.snaks import DAY, MONTH, Json, digest

WIKIBASE: Final = "http://wikiba.se/ontology#"
PROV: Final = "http://www.w3.org/ns/prov#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
LICENCE: Final = "http://creativecommons.org/publicdomain/zero/1.0/"
#: Every prefix of a Wikibase query service, for this base.
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wd": f"{BASE}entity/",
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
}
_RANKS: Final = {
    "preferred": "PreferredRank",
    "normal": "NormalRank",
    "deprecated": "DeprecatedRank",
}
Triples = Iterator[ox.Triple]


def entity_triples(entity: Json, same_as: Iterable[str] = ()) -> Triples:
    """Yield all triples of an entity: document, terms, truthy values, statements.

    :param same_as: IRIs elsewhere that mean the same, with evidence.
    """
    node = _in("wd", entity["id"])
    yield from _document(entity, node)
    yield from term_triples(entity)
    if entity["type"] == "property":
        yield from _declaration(entity)
    for iri in same_as:
        yield ox.Triple(node, _iri(OWL + "sameAs"), _iri(iri))
    for claims in entity["claims"].values():
        best = _best_rank(claims)
        for claim in claims:
            yield from _claim(node, claim, is_best=claim["rank"] == best)


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


def _document(entity: Json, node: ox.NamedNode) -> Triples:
    page = _in("wdata", entity["id"])
    claims = [claim for group in entity["claims"].values() for claim in group]
    said: dict[str, ox.NamedNode | ox.Literal] = {
        RDF + "type": _iri(SCHEMA + "Dataset"),
        SCHEMA + "about": node,
        SCHEMA + "version": ox.Literal(entity["lastrevid"]),
        SCHEMA + "dateModified": _time(entity["modified"]),
        SCHEMA + "softwareVersion": ox.Literal("1.0.0"),
        PREFIXES["cc"] + "license": _iri(LICENCE),
        WIKIBASE + "statements": ox.Literal(len(claims)),
        WIKIBASE + "sitelinks": ox.Literal(0),
        WIKIBASE + "identifiers": ox.Literal(
            sum(claim["mainsnak"]["datatype"] == "external-id" for claim in claims)
        ),
    }
    for property_, value in said.items():
        yield ox.Triple(page, _iri(property_), value)


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
        yield from _snak(node, main, "wdt", None)
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
    yield ox.Triple(subject, _in(simple, number), _simple(snak["datatype"], kind, value))
    if full and kind in _NODES:
        node = _in("wdv", digest(value))
        yield ox.Triple(subject, _in(full, number), node)
        yield from _NODES[kind](node, value)


def _simple(datatype: str, kind: str, value: Any) -> ox.NamedNode | ox.Literal:
    if kind == "wikibase-entityid":
        return _in("wd", value["id"])
    if kind == "time":
        return _time(day_of(value))
    if kind == "quantity":
        return ox.Literal(value["amount"].removeprefix("+"), datatype=_iri(XSD + "decimal"))
    if kind == "monolingualtext":
        return ox.Literal(value["text"], language=value["language"])
    return _iri(value) if datatype == "url" else ox.Literal(value)


def day_of(value: Json) -> str:
    """Return the first day of a time value: RDF has no month and no day 00.

    >>> day_of({"time": "+2002-05-00T00:00:00Z", "precision": 10})
    '2002-05-01T00:00:00Z'
    """
    year, month, day = value["time"].removeprefix("+").partition("T")[0].split("-")
    month = month if value["precision"] >= MONTH else "01"
    day = day if value["precision"] >= DAY else "01"
    return f"{year}-{month}-{day}T00:00:00Z"


def _time_node(node: ox.NamedNode, value: Json) -> Triples:
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + "TimeValue"))
    said: dict[str, ox.NamedNode | ox.Literal] = {
        "timeValue": _time(day_of(value)),
        "timePrecision": ox.Literal(value["precision"]),
        "timeTimezone": ox.Literal(value["timezone"]),
        "timeCalendarModel": _iri(value["calendarmodel"]),
    }
    for name, term in said.items():
        yield ox.Triple(node, _iri(WIKIBASE + name), term)


def _quantity_node(node: ox.NamedNode, value: Json) -> Triples:
    amount = ox.Literal(value["amount"].removeprefix("+"), datatype=_iri(XSD + "decimal"))
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + "QuantityValue"))
    yield ox.Triple(node, _iri(WIKIBASE + "quantityAmount"), amount)
    unit = _iri("http://www.wikidata.org/entity/Q199")
    yield ox.Triple(node, _iri(WIKIBASE + "quantityUnit"), unit)


_NODES: Final[Mapping[str, Callable[[ox.NamedNode, Json], Triples]]] = MappingProxyType(
    {"time": _time_node, "quantity": _quantity_node}
)


def _literal(text: Json) -> ox.Literal:
    return ox.Literal(text["value"], language=text["language"])


def _time(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=_iri(XSD + "dateTime"))


def _in(prefix: str, local: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + local)


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
