"""The modules of the action API with their parameters, as ``action=paraminfo`` tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

#: Parts of an entity that can be asked for.
ENTITY_PROPS: Final = (
    *("info", "sitelinks", "sitelinks/urls", "aliases", "labels", "descriptions", "claims"),
    "datatype",
)
LISTS: Final = ("search",)
METAS: Final = ("siteinfo", "tokens", "userinfo", "wikibase")
#: Of pages; pywikibot always asks for images and categories too, of which no entity has any.
PAGE_PROPS: Final = ("categoryinfo", "imageinfo", "info", "pageprops", "revisions")
#: Those of labels and aliases, for clients that look whether they may search in one.
LANGUAGES: Final = ("de", "en", "fr", "it", "mul", "ru", "uk")
KINDS: Final = ("item", "property")


def _module(name: str, parameters: Iterable[dict[str, Any]], prefix: str = "") -> dict[str, Any]:
    local = name.rpartition("+")[2]
    generator = {"generator": ""} if local in LISTS else {}
    described = {"name": local, "path": name, "prefix": prefix, **generator}
    return {**described, "parameters": list(parameters)}


def _parameter(name: str, kind: Any, *, multi: bool = False) -> dict[str, Any]:
    multiple = {"multi": "", "limit": 50, "lowlimit": 50, "highlimit": 50} if multi else {}
    return {"name": name, "type": list(kind) if isinstance(kind, tuple) else kind, **multiple}


def _submodules(name: str, kinds: tuple[str, ...], parent: str = "") -> dict[str, Any]:
    """Describe a parameter whose values are modules of their own."""
    is_multi = name not in ("action", "generator")
    paths = {kind: f"{parent}+{kind}" if parent else kind for kind in kinds}
    return {**_parameter(name, kinds, multi=is_multi), "submodules": paths}


def _strings(*names: str) -> list[dict[str, Any]]:
    return [_parameter(name, "string") for name in names]


_LIMIT: Final = {"name": "limit", "type": "limit", "min": 1, "max": 50, "highmax": 50}
ACTIONS: Final = ("help", "paraminfo", "query", "wbgetclaims", "wbgetentities", "wbsearchentities")
_MODULES: Final = (
    _module(
        "main",
        [
            _submodules("action", ACTIONS),
            _parameter("format", ("json", "jsonfm")),
            _parameter("formatversion", ("1", "2", "latest")),
            *(_parameter(name, "integer") for name in ("maxlag", "smaxage", "maxage")),
            _parameter("assert", ("anon", "user", "bot")),
            *_strings("assertuser", "requestid", "origin", "crossorigin", "uselang", "variant"),
            *_strings("errorformat", "errorlang", "token", "callback", "centralauthtoken"),
            *(
                _parameter(name, "boolean")
                for name in ("servedby", "curtimestamp", "responselanginfo", "errorsuselocal")
            ),
            *(_parameter(name, "boolean") for name in ("utf8", "ascii")),
        ],
    ),
    _module(
        "query",
        [
            _submodules("prop", PAGE_PROPS, "query"),
            _submodules("list", LISTS, "query"),
            _submodules("meta", METAS, "query"),
            _submodules("generator", LISTS, "query"),
            _parameter("titles", "string", multi=True),
            _parameter("pageids", "integer", multi=True),
            _parameter("continue", "string"),
            *(_parameter(n, "boolean") for n in ("indexpageids", "rawcontinue", "redirects")),
        ],
    ),
    _module("query+siteinfo", [_parameter("prop", "string", multi=True)], "si"),
    _module("query+userinfo", [_parameter("prop", "string", multi=True)], "ui"),
    _module("query+wikibase", [_parameter("prop", "string", multi=True)], "wb"),
    _module("query+tokens", [_parameter("type", "string", multi=True)]),
    _module("query+info", [_parameter("prop", "string", multi=True)], "in"),
    _module("query+revisions", [_parameter("prop", "string", multi=True)], "rv"),
    _module("query+categoryinfo", [], "ci"),
    _module("query+imageinfo", _strings("prop", "limit", "start", "end"), "ii"),
    _module("query+pageprops", [_parameter("prop", "string", multi=True)], "pp"),
    _module(
        "query+search",
        [
            *_strings("search", "prop", "info", "what", "sort", "qiprofile"),
            _parameter("namespace", "namespace", multi=True),
            {**_LIMIT, "default": 10},
            _parameter("offset", "integer"),
        ],
        "sr",
    ),
    _module(
        "wbgetentities",
        [
            _parameter("ids", "string", multi=True),
            *(_parameter(name, "string", multi=True) for name in ("sites", "titles", "sitefilter")),
            _parameter("redirects", ("yes", "no")),
            _parameter("props", ENTITY_PROPS, multi=True),
            _parameter("languages", "string", multi=True),
            *(_parameter(name, "boolean") for name in ("languagefallback", "normalize")),
        ],
    ),
    _module(
        "wbgetclaims",
        [
            *_strings("entity", "property", "claim"),
            _parameter("rank", ("preferred", "normal", "deprecated")),
            _parameter("props", ("references", ""), multi=True),
        ],
    ),
    _module(
        "wbsearchentities",
        [
            *_strings("search", "profile", "props"),
            _parameter("language", LANGUAGES),
            _parameter("strictlanguage", "boolean"),
            _parameter("type", KINDS),
            {**_LIMIT, "default": 7},
            _parameter("continue", "integer"),
        ],
    ),
    _module(
        "paraminfo",
        [
            _parameter("modules", "string", multi=True),
            _parameter("helpformat", ("none", "html", "wikitext", "raw")),
            *(_parameter(f"{k}modules", "string", multi=True) for k in ("query", "main", "page")),
            _parameter("formatmodules", "string", multi=True),
        ],
    ),
    _module("help", _strings("modules", "submodules", "toc", "wrap")),
)
#: Modules by path.
PARAMINFO: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {module["path"]: module for module in _MODULES}
)


def parameter_names(action: str) -> frozenset[str]:
    """Return the names of all parameters that a call may have.

    >>> "srsearch" in parameter_names("query"), "srsearch" in parameter_names("wbgetentities")
    (True, False)
    """
    paths = ["main", action]
    paths += [path for path in PARAMINFO if path.startswith(f"{action}+")]
    return frozenset(
        prefix + parameter["name"]
        for path in paths
        if path in PARAMINFO
        for prefix in _prefixes(path)
        for parameter in PARAMINFO[path]["parameters"]
    )


def _prefixes(path: str) -> tuple[str, ...]:
    """Return what stands before the names of a module; ``g`` too where it can be a generator."""
    prefix = PARAMINFO[path]["prefix"]
    return (prefix, f"g{prefix}") if path == "query+search" else (prefix,)
