"""The read side of the MediaWiki action API as Wikibase clients use it (``/w/api.php``).

Errors are told in the API's own form with status 200: some clients ask for hours after a 5xx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_parameters import IDS_LIMIT, ApiError, Parameters, listed
from nrr_graph.wikibase.api_search import full_text, search_entities
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.site import PARAMINFO, site_info

_NUMBER: Final = re.compile(r"[QP][1-9]\d{0,9}")
_PARTS: Final = ("labels", "descriptions", "aliases", "claims", "sitelinks", "datatype")
_ALWAYS: Final = ("type", "id")
_INFO: Final = ("pageid", "ns", "title", "lastrevid", "modified")


def answer(entities: Entities, parameters: Parameters, root: str) -> Json:
    """Answer one call.

    :param root: the absolute address of the site, without a slash at its end.

    >>> answer(None, {"action": "edit"}, "")["error"]["code"]
    'badvalue'
    """
    try:
        action = _ACTIONS.get(parameters.get("action", "help"))
        return (action or _unknown)(entities, parameters, root)
    except ApiError as error:
        return {"error": {"code": error.code, "info": error.info}, "servedby": "nrr-graph"}


def _unknown(_entities: Entities, _parameters: Parameters, _root: str) -> Json:
    known = ", ".join(_ACTIONS)
    raise ApiError("badvalue", f"unknown action; this read-only API knows: {known}")


def _get_entities(entities: Entities, parameters: Parameters, _root: str) -> Json:
    ids = listed(parameters, "ids")
    if not ids:
        raise ApiError(
            "param-missing", "give “ids”, such as ids=Q1|Q2; there are no sitelinks here"
        )
    if len(ids) > IDS_LIMIT:
        raise ApiError("toomanyvalues", f"at most {IDS_LIMIT} ids in one call")
    for number in ids:
        if not _NUMBER.fullmatch(number):
            raise ApiError("no-such-entity", f"“{number[:40]}” is no id of an entity")
    known = entities.all
    found = {
        n: shown(known[n], parameters) if n in known else {"id": n, "missing": ""} for n in ids
    }
    return {"entities": found, "success": 1}


def shown(entity: Json, parameters: Parameters) -> Json:
    """Return the parts of an entity that are asked for, in the languages that are."""
    props = listed(parameters, "props") or ["info", *_PARTS]
    kept = [*_ALWAYS, *(_INFO if "info" in props else ()), *(p for p in _PARTS if p in props)]
    result = {name: entity[name] for name in kept if name in entity}
    languages = listed(parameters, "languages")
    for name in ("labels", "descriptions", "aliases"):
        if languages and name in result:
            result[name] = {code: t for code, t in result[name].items() if code in languages}
    return result


def _get_claims(entities: Entities, parameters: Parameters, _root: str) -> Json:
    number = parameters.get("entity", "")
    if number not in entities.all:
        raise ApiError("no-such-entity", f"“{number[:40]}” is no id of an entity here")
    claims = entities.all[number]["claims"]
    wanted = parameters.get("property")
    return {"claims": {p: c for p, c in claims.items() if not wanted or p == wanted}}


def _query(entities: Entities, parameters: Parameters, root: str) -> Json:
    result: Json = {"batchcomplete": ""}
    query: Json = {}
    for meta in listed(parameters, "meta"):
        if meta == "siteinfo":
            query |= site_info(root)
        elif meta == "userinfo":
            query["userinfo"] = {"id": 0, "name": "127.0.0.1", "anon": "", "rights": ["read"]}
        elif meta == "wikibase":
            place = {"base": root, "scriptpath": "/w", "articlepath": "/wiki/$1"}
            query["wikibase"] = {"repo": {"url": place}}
        elif meta == "tokens":
            query["tokens"] = {"csrftoken": "+\\"}
    if "search" in listed(parameters, "list"):
        query |= full_text(entities, parameters)
    if "titles" in parameters:
        query["pages"] = _pages(entities, listed(parameters, "titles"))
    return {**result, "query": query}


def _pages(entities: Entities, titles: list[str]) -> Json:
    pages: Json = {}
    for place, title in enumerate(titles[:IDS_LIMIT], 1):
        entity = entities.all.get(title.removeprefix("Property:"))
        if entity:
            pages[str(entity["pageid"])] = {
                name: entity[name] for name in ("pageid", "ns", "title")
            }
        else:
            pages[str(-place)] = {"ns": 0, "title": title, "missing": ""}
    return pages


def _paraminfo(_entities: Entities, parameters: Parameters, _root: str) -> Json:
    asked = listed(parameters, "modules")
    modules = [
        PARAMINFO.get(name, {"name": name, "path": name, "parameters": []}) for name in asked
    ]
    return {"paraminfo": {"helpformat": "none", "modules": modules}}


def _no_access_check(_entities: Entities, _parameters: Parameters, _root: str) -> Json:
    return {"batchcomplete": ""}


_ACTIONS: Final[Mapping[str, Callable[[Entities, Parameters, str], Json]]] = MappingProxyType(
    {
        "wbgetentities": _get_entities,
        "wbsearchentities": search_entities,
        "wbgetclaims": _get_claims,
        "query": _query,
        "paraminfo": _paraminfo,
        "help": _no_access_check,
    }
)
