"""Snaks: one property with one value, in the JSON of Wikibase (Wikibase/DataModel/JSON)."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import EDTF, NRR, XSD
from nrr_graph.release.wikibase.numbers import Numbers
from nrr_graph.terms import Term

Json = dict[str, Any]
CALENDAR: Final = "http://www.wikidata.org/entity/Q1985727"
DECADE, YEAR, MONTH, DAY = 8, 9, 10, 11
#: Said of what has a property, but no value or one that is not known.
NO_VALUE, UNKNOWN_VALUE = NRR + "noValue", NRR + "unknownValue"


def snak(property_: str, datatype: str, value: Term, numbers: Numbers) -> Json | None:
    """Write a value in the datatype of its property; nothing if it does not fit.

    :param property_: the P number.
    """
    if isinstance(value, ox.NamedNode) and value.value in (NO_VALUE, UNKNOWN_VALUE):
        kind = "novalue" if value.value == NO_VALUE else "somevalue"
        return _hashed({"snaktype": kind, "property": property_, "datatype": datatype})
    written = _value(datatype, value, numbers)
    if written is None:
        return None
    kind, content = written
    return value_snak(property_, datatype, kind, content)


def value_snak(property_: str, datatype: str, kind: str, content: object) -> Json:
    """Make a snak of a value that is written already; ``kind`` is the value's type."""
    return _hashed(
        {
            "snaktype": "value",
            "property": property_,
            "datavalue": {"value": content, "type": kind},
            "datatype": datatype,
        }
    )


def text_snak(property_: str, text: str) -> Json:
    """Make a snak of a plain string."""
    return value_snak(property_, "string", "string", text)


def _value(datatype: str, value: Term, numbers: Numbers) -> tuple[str, object] | None:
    if datatype == "wikibase-item":
        number = numbers.item(str(value.value))
        return ("wikibase-entityid", item_value(number)) if number else None
    if not isinstance(value, ox.Literal):
        return ("string", str(value.value)) if datatype == "url" else None
    if datatype == "time":
        written = time_value(value.value, value.datatype.value)
        return ("time", written) if written else None
    if datatype == "quantity":
        return "quantity", {"amount": f"{int(value.value):+d}", "unit": "1"}
    if datatype == "monolingualtext":
        text = {"text": value.value, "language": value.language or "und"}
        return "monolingualtext", text
    return "string", value.value


def item_value(number: str) -> Json:
    """Write a reference to an item."""
    return {"entity-type": "item", "numeric-id": int(number[1:]), "id": number}


def time_value(text: str, datatype: str) -> Json | None:
    """Write a date with its precision; month and day are 00 where they are not known.

    A season is given as its year: Wikibase has no precision between month and year.

    >>> time_value("2009-05", XSD + "gYearMonth")["time"], time_value("199X", EDTF)["precision"]
    ('+2009-05-00T00:00:00Z', 8)
    """
    precisions = {XSD + "date": DAY, XSD + "gYearMonth": MONTH, XSD + "gYear": YEAR}
    precision = precisions.get(datatype)
    if precision is None and len(text) == 4 and text.endswith("X"):
        text, precision = f"{text[:3]}0", DECADE
    elif precision is None and text[:4].isdigit() and text[4:5] == "-" and text[5:] in _SEASONS:
        text, precision = text[:4], YEAR
    if precision is None:
        return None
    filled = "-".join([*text.split("-"), "00", "00"][:3])
    return {
        "time": f"+{filled}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": CALENDAR,
    }


_SEASONS: Final = ("21", "22", "23", "24")


def is_season(value: Term) -> bool:
    """Tell whether a date is a season of EDTF, which a time value cannot say."""
    return (
        isinstance(value, ox.Literal)
        and value.datatype.value == EDTF + "EDTF"
        and value.value[5:] in _SEASONS
    )


def reference(snaks: list[Json]) -> Json:
    """Gather snaks into a reference."""
    grouped: dict[str, list[Json]] = {}
    for one in snaks:
        grouped.setdefault(one["property"], []).append(one)
    return {"hash": digest(grouped), "snaks": grouped, "snaks-order": list(grouped)}


def digest(content: object) -> str:
    """Return a SHA-1 of content, as Wikibase names values and references."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _hashed(content: Json) -> Json:
    return {**content, "hash": digest(content)}
