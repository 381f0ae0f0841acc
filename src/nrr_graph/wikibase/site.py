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
