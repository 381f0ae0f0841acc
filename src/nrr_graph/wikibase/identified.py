"""Which items an identifier means: a number, an IRI of ours, a slug, an address of Wikidata."""

from __future__ import annotations

import re
from typing import Final

from nrr_graph.namespaces import ID
from nrr_graph.wikibase.entities import Entities

_NUMBER: Final = re.compile(r"(?:wd:|Item:)?(Q[1-9]\d{0,9})", re.IGNORECASE)
_WIKIDATAS: Final = re.compile(
    r"(?:https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki|wiki/Special:EntityData)/"
    r"|wikidata:)(Q[1-9]\d{0,9})(?:\.\w+)?",
    re.IGNORECASE,
)
_OURS: Final = re.compile(
    r"https?://[^/\s]+(?:/[^\s]*)?/(?:entity|wiki|wiki/Special:EntityData)/(Q[1-9]\d{0,9})(?:\.\w+)?",
    re.IGNORECASE,
)
_SLUG: Final = re.compile(
    r"(?:id:|https?://[^/\s]+(?:/[^\s]*)?/id/)([\w-]+)(?:\.(?:html|ttl|nt|jsonld|rdf))?/?"
)
_BARE_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def identified(entities: Entities, text: str) -> list[str]:
    """Return the numbers of the items that a text identifies, ours before Wikidata's.

    A bare number such as ``Q30`` is ours if there is such an item here, and may be Wikidata's
    too: then both are returned.
    """
    text = text.strip().strip("<>")
    if match := _WIKIDATAS.fullmatch(text):
        return entities.of_wikidata(match[1].upper())
    if match := _OURS.fullmatch(text):
        return _known(entities, match[1].upper())
    if match := _NUMBER.fullmatch(text):
        number = match[1].upper()
        is_ours = ":" in text
        found = _known(entities, number) + ([] if is_ours else entities.of_wikidata(number))
        return list(dict.fromkeys(found))
    match = _SLUG.fullmatch(text) or _BARE_SLUG.fullmatch(text)
    number = entities.numbers.item(ID + match[match.lastindex or 0]) if match else None
    return _known(entities, number) if number else []


def _known(entities: Entities, number: str) -> list[str]:
    return [number] if number in entities.all else []
