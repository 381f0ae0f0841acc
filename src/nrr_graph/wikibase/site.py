"""What clients such as pywikibot ask of a wiki before they ask for entities."""

from __future__ import annotations

from typing import Any, Final

from nrr_graph import __version__
from nrr_graph.namespaces import LICENCE
from nrr_graph.release.wikibase.rdf import PREFIXES

_NAMESPACES: Final = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
    120: "Property",
    121: "Property talk",
}
_CONTENT_MODELS: Final = {0: "wikibase-item", 120: "wikibase-property"}


#: What is the same on every server.
_GENERAL: Final[dict[str, Any]] = {
    "mainpage": "Main Page",
    "sitename": "nrr-graph",
    "generator": "MediaWiki 1.41.0",
    "phpversion": "",
    "dbtype": "none",
    "case": "first-letter",
    "lang": "en",
    "rights": "CC0 1.0",
    "articlepath": "/wiki/$1",
    "scriptpath": "/w",
    "script": "/w/index.php",
    "wikiid": "nrr",
    "time": "2026-01-01T00:00:00Z",
    "readonly": "",
    "writeapi": "",
    "maxarticlesize": 2_097_152,
    "linktrail": "/^([a-z]+)(.*)$/sD",
    "legaltitlechars": " %!\"$&'()*,\\-.\\/0-9:;=?@A-Z\\\\^_`a-z~\\x80-\\xFF+",
    "invalidusernamechars": "@:>=",
    "magiclinks": {"ISBN": False, "PMID": False, "RFC": False},
    "thumblimits": {"0": 120, "1": 150, "2": 180, "3": 200, "4": 250, "5": 300},
    "imagelimits": {"0": {"width": 320, "height": 240}},
    "interwikimagic": "",
}


def site_info(root: str) -> dict[str, Any]:
    """Describe the wiki that these entities would be on.

    :param root: the absolute address of the site, without a slash at its end.
    """
    return {
        "general": {
            **_GENERAL,
            "base": f"{root}/",
            "server": root,
            "servername": root.partition("//")[2],
            "wikibase-conceptbaseuri": PREFIXES["wd"],
            "wikibase-sparql": f"{root}/wikibase/sparql",
            "wikibase-geoshapestoragebaseurl": "",
            "wikibase-tabulardatastoragebaseurl": "",
        },
        "namespaces": {
            str(number): _namespace(number, name) for number, name in _NAMESPACES.items()
        },
        "namespacealiases": [],
        "specialpagealiases": [],
        "extensions": [{"type": "wikibase", "name": "WikibaseRepository", "version": __version__}],
        "extensiontags": [],
        "protocols": ["http://", "https://"],
        "magicwords": [],
        "interwikimap": [],
        "restrictions": {
            "types": [],
            "levels": [],
            "cascadinglevels": [],
            "semiprotectedlevels": [],
        },
        "rightsinfo": {
            "url": LICENCE,
            "text": "CC0 1.0",
        },
    }


def _namespace(number: int, name: str) -> dict[str, Any]:
    described: dict[str, Any] = {"id": number, "case": "first-letter", "*": name, "name": name}
    if number != 0:
        described["canonical"] = name
    if number in _CONTENT_MODELS:
        described |= {"content": "", "defaultcontentmodel": _CONTENT_MODELS[number]}
    return described


def _parameter(name: str, kind: Any, *, multi: bool = False) -> dict[str, Any]:
    multiple = {"multi": "", "limit": 50, "lowlimit": 50, "highlimit": 50} if multi else {}
    return {"name": name, "type": kind, **multiple}


#: Modules whose parameters clients look up before they call them.
PARAMINFO: Final[dict[str, dict[str, Any]]] = {
    "main": {
        "name": "main",
        "path": "main",
        "parameters": [
            _parameter(
                "action",
                ["help", "paraminfo", "query", "wbgetclaims", "wbgetentities", "wbsearchentities"],
            ),
            _parameter("format", ["json"]),
            _parameter("maxlag", "integer"),
        ],
    },
    "query": {
        "name": "query",
        "path": "query",
        "parameters": [
            _parameter("prop", ["info", "revisions"], multi=True),
            _parameter("list", ["search"], multi=True),
            _parameter("meta", ["siteinfo", "tokens", "userinfo"], multi=True),
            _parameter("generator", ["search"]),
            _parameter("titles", "string", multi=True),
        ],
    },
    "wbsearchentities": {
        "name": "wbsearchentities",
        "path": "wbsearchentities",
        "parameters": [
            _parameter("search", "string"),
            _parameter("language", ["en", "ru"]),
            _parameter("type", ["item", "property"]),
            _parameter("limit", "limit"),
            _parameter("continue", "integer"),
        ],
    },
    "query+search": {
        "name": "search",
        "path": "query+search",
        "prefix": "sr",
        "parameters": [_parameter("search", "string"), _parameter("limit", "limit")],
    },
}
