"""Columns of results that hold no dates but bounds of dates, and how these are told.

Of what happened in 2005 the graph derives that it was not before 1 January 2005; that day is
never told as the date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_BOUND: Final = re.compile(r"\bnrr:(earliestDay|latestDay|holdsFrom|holdsUntil)\s+[?$](\w+)")
_WORDS: Final[Mapping[str, Mapping[bool, str]]] = {
    "en": {True: "not before", False: "not after"},
    "ru": {True: "не раньше", False: "не позже"},
}


def bound_variables(query: str) -> dict[str, bool]:
    """Return the variables of a query that hold bounds of dates, and whether it is the first day.

    >>> bound_variables("SELECT * { ?s nrr:earliestDay ?day ; nrr:latestDay ?last ; nrr:when ?d }")
    {'day': True, 'last': False}
    """
    return {name: bound in ("earliestDay", "holdsFrom") for bound, name in _BOUND.findall(query)}


def as_bound(date_text: str, language: str, *, is_first: bool) -> str:
    """Tell a day as the first or the last on which something can have been.

    >>> as_bound("1 January 2005", "en", is_first=True)
    'not before 1 January 2005'
    """
    return f"{_WORDS[language][is_first]} {date_text}"
