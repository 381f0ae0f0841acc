"""The read side of the MediaWiki action API as Wikibase clients use it (``/w/api.php``).

Errors are told in the API's own form with status 200: some clients ask for hours after a 5xx.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.api_entities import get_claims, get_entities
from nrr_graph.wikibase.api_modules import parameter_names
from nrr_graph.wikibase.api_parameters import ApiError, Call
from nrr_graph.wikibase.api_query import paraminfo, query
from nrr_graph.wikibase.api_search import search_entities

#: Values that say "yes" by being there (format version 1) or by being true (version 2).
_FLAGS: Final = frozenset(
    (
        *("missing", "batchcomplete", "anon", "readonly", "writeapi", "interwikimagic", "content"),
        *("multi", "generator"),
    )
)


def answer(call: Call) -> Json:
    """Answer one call.

    >>> answer(Call(None, {"action": "edit"}, ""))["error"]["code"]
    'badvalue'
    """
    try:
        action = call.one_of("action", tuple(_ACTIONS), "help")
        call.one_of("format", ("json", "jsonfm"), "json")
        _assert_anonymous(call)
        result = _ACTIONS[action](call)
        _warn_of_unknown(call, action)
    except ApiError as error:
        result = {"error": {"code": error.code, "info": error.info}, "servedby": "nrr-graph"}
    is_second = call.get("formatversion") in ("2", "latest")
    told = "warnings" if is_second else "*"
    if call.warnings:
        result = {
            "warnings": {name: {told: "\n".join(texts)} for name, texts in call.warnings.items()},
            **result,
        }
    if "requestid" in call.parameters:
        result = {**result, "requestid": call.get("requestid")}
    second: Json = _second_version(result)
    return second if is_second else result


def _assert_anonymous(call: Call) -> None:
    wanted = call.get("assert", "anon")
    if wanted in ("user", "bot"):
        info = f"You are no longer logged in: nobody can log in here, so assert={wanted} fails."
        raise ApiError(f"assert{wanted}failed", info)


def _warn_of_unknown(call: Call, action: str) -> None:
    unknown = sorted(set(call.parameters) - parameter_names(action))
    if unknown:
        s = "s" if len(unknown) > 1 else ""
        names = ", ".join(name[:40] for name in unknown[:20])
        call.warnings["main"].append(f"Unrecognized parameter{s}: {names}.")


def _second_version(content: Any, name: str = "") -> Any:
    """Write an answer as format version 2 has it: flags are true, pages a list, names said once."""
    if isinstance(content, list):
        return [_second_version(one) for one in content]
    if not isinstance(content, dict):
        return True if name in _FLAGS and content == "" else content
    written = {key: _second_version(value, key) for key, value in content.items()}
    if name == "pages":
        return list(written.values())
    if "*" in written and "name" in written:
        del written["*"]
    return written


def _help(_call: Call) -> Json:
    return {"batchcomplete": ""}


_ACTIONS: Final[Mapping[str, Callable[[Call], Json]]] = MappingProxyType(
    {
        "wbgetentities": get_entities,
        "wbsearchentities": search_entities,
        "wbgetclaims": get_claims,
        "query": query,
        "paraminfo": paraminfo,
        "help": _help,
    }
)
