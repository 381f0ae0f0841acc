"""Draw places on a map: one mark for one place, each with its name and none under another.

Lengths are degrees of latitude; ``x`` grows to the east and ``y`` to the south.  The map shows the
part of the world in which the marks lie, and is never drawn so small that one could not be hit
(WCAG 2.2, 2.5.8 Target Size: 24 CSS pixels).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, hypot, sqrt
from typing import Final

from nrr_graph.describe.map_captions import Box, Caption, Disc, captions
from nrr_graph.describe.places import Spot
from nrr_graph.describe.views import Value

#: The part of the world that the map can show, in degrees: west, east, south, north.
BOUNDS: Final = (-12.0, 82.0, 28.0, 70.0)
#: A degree of longitude is this much shorter than one of latitude, about 50° north.
NARROWER: Final = 0.64
#: Radius of the mark that most statements name, and of one that a single statement names.
LARGEST, SMALLEST = 2.4, 0.55
#: CSS pixels of a degree of latitude where the map is drawn smallest, as it is on a phone.
PIXELS: Final = 11.7
#: Half of 24 CSS pixels there.
REACH: Final = 1.03
#: The map goes on as far beyond the outermost marks and names.
MARGIN: Final = 1.5
#: The width and the height of the smallest part of the world that is shown.
_LEAST: Final = (24.0, 15.0)
#: Marks that one map can show side by side.
MARKS_LIMIT: Final = 60
#: Rounds in which marks that cover each other are moved apart; a cluster of ten needs about 40.
_ROUNDS: Final = 200
_GAP: Final = 0.06


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
    caption: Caption

    @property
    def name(self) -> str:
        """The place that most statements name."""
        return self.places[0].text

    @property
    def disc(self) -> Disc:
        """The circle that is drawn, and how far from its middle it can be hit."""
        return Disc(self.x, self.y, self.radius, max(self.radius, REACH))

    @property
    def place(self) -> Box:
        """The point where the places lie."""
        return Box(self.place_x, self.place_y, self.place_x, self.place_y)

    @property
    def is_apart(self) -> bool:
        """Tell whether the mark stands off its place, so that a line must lead there."""
        return hypot(self.x - self.place_x, self.y - self.place_y) > self.radius


@dataclass(frozen=True)
class WorldMap:
    """A map: its marks, all places with what is told of them, and those that lie outside.

    ``frame`` is the part of the world that it shows.
    """

    marks: Sequence[Mark]
    spots: Sequence[Spot]
    outside: Sequence[Spot]
    frame: Box

    @property
    def view_box(self) -> str:
        """The part of the world that is shown, as an SVG view box."""
        width, height = _size(self.frame)
        return f"{self.frame.left:.4g} {self.frame.top:.4g} {width:.4g} {height:.4g}"

    @property
    def middle(self) -> float:
        """How far from its left edge the map is told most about, as a share of its width."""
        told = sum(mark.count for mark in self.marks)
        if not told:
            return 0.5
        x = sum(mark.x * mark.count for mark in self.marks) / told
        return (x - self.frame.left) / _size(self.frame)[0]

    @property
    def least_size_px(self) -> tuple[int, int]:
        """The width and height in CSS pixels below which marks could not be hit."""
        width, height = _size(self.frame)
        return ceil(width * PIXELS), ceil(height * PIXELS)


def draw(spots: Sequence[Spot]) -> WorldMap:
    """Draw places, most named first; those at one point share a mark."""
    inside = [spot for spot in spots if _is_inside(spot)]
    outside = [spot for spot in spots if not _is_inside(spot)]
    at: dict[tuple[float, float], list[Spot]] = defaultdict(list)
    for spot in inside:
        at[(spot.position.longitude, spot.position.latitude)].append(spot)
    most = max((sum(len(s.statements) for s in group) for group in at.values()), default=1)
    marks = _apart([_mark(group, most) for group in list(at.values())[:MARKS_LIMIT]])
    discs = [mark.disc for mark in marks]
    frame = _frame([box for mark in marks for box in (mark.disc.box, mark.place)])
    written = captions(discs, [mark.name for mark in marks], (frame, _whole()))
    marks = [replace(mark, caption=c) for mark, c in zip(marks, written, strict=True)]
    shown = [box for mark in marks for box in (mark.disc.box, mark.place, mark.caption.box)]
    return WorldMap(marks, spots, outside, _frame(shown))


def _whole() -> Box:
    """Return the part of the world that can be shown, in the map's own lengths."""
    west, east, south, north = BOUNDS
    return Box(west * NARROWER, -north, east * NARROWER, -south)


def _frame(boxes: Sequence[Box]) -> Box:
    """Return the part of the world in which rectangles lie, with a margin."""
    whole = _whole()
    if not boxes:
        return whole
    left, right = _span(
        min(b.left for b in boxes), max(b.right for b in boxes), _LEAST[0], whole.left, whole.right
    )
    top, bottom = _span(
        min(b.top for b in boxes), max(b.bottom for b in boxes), _LEAST[1], whole.top, whole.bottom
    )
    return Box(left, top, right, bottom)


def _span(
    begin: float, end: float, least: float, lowest: float, highest: float
) -> tuple[float, float]:
    """Return where a side of the map begins and ends: around what is there, within its bounds."""
    length = min(max(end - begin + 2 * MARGIN, least), highest - lowest)
    begin = min(max((begin + end - length) / 2, lowest), highest - length)
    return begin, begin + length


def _size(box: Box) -> tuple[float, float]:
    return box.right - box.left, box.bottom - box.top


def _is_inside(spot: Spot) -> bool:
    west, east, south, north = BOUNDS
    return west < spot.position.longitude < east and south < spot.position.latitude < north


def _mark(group: Sequence[Spot], most: int) -> Mark:
    """Return a mark whose area grows with the number of statements."""
    count = sum(len(spot.statements) for spot in group)
    position = group[0].position
    x, y = position.longitude * NARROWER, -position.latitude
    radius = max(LARGEST * sqrt(count / most), SMALLEST)
    caption = Caption(group[0].place.text, x, y, "start")
    return Mark([spot.place for spot in group], count, x, y, x, y, radius, caption)


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Move marks that cover each other apart, the smaller ones farther."""
    places = [[mark.x, mark.y] for mark in marks]
    reaches = [mark.disc.reach for mark in marks]
    for _ in range(_ROUNDS):
        moved = False
        for one, other in combinations(range(len(marks)), 2):
            moved |= _push(places[one], places[other], reaches[one], reaches[other])
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
