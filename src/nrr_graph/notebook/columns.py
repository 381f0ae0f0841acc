"""Query results as Arrow columns with the types that their terms have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyoxigraph as ox

from nrr_graph.namespaces import XSD
from nrr_graph.release.dates import DATE_TYPES, bounds
from nrr_graph.terms import Term

Column = Sequence[Term | None]
#: Says what an IRI is called; nothing for what has no name.
Label = Callable[[str], str]
_PRECISIONS: Final[Mapping[str, str]] = {
    XSD + "date": "day",
    XSD + "gYearMonth": "month",
    XSD + "gYear": "year",
}


def _moment(text: str) -> datetime:
    """Read a point in time; one without a time zone is taken as UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


_READERS: Final[Mapping[str, tuple[pa.DataType | None, Callable[[str], Any]]]] = {
    XSD + "integer": (pa.int64(), int),
    XSD + "decimal": (None, Decimal),
    XSD + "double": (pa.float64(), float),
    XSD + "float": (pa.float64(), float),
    XSD + "boolean": (pa.bool_(), lambda text: text in ("true", "1")),
    XSD + "dateTime": (pa.timestamp("us", tz="UTC"), _moment),
}


def arrow_table(columns: Mapping[str, Column], label: Label) -> pa.Table:
    """Make a table of columns of terms.

    Numbers, truth values and points in time keep their types.  A column of IRIs gets another,
    ``…_label``, where things have names; one of dates gets ``…_earliest`` and ``…_latest`` (days)
    and ``…_precision`` (``day``, ``month``, ``year``, ``interval``).  A column of several types, or
    with a value that is none of its type, is text.
    """
    made: dict[str, pa.Array] = {}
    for name, terms in columns.items():
        for suffix, array in _arrays(terms, label).items():
            if not suffix or name + suffix not in columns:
                made[name + suffix] = array
    return pa.table(made)


def _arrays(terms: Column, label: Label) -> dict[str, pa.Array]:
    """Return what a column becomes: itself, and others by the end of their names."""
    kinds = {_kind(term) for term in terms if term is not None}
    if kinds == {""}:
        names = [label(str(term.value)) or None if term is not None else None for term in terms]
        return {"": _texts(terms), **({"_label": _strings(names)} if any(names) else {})}
    if kinds and kinds <= DATE_TYPES:
        return {"": _texts(terms), **_of_dates(terms)}
    if len(kinds) == 1 and (reader := _READERS.get(next(iter(kinds)))):
        # What is no number after all, or too large for one, stays text.
        with suppress(ValueError, ArithmeticError, OverflowError, pa.ArrowInvalid):
            return {"": _typed(terms, *reader)}
    return {"": _texts(terms)}


def _kind(term: Term) -> str:
    """Return the datatype of a literal; an IRI has none."""
    return term.datatype.value if isinstance(term, ox.Literal) else ""


def _texts(terms: Column) -> pa.Array:
    return _strings([None if term is None else str(term.value) for term in terms])


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _typed(terms: Column, kind: pa.DataType | None, read: Callable[[str], Any]) -> pa.Array:
    return pa.array([None if t is None else read(str(t.value)) for t in terms], kind)


def _of_dates(terms: Column) -> dict[str, pa.Array]:
    read = [_bounds(term) for term in terms]
    days = pa.date32()
    return {
        "_earliest": pa.array([first for first, _, _ in read], days),
        "_latest": pa.array([last for _, last, _ in read], days),
        "_precision": _strings([precision for _, _, precision in read]),
    }


def _bounds(term: Term | None) -> tuple[date | None, date | None, str | None]:
    if not isinstance(term, ox.Literal):
        return None, None, None
    try:
        first, last = bounds(term.value)
    except ValueError:
        return None, None, None
    return first, last, _PRECISIONS.get(term.datatype.value, "interval")
