"""Documents about entities: the dump of all, and the RDF and the REST form of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.release.wikibase.rdf import (
    document_triples,
    entity_triples,
    mention_triples,
    truthy_triples,
)
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.entities import Entities

#: How much an RDF document tells.
FULL, DUMP, SIMPLE = "full", "dump", "simple"
FLAVORS: Final = (FULL, DUMP, SIMPLE)


def json_dump(entities: Entities) -> bytes:
    """Return all entities as the JSON dump of Wikibase has them: an array, an entity a line."""
    lines = ",\n".join(json.dumps(entity, ensure_ascii=False) for entity in entities.all.values())
    return f"[\n{lines}\n]\n".encode()


def rdf_document(entities: Entities, number: str, flavor: str = FULL) -> list[ox.Triple]:
    """Return the RDF document of an entity (MediaWiki, Special:EntityData, ``flavor``).

    :param flavor: ``full`` with the properties it uses and the names of the items it mentions;
        ``dump`` without these; ``simple`` the truthy values alone.
    """
    entity = entities.all[number]
    if flavor == SIMPLE:
        parts = (document_triples(entity), mention_triples(entity), truthy_triples(entity))
        return [triple for part in parts for triple in part]
    triples = list(entity_triples(entity, entities.same_as(number)))
    if flavor == DUMP:
        return triples
    for mentioned in sorted(set(_mentioned(entity)) - {number}):
        if mentioned in entities.all:
            triples += mention_triples(entities.all[mentioned])
    return triples


def _mentioned(entity: Json) -> Iterator[str]:
    """Yield the numbers of properties and items in an entity's claims."""
    for claims in entity["claims"].values():
        for claim in claims:
            groups = [{"": [claim["mainsnak"]]}, claim.get("qualifiers", {})]
            groups += [reference["snaks"] for reference in claim["references"]]
            for snak in (s for group in groups for snaks in group.values() for s in snaks):
                yield snak["property"]
                value = snak.get("datavalue", {})
                if value.get("type") == "wikibase-entityid":
                    yield value["value"]["id"]


def rest_entity(entity: Json) -> Json:
    """Return an entity in the form of the Wikibase REST API, version 1."""
    kept = {"id": entity["id"], "type": entity["type"]}
    if "datatype" in entity:
        kept["data_type"] = entity["datatype"]
    return {
        **kept,
        "labels": {code: text["value"] for code, text in entity["labels"].items()},
        "descriptions": {code: text["value"] for code, text in entity["descriptions"].items()},
        "aliases": {c: [text["value"] for text in texts] for c, texts in entity["aliases"].items()},
        "statements": {
            number: [rest_statement(claim) for claim in claims]
            for number, claims in entity["claims"].items()
        },
        **({"sitelinks": {}} if entity["type"] == "item" else {}),
    }


def rest_statement(claim: Json) -> Json:
    """Return a claim in the form of the REST API."""
    qualifiers = [s for group in claim.get("qualifiers", {}).values() for s in group]
    return {
        "id": claim["id"],
        "rank": claim["rank"],
        **_rest_snak(claim["mainsnak"]),
        "qualifiers": [_rest_snak(snak) for snak in qualifiers],
        "references": [
            {
                "hash": reference["hash"],
                "parts": [_rest_snak(s) for group in reference["snaks"].values() for s in group],
            }
            for reference in claim["references"]
        ],
    }


def _rest_snak(snak: Json) -> Json:
    property_ = {"id": snak["property"], "data_type": snak["datatype"]}
    if snak["snaktype"] != "value":
        return {"property": property_, "value": {"type": snak["snaktype"]}}
    value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
    return {"property": property_, "value": {"type": "value", "content": _content(kind, value)}}


def _content(kind: str, value: Any) -> Any:
    if kind == "wikibase-entityid":
        return value["id"]
    if kind == "time":
        return {name: value[name] for name in ("time", "precision", "calendarmodel")}
    if kind == "globecoordinate":
        return {name: value[name] for name in ("latitude", "longitude", "precision", "globe")}
    return value
