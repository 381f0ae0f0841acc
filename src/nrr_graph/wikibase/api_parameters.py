"""Parameters of the MediaWiki action API, and its way to tell what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nrr_graph.errors import NrrGraphError
from nrr_graph.whole_numbers import whole_number

#: Entities in one call, and hits of one search.
IDS_LIMIT: Final = 50
Parameters = Mapping[str, str]


@dataclass
class ApiError(NrrGraphError):
    """An error in the API's own form."""

    code: str
    info: str


def listed(parameters: Parameters, name: str) -> list[str]:
    """Split a value at its bars; a first character U+001F says that it splits them instead."""
    text = parameters.get(name, "")
    parts = text[1:].split("\x1f") if text.startswith("\x1f") else text.split("|")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def number_of(parameters: Parameters, name: str, default: int) -> int:
    """Return a parameter that is a whole number.

    :raises ApiError: it is none.
    """
    text = parameters.get(name, "")
    if not text:
        return default
    if text == "max":
        return IDS_LIMIT
    number = whole_number(text)
    if number is None:
        raise ApiError("badinteger", f"“{name}” is a whole number, not “{text[:40]}”")
    return number
