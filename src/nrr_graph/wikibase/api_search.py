"""Search for entities by name, as the action API of Wikibase answers it."""

from __future__ import annotations

from typing import Final

from nrr_graph.describe.folding import fold
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_modules import KINDS
from nrr_graph.wikibase.api_parameters import IDS_LIMIT, ApiError, Call
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.text_search import Terms, best_first, snippet

#: The longest full-text search, in characters; that of Wikidata.
SEARCH_LENGTH_LIMIT: Final = 300
_LETTERS: Final = dict(zip(KINDS, "QP", strict=True))


def search_entities(call: Call) -> Json:
    """Answer ``action=wbsearchentities``."""
    text = call.get("search")
    if not text:
        raise ApiError("missingparam", 'The "search" parameter must be set.')
    letter = _LETTERS[call.one_of("type", KINDS, "item")]
    limit = call.number("wbsearchentities", "limit", 7, IDS_LIMIT)
    offset = call.number("wbsearchentities", "continue", 0)
    language = call.get("uselang") or call.get("language", "en")
    has_url = "props" not in call.parameters or "url" in call.values("props")
    hits = _hits(call.entities, text, letter)
    part = hits[offset : offset + limit]
    result: Json = {
        "searchinfo": {"search": text},
        "search": [
            _hit(call.entities, number, match, language, has_url=has_url) for number, match in part
        ],
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
        match = _match(entity, asked, text.strip().casefold())
        if match:
            found.append((*match[:1], number, match[1]))
    found.sort(key=lambda hit: (hit[0], len(hit[2]["text"]), int(hit[1][1:])))
    return [(number, match) for _, number, match in found]


def _match(entity: Json, asked: str, written: str) -> tuple[int, Json] | None:
    """Return how well a name fits, and which; the letters of the search come before others."""
    names = [("label", text) for text in entity["labels"].values()]
    names += [("alias", text) for texts in entity["aliases"].values() for text in texts]
    found = []
    for kind, text in names:
        folded, value = fold(text["value"]), text["value"]
        if asked and folded.startswith(asked):
            rank = 1 + (kind == "alias") if folded == asked else 3
            is_other = not value.casefold().startswith(written)
            match = {"type": kind, "language": text["language"], "text": value}
            found.append(((rank, is_other, len(value)), match))
    if not found:
        return None
    (rank, *_), match = min(found, key=lambda one: one[0])
    return rank, match


def _hit(entities: Entities, number: str, match: Json, language: str, *, has_url: bool) -> Json:
    label, description = entities.label(number, language), entities.description(number, language)
    entity = entities.all[number]
    return {
        "id": number,
        "title": entity["title"],
        "pageid": entity["pageid"],
        "concepturi": PREFIXES["wd"] + number,
        "repository": "local",
        **({"url": PREFIXES["wd"] + number} if has_url else {}),
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


def full_text(call: Call, prefix: str) -> tuple[Json, int | None]:
    """Answer ``list=search``: the hits, and where those that follow begin, if there are more.

    :param prefix: what stands before the names of its parameters.
    """
    asked = call.get(f"{prefix}search")
    if not asked:
        raise ApiError("missingparam", f'The "{prefix}search" parameter must be set.')
    if len(asked) > SEARCH_LENGTH_LIMIT:
        info = (
            "Search request is longer than the maximum allowed length. "
            f"(Actual: {len(asked)}; allowed: {SEARCH_LENGTH_LIMIT})"
        )
        raise ApiError("search-error", info)
    limit = call.number("search", f"{prefix}limit", 10, IDS_LIMIT)
    offset = call.number("search", f"{prefix}offset", 0)
    spaces = call.values(f"{prefix}namespace") or ["0"]
    letters = {"0": "Q", "120": "P", "*": "QP"}
    kinds = "".join(letters.get(space, "") for space in spaces)
    terms = Terms.read(asked)
    found = best_first(call.entities, terms, kinds)
    part = found[offset : offset + limit]
    language = call.get("uselang", "en")
    hits = [
        {
            "ns": entity["ns"],
            "title": entity["title"],
            "pageid": entity["pageid"],
            "size": 0,
            "wordcount": 0,
            "snippet": snippet(call.entities, entity, terms, language),
            "timestamp": entity["modified"],
        }
        for entity in part
    ]
    following = offset + len(part)
    has_more = following < len(found)
    return {"searchinfo": {"totalhits": len(found)}, "search": hits}, (
        following if has_more else None
    )
