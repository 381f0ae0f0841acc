"""Functions for queries that take dates as people write them: without a time or a zone."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, XSD
from nrr_graph.terms import Term

MOMENT_FUNCTION: Final = BASE + "function#moment"
DAYS_FUNCTION: Final = BASE + "function#days"
DATE_TIME_FUNCTION: Final = BASE + "function#date-time"
_DATE_TIME: Final = ox.NamedNode(XSD + "dateTime")
_DATED: Final = (_DATE_TIME, ox.NamedNode(XSD + "date"))
_DECIMAL: Final = ox.NamedNode(XSD + "decimal")
_DAY_S: Final = 86_400
_WRITTEN: Final = re.compile(
    r"\s*\+?(-?\d{4,9})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d+)?))?)?)?"
    r"(Z|[+-]\d\d:\d\d)?\s*"
)


def completed(text: str) -> str:
    """Return a date as an ``xsd:dateTime`` has it, in UTC if it has no zone; nothing if it is none.

    What is not given, or given as 00, is the first of its kind, as Wikidata has it in RDF.

    >>> completed("2014-04-01T10:00:00"), completed("+2014-00-00T00:00:00Z")
    ('2014-04-01T10:00:00Z', '2014-01-01T00:00:00Z')
    >>> completed("2014-02-30"), completed("soon")
    ('', '')
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return ""
    year, time, zone = found[1], found[4] or "00:00:00", found[5] or "Z"
    month, day = ("01" if part in (None, "00") else part for part in (found[2], found[3]))
    # The calendar repeats after 400 years, and Python's begins with the year 1.
    is_real = int(month) <= 12 and int(day) <= monthrange(2000 + int(year) % 400, int(month))[1]
    return f"{year}-{month}-{day}T{time}{zone}" if is_real else ""


def moment(term: Term) -> Term:
    """Return a date as a moment in UTC that compares with any other, and all else as it is."""
    if isinstance(term, ox.Literal) and term.datatype in _DATED and (text := completed(term.value)):
        return ox.Literal(text, datatype=_DATE_TIME)
    return term


def date_time(term: Term) -> ox.Literal | None:
    """Cast as ``xsd:dateTime`` does, dates without a time or a zone too."""
    text = completed(term.value) if isinstance(term, ox.Literal) else ""
    return ox.Literal(text, datatype=_DATE_TIME) if text else None


def days(term: Term) -> Term | None:
    """Return a date as days since 1970, so that a difference counts days, and all else as it is."""
    dated = moment(term)
    if not isinstance(dated, ox.Literal) or dated.datatype != _DATE_TIME:
        return term
    try:
        seconds = datetime.fromisoformat(dated.value).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    return ox.Literal(f"{seconds / _DAY_S:.6f}".rstrip("0").rstrip("."), datatype=_DECIMAL)
