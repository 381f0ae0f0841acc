"""Draw places on a map: one mark for one place, each with its name and none under another.

Lengths are degrees of latitude; ``x`` grows to the east and ``y`` to the south.  The map is never
drawn so small that a mark could not be hit (WCAG 2.2, 2.5.8 Target Size: 24 CSS pixels).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, hypot, pi, sin, sqrt
from typing import Final

from nrr_graph.describe.places import Spot
from nrr_graph.describe.views import Value

#: The part of the world that the map shows, in degrees: west, east, south, north.
BOUNDS: Final = (-12.0, 82.0, 28.0, 70.0)
#: A degree of longitude is this much shorter than one of latitude, about 50° north.
NARROWER: Final = 0.64
#: Radius of the mark that most statements name, and of one that a single statement names.
LARGEST, SMALLEST = 2.4, 0.55
#: Half of 24 CSS pixels where the map is 704 of them wide, as it is on a phone.
REACH: Final = 1.03
#: Size of the names, and how wide a letter of them is.
FONT, LETTER = 1.1, 0.62
#: Marks that one map can show side by side.
MARKS_LIMIT: Final = 60
#: Rounds in which marks that cover each other are moved apart; a cluster of ten needs about 40.
_ROUNDS: Final = 200
_GAP: Final = 0.06


@dataclass(frozen=True)
class Caption:
    """Where the name of a place is written; ``is_apart`` if a line must lead to it."""

    x: float
    y: float
    anchor: str
    is_apart: bool = False


@dataclass(frozen=True)
class Mark:
    """A mark for all places at one point; ``place_x`` and ``place_y`` are that point.

    ``x`` and ``y`` lie beside it where another mark would be covered; ``reach`` is how far from
    there the mark can be hit.
    """

    places: Sequence[Value]
    count: int
    place_x: float
    place_y: float
    x: float
    y: float
    radius: float
    caption: Caption = Caption(0, 0, "start")

    @property
    def name(self) -> str:
        """The place that most statements name."""
        return self.places[0].text

    @property
    def reach(self) -> float:
        """How far from the middle the mark can be hit."""
        return max(self.radius, REACH)

    @property
    def is_apart(self) -> bool:
        """Tell whether the mark stands off its place, so that a line must lead there."""
        return hypot(self.x - self.place_x, self.y - self.place_y) > self.radius


@dataclass(frozen=True)
class WorldMap:
    """A map: its marks, all places with what is told of them, and those that lie outside."""

    marks: Sequence[Mark]
    spots: Sequence[Spot]
    outside: Sequence[Spot]


def view_box() -> str:
    """Return the part of the world as an SVG view box."""
    west, east, south, north = BOUNDS
    return f"{west * NARROWER:g} {-north:g} {(east - west) * NARROWER:g} {north - south:g}"


def draw(spots: Sequence[Spot]) -> WorldMap:
    """Draw places, most named first; those at one point share a mark."""
    inside = [spot for spot in spots if _is_inside(spot)]
    outside = [spot for spot in spots if not _is_inside(spot)]
    at: dict[tuple[float, float], list[Spot]] = defaultdict(list)
    for spot in inside:
        at[(spot.position.longitude, spot.position.latitude)].append(spot)
    most = max((sum(len(s.statements) for s in group) for group in at.values()), default=1)
    marks = [_mark(group, most) for group in list(at.values())[:MARKS_LIMIT]]
    return WorldMap(_captioned(_apart(marks)), spots, outside)


def _is_inside(spot: Spot) -> bool:
    west, east, south, north = BOUNDS
    return west < spot.position.longitude < east and south < spot.position.latitude < north


def _mark(group: Sequence[Spot], most: int) -> Mark:
    """Return a mark whose area grows with the number of statements."""
    count = sum(len(spot.statements) for spot in group)
    position = group[0].position
    x, y = position.longitude * NARROWER, -position.latitude
    radius = max(LARGEST * sqrt(count / most), SMALLEST)
    return Mark([spot.place for spot in group], count, x, y, x, y, radius)


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Move marks that cover each other apart, the smaller ones farther."""
    places = [[mark.x, mark.y] for mark in marks]
    for _ in range(_ROUNDS):
        moved = False
        for one, other in combinations(range(len(marks)), 2):
            moved |= _push(places[one], places[other], marks[one].reach, marks[other].reach)
        if not moved:
            break
    return [replace(mark, x=x, y=y) for mark, (x, y) in zip(marks, places, strict=True)]


def _push(one: list[float], other: list[float], reach: float, other_reach: float) -> bool:
    """Push two marks away from each other as far as they overlap; tell whether they did."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    distance = hypot(dx, dy) or 1e-6
    overlap = reach + other_reach + _GAP - distance
    if overlap <= 1e-3:
        return False
    share = other_reach / (reach + other_reach)
    for mark, part in ((one, -share), (other, 1 - share)):
        mark[0] += dx / distance * overlap * part
        mark[1] += dy / distance * overlap * part
    return True


def _captioned(marks: Sequence[Mark]) -> list[Mark]:
    """Write each name beside its mark, or farther off, where it covers nothing."""
    taken = [_Box.around(mark) for mark in marks]
    captioned = []
    for mark in marks:
        caption, box = next(
            (tried for tried in _tries(mark) if _fits(tried[1], taken)), next(_tries(mark))
        )
        taken.append(box)
        captioned.append(replace(mark, caption=caption))
    return captioned


def _tries(mark: Mark) -> Iterator[tuple[Caption, _Box]]:
    """Yield places where a name may be written: right, left, below, above, then farther off."""
    away = mark.radius + 0.25
    yield _written(mark, mark.x + away, mark.y, "start", is_apart=False)
    yield _written(mark, mark.x - away, mark.y, "end", is_apart=False)
    yield _written(mark, mark.x, mark.y + mark.reach + 0.8, "middle", is_apart=False)
    yield _written(mark, mark.x, mark.y - mark.reach - 0.7, "middle", is_apart=False)
    for distance in range(1, 10):
        for turn in range(16):
            angle = pi * turn / 8
            x = mark.x + cos(angle) * (mark.reach + distance)
            y = mark.y + sin(angle) * (mark.reach + distance)
            yield _written(mark, x, y, "start" if cos(angle) >= 0 else "end", is_apart=True)


def _written(
    mark: Mark, x: float, middle: float, anchor: str, *, is_apart: bool
) -> tuple[Caption, _Box]:
    width = len(mark.name) * FONT * LETTER
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = _Box(left, middle - FONT / 2, left + width, middle + FONT / 2)
    return Caption(x, middle + 0.4, anchor, is_apart), box


def _fits(box: _Box, taken: Sequence[_Box]) -> bool:
    west, east, south, north = BOUNDS
    inside = west * NARROWER < box.left and box.right < east * NARROWER
    inside = inside and -north < box.top and box.bottom < -south
    return inside and not any(box.touches(other) for other in taken)


@dataclass(frozen=True)
class _Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, mark: Mark) -> _Box:
        """Return the square around a mark."""
        r = mark.radius
        return cls(mark.x - r, mark.y - r, mark.x + r, mark.y + r)

    def touches(self, other: _Box) -> bool:
        """Tell whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )
