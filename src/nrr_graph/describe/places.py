"""Where things happened: places with coordinates, for a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value

#: The part of the world that the map shows, in degrees: west, east, south, north.
BOUNDS: Final = (-12.0, 82.0, 28.0, 70.0)
#: A degree of longitude is this much shorter than one of latitude, about 50° north.
NARROWER: Final = 0.64
#: Radius of the mark of a place with one statement, in degrees of latitude.
SMALLEST: Final = 0.55
#: Size of the names.
FONT: Final = 1.1


@dataclass(frozen=True)
class Position:
    """Degrees north and east of a representative point."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Caption:
    """Where the name of a place is written."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Spot:
    """A place on the map with the statements that name it; ``x`` and ``y`` as the map has them.

    There is no caption where its name would cover another.
    """

    place: Value
    position: Position
    statements: Sequence[Value]
    caption: Caption | None = None

    @property
    def x(self) -> float:
        """Distance from the map's middle meridian, to the east."""
        return round(self.position.longitude * NARROWER, 2)

    @property
    def y(self) -> float:
        """Distance from the equator, downwards."""
        return -self.position.latitude

    @property
    def radius(self) -> float:
        """An area that grows with the number of statements."""
        return round(SMALLEST * sqrt(max(len(self.statements), 1)), 2)


def view_box() -> str:
    """Return the part of the world as an SVG view box."""
    west, east, south, north = BOUNDS
    return f"{west * NARROWER:g} {-north:g} {(east - west) * NARROWER:g} {north - south:g}"


def positions(reader: Reader) -> dict[str, Position]:
    """Return the coordinates of every place that has them, by IRI."""
    rows = reader.rows("SELECT ?e ?lat ?long { ?e nrr:latitude ?lat ; nrr:longitude ?long }")
    return {
        str(row["e"].value): Position(float(str(row["lat"].value)), float(str(row["long"].value)))
        for row in rows
    }


def spots(reader: Reader, names: Names, known: Mapping[str, Position], language: str) -> list[Spot]:
    """Return the places that statements of the article or of others name, most named first."""
    rows = reader.rows(
        "SELECT DISTINCT ?place ?s { ?place nrr:latitude ?north . "
        "?s ?link ?place ; nrr:property ?property . FILTER(?link != nrr:subject) "
        "VALUES ?link { nrr:place nrr:country nrr:area nrr:value nrr:about } } ORDER BY ?s"
    )
    named: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        named[str(row["place"].value)].append(str(row["s"].value))
    return on_map({iri: named[iri] for iri in named}, names, known, language)


def on_map(
    named: Mapping[str, Iterable[str]], names: Names, known: Mapping[str, Position], language: str
) -> list[Spot]:
    """Place things that have coordinates on the map, each with what is to be told of it."""
    found = [
        Spot(
            names.value(iri, language),
            known[iri],
            [names.value(statement, language) for statement in dict.fromkeys(statements)],
        )
        for iri, statements in named.items()
        if iri in known
    ]
    return _captioned(sorted(found, key=lambda spot: (-len(spot.statements), spot.place.text)))


def _captioned(found: Sequence[Spot]) -> list[Spot]:
    """Write each name beside its place where it covers nothing: the most named places first."""
    taken = [_Box(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in found]
    captioned = []
    for number, spot in enumerate(found):
        others = taken[:number] + taken[number + 1 :]
        for caption, box in _tries(spot):
            if not any(box.touches(other) for other in others):
                taken.append(box)
                captioned.append(replace(spot, caption=caption))
                break
        else:
            captioned.append(spot)
    return captioned


def _tries(spot: Spot) -> list[tuple[Caption, _Box]]:
    """Return the places where a name may be written: right, left, below, above."""
    width, away = len(spot.place.text) * FONT * 0.55, spot.radius + 0.2
    x, y = spot.x, spot.y
    return [
        (Caption(x + side * away, y + 0.4, anchor), _Box(left, y - 0.7, left + width, y + 0.7))
        for side, anchor, left in ((1, "start", x + away), (-1, "end", x - away - width))
    ] + [
        (Caption(x, y + down, "middle"), _Box(x - width / 2, y + down - 1, x + width / 2, y + down))
        for down in (spot.radius + 1.1, -away)
    ]


@dataclass(frozen=True)
class _Box:
    """A rectangle in the units of the map."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        """Tell whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )
