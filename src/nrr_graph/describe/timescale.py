"""Lay dated things out along a line of time, for a drawing; lengths are those of its own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from nrr_graph.describe.timeline import Moment

WIDTH: Final = 960.0
MARGIN: Final = 16.0
#: The height of a lane, where there are few and where there are many, and of the axis.
LANE, LOW_LANE = 15.0, 10.5
LANES_LIMIT: Final = 12
AXIS: Final = 26.0
#: What is shorter is drawn as a point.
POINT: Final = 9.0
GAP: Final = 3.0
#: Marks are given their words only where there is room for that.
LABELLED_LIMIT: Final = 45
CHARACTER: Final = 6.2
#: As many years can be written beside each other; of more, every second, fifth … is.
TICKS_LIMIT: Final = 26
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 500)


@dataclass(frozen=True)
class Mark:
    """A moment in the drawing: left edge, width and middle; how its date is known.

    ``shape`` is ``day`` for a known day, ``span`` for a day somewhere between, ``lasting`` for what
    went on from one day to another.
    """

    moment: Moment
    x: float
    width: float
    y: float
    shape: str


@dataclass(frozen=True)
class Tick:
    """A year or month on the axis."""

    x: float
    text: str
    year: int


@dataclass(frozen=True)
class Timescale:
    """A drawing: what the article says stands above the axis, what others say below it."""

    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    axis_y: float
    height: float
    is_labelled: bool


def lay_out(moments: Sequence[Moment], first_year: int, last_year: int) -> Timescale:
    """Place moments in as few lanes as they need without touching each other."""
    line = _Line(date(first_year, 1, 1), date(last_year, 12, 31))
    is_labelled = len(moments) <= LABELLED_LIMIT
    sides: list[list[tuple[Moment, float, float, int]]] = []
    lanes = []
    for is_finding in (False, True):
        own = [m for m in moments if m.is_finding is is_finding]
        placed, count = _stack(own, line, is_labelled=is_labelled)
        sides.append(placed)
        lanes.append(max(count, 1))
    lane_height = LANE if max(lanes) <= LANES_LIMIT else LOW_LANE
    axis_y = lanes[0] * lane_height + AXIS / 2 + 4
    marks = [
        Mark(
            moment,
            x,
            width,
            axis_y + way * (AXIS + lane_height * (2 * lane + 1)) / 2,
            _shape(moment),
        )
        for placed, way in zip(sides, (-1, 1), strict=True)
        for moment, x, width, lane in placed
    ]
    height = axis_y + lanes[1] * lane_height + AXIS / 2 + 4
    return Timescale(marks, line.ticks(), axis_y, height, is_labelled)


class _Line:
    """Days as places on the line."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._per_day = (WIDTH - 2 * MARGIN) / max((last - first).days, 1)

    def x(self, day: date) -> float:
        """Return the place of a day; what lies beyond an end stands at the end."""
        inside = min(max(day, self._first), self._last)
        return MARGIN + (inside - self._first).days * self._per_day

    def ticks(self) -> list[Tick]:
        """Return the years; of a single year, its months."""
        first, last = self._first.year, self._last.year
        if first == last:
            days = [date(first, month, 1) for month in range(1, 13)]
            return [Tick(self.x(day), f"{day.month:02}", first) for day in days]
        step = next(s for s in _STEPS if (last - first + 1) / s <= TICKS_LIMIT or s == _STEPS[-1])
        labelled = range(first + -first % step, last + 1, step)
        return [Tick(self.x(date(y, 1, 1)), str(y), y) for y in labelled]


def _stack(
    moments: Sequence[Moment], line: _Line, *, is_labelled: bool
) -> tuple[list[tuple[Moment, float, float, int]], int]:
    """Give each moment the first lane that is free where it stands."""
    ends: list[float] = []
    placed = []
    for moment in moments:
        x = line.x(moment.earliest)
        width = max(line.x(moment.end or moment.latest) - x, POINT)
        x = min(x, WIDTH - MARGIN - width)
        room = min(len(moment.label.text), 42) * CHARACTER + 8 if is_labelled else 0
        lane = next((n for n, end in enumerate(ends) if end + GAP <= x), len(ends))
        ends[lane : lane + 1] = [x + width + room]
        placed.append((moment, x, width, lane))
    return placed, len(ends)


def _shape(moment: Moment) -> str:
    if moment.end:
        return "lasting"
    return "day" if moment.is_exact else "span"
