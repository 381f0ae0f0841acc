"""Entities and their claims, as the action API of Wikibase answers for them."""

from __future__ import annotations

import re
from typing import Final

from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_modules import ENTITY_PROPS
from nrr_graph.wikibase.api_parameters import ApiError, Call

NUMBER: Final = re.compile(r"[QP][1-9]\d{0,9}")
_PARTS: Final = ("labels", "descriptions", "aliases", "claims", "sitelinks", "datatype")
_ALWAYS: Final = ("type", "id")
_INFO: Final = ("pageid", "ns", "title", "lastrevid", "modified")
#: The language of what is given where a language that was asked for has nothing.
_FALLBACK: Final = "en"
_RANKS: Final = ("preferred", "normal", "deprecated")


def get_entities(call: Call) -> Json:
    """Answer ``action=wbgetentities``."""
    ids = [number.upper() for number in call.values("ids")]
    sites, titles = call.values("sites"), call.values("titles")
    if not ids and not (sites and titles):
        info = (
            'Either provide the Item "ids" or pairs of "sites" and "titles" for corresponding pages'
        )
        raise ApiError("param-missing", info)
    for number in ids:
        if not NUMBER.fullmatch(number):
            raise ApiError("no-such-entity", f"“{number[:40]}” is no id of an entity")
    known = call.entities.all
    props = call.known_values("wbgetentities", "props", ENTITY_PROPS) or list(ENTITY_PROPS)
    found: Json = {
        n: shown(call, known[n], props) if n in known else {"id": n, "missing": ""} for n in ids
    }
    # No item has a page on another wiki.
    pairs = [(site, title) for site in sites for title in titles]
    for place, (site, title) in enumerate(pairs, 1):
        found[str(-place)] = {"site": site, "title": title, "missing": ""}
    return {"entities": found, "success": 1}


def shown(call: Call, entity: Json, props: list[str]) -> Json:
    """Return the parts of an entity that are asked for, in the languages that are."""
    parts = [*_ALWAYS, *(_INFO if "info" in props else ()), *(p for p in _PARTS if p in props)]
    if "sitelinks/urls" in props and "sitelinks" not in parts:
        parts.append("sitelinks")
    result = {name: entity[name] for name in parts if name in entity}
    languages = call.values("languages")
    if not languages:
        return result
    falls_back = "languagefallback" in call.parameters
    for name in ("labels", "descriptions"):
        if name in result:
            result[name] = _texts(result[name], languages, falls_back=falls_back)
    if "aliases" in result:
        result["aliases"] = {c: t for c, t in result["aliases"].items() if c in languages}
    return result


def _texts(texts: Json, languages: list[str], *, falls_back: bool) -> Json:
    """Return texts in languages, of which each may get English instead, as Wikibase marks it."""
    found = {}
    for code in languages:
        if code in texts:
            found[code] = texts[code]
        elif falls_back and (base := _nearest(texts, code)):
            found[code] = {**texts[base], "for-language": code}
    return found


def _nearest(texts: Json, code: str) -> str | None:
    """Return the language that stands in for another: its own without a variant, then English."""
    return next((c for c in (code.partition("-")[0], _FALLBACK, "mul") if c in texts), None)


def get_claims(call: Call) -> Json:
    """Answer ``action=wbgetclaims``."""
    claim, number = call.get("claim"), call.get("entity").upper()
    if bool(claim) == bool(number):
        info = "Either the entity parameter or the claim parameter need to be set"
        raise ApiError("param-missing" if not claim else "param-illegal", info)
    number = number or claim.partition("$")[0].upper()
    if number not in call.entities.all:
        raise ApiError("no-such-entity", f"“{number[:40]}” is no id of an entity here")
    found = call.entities.all[number]["claims"]
    if claim and not any(c["id"].upper() == claim.upper() for g in found.values() for c in g):
        raise ApiError("invalid-guid", f"there is no statement “{claim[:60]}”")
    wanted, rank = call.get("property").upper(), call.get("rank")
    if rank:
        call.one_of("rank", _RANKS, rank)
    kept = {
        property_: [
            _with_props(call, c)
            for c in group
            if (not claim or c["id"].upper() == claim.upper()) and rank in ("", c["rank"])
        ]
        for property_, group in found.items()
        if wanted in ("", property_)
    }
    return {"claims": {property_: group for property_, group in kept.items() if group}}


def _with_props(call: Call, claim: Json) -> Json:
    has_references = "references" in call.values("props") or "props" not in call.parameters
    return {k: v for k, v in claim.items() if has_references or k != "references"}
