"""Search for entities by name, as the MediaWiki action API answers it."""

from __future__ import annotations

from nrr_graph.describe.folding import fold
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_parameters import IDS_LIMIT, ApiError, Parameters, number_of
from nrr_graph.wikibase.entities import Entities, names_of


def search_entities(entities: Entities, parameters: Parameters, _root: str) -> Json:
    """Answer ``action=wbsearchentities``."""
    text = parameters.get("search", "")
    if not text:
        raise ApiError("param-missing", "give “search”, a name or the beginning of one")
    letter = {"item": "Q", "property": "P"}.get(parameters.get("type", "item"))
    if letter is None:
        raise ApiError("badvalue", "“type” is item or property")
    limit, offset = number_of(parameters, "limit", 7), number_of(parameters, "continue", 0)
    language = parameters.get("uselang") or parameters.get("language", "en")
    hits = _hits(entities, text, letter)
    part = hits[offset : offset + min(limit, IDS_LIMIT)]
    result: Json = {
        "searchinfo": {"search": text},
        "search": [_hit(entities, number, match, language) for number, match in part],
        "success": 1,
    }
    if offset + len(part) < len(hits):
        result["search-continue"] = offset + len(part)
    return result


def _hits(entities: Entities, text: str, letter: str) -> list[tuple[str, Json]]:
    """Return what begins so by a label or an alias, whole names first, with what matched."""
    asked = fold(text)
    found = []
    for number, entity in entities.all.items():
        if number[0] != letter:
            continue
        if number == text.strip().upper():
            found.append((0, number, {"type": "entityId", "text": number}))
            continue
        match = _match(entity, asked)
        if match:
            found.append((*match[:1], number, match[1]))
    found.sort(key=lambda hit: (hit[0], len(hit[2]["text"]), int(hit[1][1:])))
    return [(number, match) for _, number, match in found]


def _match(entity: Json, asked: str) -> tuple[int, Json] | None:
    names = [("label", text) for text in entity["labels"].values()]
    names += [("alias", text) for texts in entity["aliases"].values() for text in texts]
    best: tuple[int, Json] | None = None
    for kind, text in names:
        folded = fold(text["value"])
        if asked and folded.startswith(asked):
            rank = 1 + (kind == "alias") if folded == asked else 3
            match = {"type": kind, "language": text["language"], "text": text["value"]}
            if best is None or (rank, len(text["value"])) < (best[0], len(best[1]["text"])):
                best = (rank, match)
    return best


def _hit(entities: Entities, number: str, match: Json, language: str) -> Json:
    label, description = entities.label(number, language), entities.description(number, language)
    entity = entities.all[number]
    return {
        "id": number,
        "title": entity["title"],
        "pageid": entity["pageid"],
        "concepturi": PREFIXES["wd"] + number,
        "repository": "local",
        "url": PREFIXES["wd"] + number,
        "display": {
            "label": {"value": label, "language": language},
            "description": {"value": description, "language": language},
        },
        "label": label,
        "description": description,
        "match": match,
        "aliases": [match["text"]] if match["type"] == "alias" else [],
        **({"datatype": entity["datatype"]} if "datatype" in entity else {}),
    }


def full_text(entities: Entities, parameters: Parameters) -> Json:
    """Answer ``list=search``: all words must stand in labels, aliases or descriptions."""
    text = parameters.get("srsearch", "")
    limit, offset = number_of(parameters, "srlimit", 10), number_of(parameters, "sroffset", 0)
    words = fold(text).split()
    found = [
        entity
        for number, entity in entities.all.items()
        if number[0] == "Q" and words and all(w in _words(entity) for w in words)
    ]
    part = found[offset : offset + min(limit, IDS_LIMIT)]
    hits = [
        {
            "ns": entity["ns"],
            "title": entity["title"],
            "pageid": entity["pageid"],
            "snippet": "",
            "size": 0,
            "wordcount": 0,
            "timestamp": entity["modified"],
        }
        for entity in part
    ]
    return {"searchinfo": {"totalhits": len(found)}, "search": hits}


def _words(entity: Json) -> str:
    texts = names_of(entity)
    texts += [text["value"] for text in entity["descriptions"].values()]
    return fold(" ".join(texts)[:200]) + " " + " ".join(map(fold, texts))
