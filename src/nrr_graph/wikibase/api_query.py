"""What a wiki tells of itself and of its pages (``action=query``, ``action=paraminfo``)."""

from __future__ import annotations

from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_modules import LISTS, METAS, PAGE_PROPS, PARAMINFO
from nrr_graph.wikibase.api_parameters import Call
from nrr_graph.wikibase.api_search import full_text
from nrr_graph.wikibase.site import site_info


def query(call: Call) -> Json:
    """Answer ``action=query``."""
    result: Json = {"batchcomplete": ""}
    found: Json = {}
    for meta in call.known_values("query", "meta", METAS):
        found |= _meta(call, meta)
    props = call.known_values("query", "prop", PAGE_PROPS)
    if "search" in call.known_values("query", "list", LISTS):
        searched, following = full_text(call, "sr")
        found |= searched
        if following is not None:
            result["continue"] = {"sroffset": following, "continue": "-||"}
    if call.get("generator") == "search":
        searched, _ = full_text(call, "gsr")
        pages = _pages(call, [hit["title"] for hit in searched["search"]], props)
        for place, page in enumerate(pages.values(), 1):
            page["index"] = place
        found["pages"] = pages
    elif "titles" in call.parameters:
        found["pages"] = _pages(call, call.values("titles"), props)
    return {**result, "query": found} if found else result


def _meta(call: Call, meta: str) -> Json:
    if meta == "siteinfo":
        return site_info(call.root)
    if meta == "userinfo":
        return {"userinfo": {"id": 0, "name": "127.0.0.1", "anon": "", "rights": ["read"]}}
    if meta == "wikibase":
        place = {"base": call.root, "scriptpath": "/w", "articlepath": "/wiki/$1"}
        return {"wikibase": {"repo": {"url": place}}}
    return {"tokens": {"csrftoken": "+\\"}}


def _pages(call: Call, titles: list[str], props: list[str]) -> Json:
    pages: Json = {}
    for place, title in enumerate(titles, 1):
        number = title.removeprefix("Property:").removeprefix("Item:").upper()
        entity = call.entities.all.get(number)
        if entity:
            pages[str(entity["pageid"])] = _page(entity, props)
        else:
            pages[str(-place)] = {"ns": 0, "title": title, "missing": ""}
    return pages


def _page(entity: Json, props: list[str]) -> Json:
    found = {name: entity[name] for name in ("pageid", "ns", "title")}
    if "info" in props:
        model = f"wikibase-{entity['type']}"
        found |= {"contentmodel": model, "pagelanguage": "en", "touched": entity["modified"]}
        found |= {"lastrevid": entity["lastrevid"], "length": 0}
    return found


def paraminfo(call: Call) -> Json:
    """Answer ``action=paraminfo``."""
    modules = [
        PARAMINFO.get(name, {"name": name, "path": name, "missing": ""})
        for name in call.values("modules")
    ]
    return {"paraminfo": {"helpformat": "none", "modules": modules}}
