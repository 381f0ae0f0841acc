"""Values of entities for the columns of a table (Reconciliation API 0.2, data extension)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nrr_graph.errors import MalformedRequest
from nrr_graph.release.wikibase.claims import exact_dates
from nrr_graph.release.wikibase.rdf_values import day_of
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.whole_numbers import whole_number
from nrr_graph.wikibase.entities import Entities

#: Cells of one answer, rows times columns; OpenRefine asks for some hundred at a time.
CELLS_LIMIT: Final = 20_000
_RANKS: Final = ("preferred", "normal")
#: Settings that a client may give with a property, as the manifest tells them.
SETTINGS: Final = (
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "How many values at most; 0 for all.",
    },
    {
        "name": "dates",
        "label": "Dates",
        "type": "select",
        "default": "full",
        "choices": [
            {"value": "full", "name": "as full dates"},
            {"value": "known", "name": "as far as known, as text"},
        ],
        "help_text": "A full date makes 1 January of a year; as text, 2009-05 stays so.",
    },
)


def extend(entities: Entities, content: Any, language: str) -> dict[str, Any]:
    """Answer a request for values.

    :raises MalformedRequest: with a sentence that says what is wrong with the request.
    """
    ids, properties = _read(content)
    meta = [_meta(entities, number, language) for number, _ in properties]
    rows = {
        item: {
            number: _cells(entities, item, number, settings, language)
            for number, settings in properties
        }
        for item in ids
    }
    return {"meta": meta, "rows": rows}


def propose(entities: Entities, item_class: str, limit: int, language: str) -> dict[str, Any]:
    """Return the properties that members of a class have, most frequent first."""
    counted: Counter[str] = Counter()
    for number, entity in entities.all.items():
        if number[0] == "Q" and (not item_class or item_class in entities.all_classes(number)):
            counted.update(entity["claims"].keys())
    listed = [
        {"id": number, "name": entities.label(number, language)}
        for number, _ in counted.most_common(limit or None)
    ]
    limited = {"limit": limit} if limit else {}
    return {"type": item_class, **limited, "properties": listed}


def _read(content: Any) -> tuple[list[str], list[tuple[str, Mapping[str, Any]]]]:
    if not isinstance(content, dict):
        raise MalformedRequest("“extend” is an object with “ids” and “properties”")
    ids, properties = content.get("ids"), content.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise MalformedRequest("“ids” is a list of ids")
    if not isinstance(properties, list) or not all(
        isinstance(p, dict) and isinstance(p.get("id"), str) for p in properties
    ):
        raise MalformedRequest("“properties” is a list of objects with an “id”")
    if len(ids) * len(properties) > CELLS_LIMIT:
        size = f"{len(ids):,} ids with {len(properties):,} properties"
        hint = f"at most {CELLS_LIMIT:,} values are given at once: send fewer ids at a time"
        raise MalformedRequest(f"{size} are {len(ids) * len(properties):,} values; {hint}")
    settings = [p.get("settings") for p in properties]
    return ids, [
        (p["id"], s if isinstance(s, dict) else {})
        for p, s in zip(properties, settings, strict=True)
    ]


def _meta(entities: Entities, number: str, language: str) -> dict[str, Any]:
    described: dict[str, Any] = {"id": number, "name": entities.label(number, language)}
    if entities.all.get(number, {}).get("datatype") == "wikibase-item":
        root = entities.numbers.item("https://w3id.org/nrr/ontology#Entity")
        described["type"] = {"id": root, "name": entities.label(str(root), language)}
    return described


def _cells(
    entities: Entities, item: str, number: str, settings: Mapping[str, Any], language: str
) -> list[dict[str, Any]]:
    claims: Sequence[Json] = entities.all.get(item, {}).get("claims", {}).get(number, ())
    best = next((r for r in _RANKS if any(c["rank"] == r for c in claims)), "normal")
    told = [c for c in claims if c["rank"] == best and c["mainsnak"]["snaktype"] == "value"]
    cells = [_cell(entities, claim, language, settings) for claim in told]
    unique = [cell for n, cell in enumerate(cells) if cell not in cells[:n]]
    limit = settings.get("limit")
    return unique[: whole_number(str(limit or 0)) or None]


def _cell(
    entities: Entities, claim: Json, language: str, settings: Mapping[str, Any]
) -> dict[str, Any]:
    snak = claim["mainsnak"]
    value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
    if kind == "wikibase-entityid":
        return {"id": value["id"], "name": entities.label(value["id"], language)}
    if kind == "time":
        return (
            {"str": _known(claim)} if settings.get("dates") == "known" else {"date": day_of(value)}
        )
    if kind == "quantity":
        return {"int": int(value["amount"])}
    if kind == "globecoordinate":
        return {"str": f"{value['latitude']},{value['longitude']}"}
    return {"str": value["text"] if kind == "monolingualtext" else value}


def _known(claim: Json) -> str:
    """Return a date as far as it is known: a season as EDTF has it, such as ``2008-22``."""
    snak = claim["mainsnak"]
    for exact in exact_dates(snak, claim.get("qualifiers", {})):
        return str(exact["datavalue"]["value"])
    value = snak["datavalue"]["value"]
    known = value["time"].removeprefix("+").partition("T")[0].split("-")
    return "-".join(known[: max(value["precision"] - 8, 1)])
