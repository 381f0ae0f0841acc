"""Values of claims as RDF: plain terms, and nodes with the parts of a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, RDF, XSD
from nrr_graph.release.wikibase.snaks import DAY, MONTH, Json

WIKIBASE: Final = "http://wikiba.se/ontology#"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
ENTITY: Final = f"{BASE}entity/"
Triples = Iterator[ox.Triple]


def plain_value(datatype: str, kind: str, value: Any) -> ox.NamedNode | ox.Literal:
    """Return a value as one term; the precision of a date is lost."""
    if kind == "wikibase-entityid":
        return _iri(ENTITY + value["id"])
    if kind == "time":
        return date_time(day_of(value))
    if kind == "quantity":
        return ox.Literal(value["amount"].removeprefix("+"), datatype=_iri(XSD + "decimal"))
    if kind == "globecoordinate":
        return ox.Literal(point_of(value), datatype=_iri(GEO + "wktLiteral"))
    if kind == "monolingualtext":
        return ox.Literal(value["text"], language=value["language"])
    return _iri(value) if datatype == "url" else ox.Literal(value)


def day_of(value: Json) -> str:
    """Return the first day of a time value: RDF has no month and no day 00.

    >>> day_of({"time": "+2002-05-00T00:00:00Z", "precision": 10})
    '2002-05-01T00:00:00Z'
    """
    year, month, day = value["time"].removeprefix("+").partition("T")[0].split("-")
    month = month if value["precision"] >= MONTH else "01"
    day = day if value["precision"] >= DAY else "01"
    return f"{year}-{month}-{day}T00:00:00Z"


def point_of(value: Json) -> str:
    """Return a point as well-known text, longitude first (GeoSPARQL 1.1, section 8.5).

    >>> point_of({"latitude": 44.4, "longitude": 26.1})
    'Point(26.1 44.4)'
    """
    return f"Point({value['longitude']} {value['latitude']})"


def _time_node(node: ox.NamedNode, value: Json) -> Triples:
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + "TimeValue"))
    said: dict[str, ox.NamedNode | ox.Literal] = {
        "timeValue": date_time(day_of(value)),
        "timePrecision": ox.Literal(value["precision"]),
        "timeTimezone": ox.Literal(value["timezone"]),
        "timeCalendarModel": _iri(value["calendarmodel"]),
    }
    for name, term in said.items():
        yield ox.Triple(node, _iri(WIKIBASE + name), term)


def _quantity_node(node: ox.NamedNode, value: Json) -> Triples:
    amount = ox.Literal(value["amount"].removeprefix("+"), datatype=_iri(XSD + "decimal"))
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + "QuantityValue"))
    yield ox.Triple(node, _iri(WIKIBASE + "quantityAmount"), amount)
    unit = _iri("http://www.wikidata.org/entity/Q199")
    yield ox.Triple(node, _iri(WIKIBASE + "quantityUnit"), unit)


def _point_node(node: ox.NamedNode, value: Json) -> Triples:
    yield ox.Triple(node, _iri(RDF + "type"), _iri(WIKIBASE + "GlobecoordinateValue"))
    said = {"geoLatitude": "latitude", "geoLongitude": "longitude", "geoPrecision": "precision"}
    for name, part in said.items():
        yield ox.Triple(node, _iri(WIKIBASE + name), ox.Literal(float(value[part])))
    yield ox.Triple(node, _iri(WIKIBASE + "geoGlobe"), _iri(value["globe"]))


#: What yields the parts of a value, by its kind.
NODES: Final[Mapping[str, Callable[[ox.NamedNode, Json], Triples]]] = MappingProxyType(
    {"time": _time_node, "quantity": _quantity_node, "globecoordinate": _point_node}
)


def date_time(text: str) -> ox.Literal:
    """Return a moment as a literal."""
    return ox.Literal(text, datatype=_iri(XSD + "dateTime"))


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
