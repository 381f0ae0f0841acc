"""First and last day of a date of any precision.

Covers ``xsd:date``, ``xsd:gYearMonth``, ``xsd:gYear`` and of EDTF (Library of Congress, 2019)
levels 0 and 1 what the data uses: unspecified digits, seasons, intervals, approximation marks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, EDTF, XSD
from nrr_graph.terms import Term

#: EDTF season number to its first and last month; winter runs on into the next year.
SEASONS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}
)
DATE_TYPES: Final = frozenset(
    {XSD + "date", XSD + "gYearMonth", XSD + "gYear", EDTF + "EDTF"},
)
_ONE = re.compile(r"(?P<year>\d[\dX]{3})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


def bounds(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date can mean; ``None`` for an open side.

    :raises ValueError: the text is no date that this project uses.

    >>> [day.isoformat() for day in bounds("2008-02")]
    ['2008-02-01', '2008-02-29']
    >>> [day.isoformat() for day in bounds("2008-22")]
    ['2008-06-01', '2008-08-31']
    >>> bounds("../2014-04-02")
    (None, datetime.date(2014, 4, 2))
    >>> [day.isoformat() for day in bounds("199X")]
    ['1990-01-01', '1999-12-31']
    """
    plain = re.sub("[?~%]", "", text)
    first, slash, last = plain.partition("/")
    return _bounds_of_one(first)[0], _bounds_of_one(last if slash else first)[1]


def is_date(term: Term | None) -> bool:
    """Tell whether a term is a date of a type that this project uses."""
    return isinstance(term, ox.Literal) and term.datatype.value in DATE_TYPES


def is_moment(term: Term | None) -> bool:
    """Tell whether a term is a date of ours or a point in time (xsd:dateTime)."""
    is_time = isinstance(term, ox.Literal) and term.datatype.value == XSD + "dateTime"
    return is_date(term) or is_time


def _bounds_of_one(text: str) -> tuple[date | None, date | None]:
    if text in ("", ".."):
        return None, None
    match = _ONE.fullmatch(text)
    if not match:
        raise ValueError(f"no date: {text!r}")
    years = (int(match["year"].replace("X", digit)) for digit in "09")
    first_year, last_year = years
    first_month, last_month = _months(match["month"])
    if match["day"]:
        day = date(first_year, first_month, int(match["day"]))
        return day, day
    last_year, last_month = last_year + (last_month - 1) // 12, (last_month - 1) % 12 + 1
    end = monthrange(last_year, last_month)[1]
    return date(first_year, first_month, 1), date(last_year, last_month, end)


def _months(month: str | None) -> tuple[int, int]:
    if month is None:
        return 1, 12
    return SEASONS.get(month, (int(month), int(month)))


def _day(term: Term, side: int) -> ox.Literal | None:
    """Return one bound of a date literal, or nothing, as a SPARQL function does."""
    if not isinstance(term, ox.Literal) or term.datatype.value not in DATE_TYPES:
        return None
    try:
        day = bounds(term.value)[side]
    except ValueError:
        return None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date")) if day else None


def _day_after(term: Term) -> ox.Literal | None:
    """Return the day after a day; an engine need not reckon with durations."""
    if not isinstance(term, ox.Literal):
        return None
    day = date.fromisoformat(term.value[:10]) + timedelta(days=1)
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


#: The functions of dates that rules may call, by IRI.
DATE_FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., Any]]] = {
    ox.NamedNode(BASE + "function#earliest-day"): lambda term: _day(term, 0),
    ox.NamedNode(BASE + "function#latest-day"): lambda term: _day(term, 1),
    ox.NamedNode(BASE + "function#day-after"): _day_after,
}
