"""The Reconciliation Service API 1.0 (draft): conditions instead of a name and properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from nrr_graph.errors import MalformedRequest
from nrr_graph.wikibase.asked import LIMIT, NAME_LENGTH_LIMIT, Asked, Condition, limit_values
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.extension import SETTINGS, extend
from nrr_graph.wikibase.matching import Matcher
from nrr_graph.wikibase.reconciliation import (
    BATCH_LIMIT,
    PREVIEW_HEIGHT_PX,
    PREVIEW_WIDTH_PX,
    default_types,
    described,
)

_MATCH_TYPES: Final = ("name", "id", "property")
_QUANTIFIERS: Final = ("any", "all", "none")


def manifest(entities: Entities, root: str, language: str, name: str) -> dict[str, Any]:
    """Describe the service; its parts stand at fixed paths below it.

    :param root: the absolute address of the site, without a slash at its end.
    """
    return {
        "versions": ["1.0-draft"],
        "name": name,
        "documentation": f"{root}/",
        "defaultTypes": default_types(entities, language),
        "view": {"url": f"{root}/entity/{{id}}"},
        "batchSize": BATCH_LIMIT,
        "preview": {"width": PREVIEW_WIDTH_PX, "height": PREVIEW_HEIGHT_PX},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [_setting(one) for one in SETTINGS],
        },
    }


def _setting(one: dict[str, Any]) -> dict[str, Any]:
    """Write a setting as version 1.0 has it."""
    renamed = {"name": "id", "label": "name", "help_text": "helpText"}
    return {renamed.get(key, key): value for key, value in one.items()}


def queries_of(content: Any) -> list[Any]:
    """Return the queries of a batch.

    :raises MalformedRequest: it is no batch; says why.
    """
    queries = content.get("queries") if isinstance(content, dict) else None
    if not isinstance(queries, list):
        raise MalformedRequest("send {“queries”: […]}, a list of queries with “conditions”")
    return queries


def answer_queries(
    entities: Entities, matcher: Matcher, queries: Sequence[Any], language: str
) -> dict[str, Any]:
    """Answer the queries of a batch, in their order.

    :raises MalformedRequest: a query is malformed; says where.
    """
    results = []
    for place, query in enumerate(queries):
        try:
            asked = asked_by_conditions(query)
        except MalformedRequest as error:
            raise MalformedRequest(f"queries[{place}]: {error}") from error
        found = matcher.match(asked)
        wanted = query.get("lang") if isinstance(query.get("lang"), str) else language
        results.append({"candidates": [_named(entities, described(entities, c, wanted), wanted)
                                       for c in found]})  # fmt: skip
    return {"results": results}


def _named(entities: Entities, candidate: dict[str, Any], language: str) -> dict[str, Any]:
    """Give each feature the name that version 1.0 wants."""
    features = [
        {**one, "name": entities.label(one["id"], language).replace("_", " ")}
        for one in candidate["features"]
    ]
    return {**candidate, "features": features}


def asked_by_conditions(query: Any) -> Asked:
    """Read one query.

    :raises MalformedRequest: with a sentence that says what is wrong.
    """
    conditions = query.get("conditions") if isinstance(query, dict) else None
    if not isinstance(conditions, list) or not conditions:
        raise MalformedRequest("a query has “conditions”, a list that is not empty")
    type_, limit = query.get("type"), query.get("limit", 10)
    if type_ is not None and not isinstance(type_, str):
        raise MalformedRequest("“type” is the id of a type")
    if not isinstance(limit, int | float) or isinstance(limit, bool) or limit < 1:
        raise MalformedRequest("“limit” is a number from 1")
    name, properties = "", list[Condition]()
    for one in conditions:
        match_type, values = _condition(one)
        if match_type == "property":
            properties.append(_of_property(one, values))
        else:
            name = name or next((str(_text(value)) for value in values), "")
    limit_values(properties, "conditions")
    if len(name) > NAME_LENGTH_LIMIT:
        raise MalformedRequest(f"a name has at most {NAME_LENGTH_LIMIT:,} characters")
    return Asked(name, [type_] if type_ else [], "any", properties, min(int(limit), LIMIT))


def _condition(one: Any) -> tuple[str, list[Any]]:
    if not isinstance(one, dict) or one.get("matchType") not in _MATCH_TYPES:
        raise MalformedRequest(f"“matchType” of a condition is {', '.join(_MATCH_TYPES)}")
    if "propertyValue" not in one:
        raise MalformedRequest("a condition has a “propertyValue”")
    value = one["propertyValue"]
    return one["matchType"], value if isinstance(value, list) else [value]


def _of_property(one: dict[str, Any], values: list[Any]) -> Condition:
    number, quantifier = one.get("propertyId"), one.get("matchQuantifier", "any")
    if not isinstance(number, str):
        raise MalformedRequest("a condition of “property” has a “propertyId”")
    if quantifier not in _QUANTIFIERS:
        raise MalformedRequest(f"“matchQuantifier” is {', '.join(_QUANTIFIERS)}")
    return Condition(number, values, quantifier, one.get("required") is True)


def _text(value: Any) -> Any:
    return value.get("id", "") if isinstance(value, dict) else value


def extended(entities: Entities, content: Any, language: str) -> dict[str, Any]:
    """Answer a request for values, as lists in the order asked for.

    :raises MalformedRequest: with a sentence that says what is wrong.
    """
    answer = extend(entities, content, language)
    rows = [
        {"id": item, "properties": [{"id": p, "values": cells} for p, cells in row.items()]}
        for item, row in answer["rows"].items()
    ]
    return {"meta": answer["meta"], "rows": rows}
