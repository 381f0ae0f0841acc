"""What a reconciliation query asks for, read from JSON that anybody may have sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nrr_graph.errors import MalformedRequest

#: Candidates of one query, at most.
LIMIT: Final = 100
#: The longest name, in characters: it is compared with every name there is.
NAME_LENGTH_LIMIT: Final = 1_000
#: Values of properties in one query, at most: each is compared with those of every candidate.
VALUES_LIMIT: Final = 100


@dataclass(frozen=True)
class Condition:
    """Values that a property should have: ``any`` of them, ``all``, or ``none``.

    ``is_required``: what does not fit is no candidate.
    """

    property: str
    values: Sequence[object]
    quantifier: str = "any"
    is_required: bool = False


@dataclass(frozen=True)
class Asked:
    """One query: a name, classes that are wanted, values of properties that should fit.

    ``strict`` is ``any``, ``all`` or ``should``, of several classes.  Without a name, the
    properties alone decide.
    """

    name: str
    classes: Sequence[str] = ()
    strict: str = "any"
    properties: Sequence[Condition] = ()
    limit: int = 10


def asked_of(content: Any) -> Asked:
    """Read one query of a batch.

    :raises MalformedRequest: with a sentence that says what is wrong.
    """
    if not isinstance(content, dict):
        raise MalformedRequest("a query is an object with a “query”")
    name = content.get("query", "")
    if not isinstance(name, str | int | float):
        raise MalformedRequest("“query” is a text")
    if len(str(name)) > NAME_LENGTH_LIMIT:
        raise MalformedRequest(f"“query” has at most {NAME_LENGTH_LIMIT:,} characters")
    classes = content.get("type", [])
    classes = [classes] if isinstance(classes, str) else classes
    if not isinstance(classes, list) or not all(isinstance(c, str) for c in classes):
        raise MalformedRequest("“type” is an id or a list of ids")
    limit = content.get("limit", 10)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise MalformedRequest("“limit” is a number from 1")
    strict = content.get("type_strict", "any")
    if strict not in ("any", "all", "should"):
        raise MalformedRequest("“type_strict” is any, all or should")
    return Asked(
        str(name), classes, strict, _properties(content.get("properties", [])), min(limit, LIMIT)
    )


def _properties(content: Any) -> list[Condition]:
    if not isinstance(content, list) or not all(isinstance(p, dict) for p in content):
        raise MalformedRequest("“properties” is a list of objects with “pid” and “v”")
    found = []
    for one in content:
        pid = one.get("pid")
        if not isinstance(pid, str):
            raise MalformedRequest("“pid” is the id of a property")
        value = one.get("v", [])
        found.append(Condition(pid, value if isinstance(value, list) else [value]))
    limit_values(found, "properties")
    return found


def limit_values(conditions: Sequence[Condition], name: str) -> None:
    """Make sure that a query compares no more values than it may.

    :raises MalformedRequest: it would.
    """
    if sum(len(one.values) for one in conditions) > VALUES_LIMIT:
        raise MalformedRequest(f"“{name}” has at most {VALUES_LIMIT} values in all")
