"""Functions for queries over points on the earth (GeoSPARQL 1.1, section 8; WGS 84 degrees)."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, XSD
from nrr_graph.terms import Term

IN_BOX_FUNCTION: Final = BASE + "function#in-box"
#: The mean radius of the earth (IUGG).
RADIUS_KM: Final = 6371.0088
_NUMBER: Final = r"([+-]?\d{1,3}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?)"
_POINT: Final = re.compile(
    rf"\s*(?:<[^<>]*>\s*)?POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)\s*", re.IGNORECASE
)
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
#: Degrees east and north.
Point = tuple[float, float]


def point_in(text: str) -> Point | None:
    """Read a point from well-known text, longitude first; nothing if it is none.

    >>> point_in("Point(26.1 44.4)"), point_in("Point(26.1)")
    ((26.1, 44.4), None)
    """
    found = _POINT.fullmatch(text)
    if not found:
        return None
    longitude, latitude = float(found[1]), float(found[2])
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def kilometres(one: Point, other: Point) -> float:
    """Return the length of the shortest way between two points on a sphere (haversine).

    >>> round(kilometres((0, 0), (0, 90)))
    10008
    """
    (east, north), (other_east, other_north) = (map(radians, point) for point in (one, other))
    across = sin((other_north - north) / 2) ** 2
    across += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * RADIUS_KM * asin(sqrt(min(across, 1.0)))


def distance(one: Term, other: Term) -> ox.Literal | None:
    """Return how many kilometres lie between two points."""
    points = point_of(one), point_of(other)
    return ox.Literal(kilometres(*points)) if points[0] and points[1] else None  # type: ignore[arg-type]


def latitude(term: Term) -> ox.Literal | None:
    """Return the degrees north of a point."""
    point = point_of(term)
    return ox.Literal(point[1]) if point else None


def longitude(term: Term) -> ox.Literal | None:
    """Return the degrees east of a point."""
    point = point_of(term)
    return ox.Literal(point[0]) if point else None


def in_box(term: Term, western: Term, eastern: Term) -> ox.Literal | None:
    """Tell whether a point lies in the box between a western and an eastern corner."""
    points = [point_of(one) for one in (term, western, eastern)]
    if not all(points):
        return None
    (east, north), (west_end, one), (east_end, other) = points  # type: ignore[misc]
    # A box may reach over the line of the change of date.
    across = (
        west_end <= east <= east_end
        if west_end <= east_end
        else (east >= west_end or east <= east_end)
    )
    is_inside = across and min(one, other) <= north <= max(one, other)
    return ox.Literal("true" if is_inside else "false", datatype=_BOOLEAN)


def point_of(term: Term) -> Point | None:
    """Return the point that a literal of well-known text is."""
    return point_in(term.value) if isinstance(term, ox.Literal) else None
