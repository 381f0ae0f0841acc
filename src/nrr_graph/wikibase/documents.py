"""Documents about entities: the dump of all, and the RDF and the REST form of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from nrr_graph.release.wikibase.rdf import entity_triples, term_triples
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.entities import Entities


def json_dump(entities: Entities) -> bytes:
    """Return all entities as the JSON dump of Wikibase has them: an array, an entity a line."""
    lines = ",\n".join(json.dumps(entity, ensure_ascii=False) for entity in entities.all.values())
    return f"[\n{lines}\n]\n".encode()


def rdf_document(entities: Entities, number: str) -> list[ox.Triple]:
    """Return an entity, the properties it uses whole, and the names of the items it mentions."""
    entity = entities.all[number]
    triples = list(entity_triples(entity, entities.same_as(number)))
    for mentioned in sorted(set(_mentioned(entity)) - {number}):
        known = entities.all.get(mentioned)
        if known and known["type"] == "property":
            bare = {**known, "claims": {}}
            triples += entity_triples(bare)
        elif known:
            triples += term_triples(known)
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
