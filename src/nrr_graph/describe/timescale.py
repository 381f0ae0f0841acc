"""Lay dated things out along a line of time, for a drawing; lengths are those of its own units.

A unit is never drawn smaller than a CSS pixel, so that what is to be hit is large enough (WCAG 2.2,
2.5.8 Target Size).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from nrr_graph.describe.time_axis import CHARACTER, GAP, TARGET, WIDTH, Tick, TimeAxis
from nrr_graph.describe.timeline import Moment

#: The height of the axis.
AXIS: Final = 26.0
#: Of more marks, those that lie together become one, with their number.
LABELLED_LIMIT: Final = 45
LABEL_CHARACTERS: Final = 42


@dataclass(frozen=True)
class Mark:
    """One moment in the drawing, or several that lie together; how their dates are known.

    ``shape`` is ``day`` for a known day, ``span`` for a day somewhere between, ``lasting`` for what
    went on from one day to another.  ``label_x`` and ``anchor`` say where the label stands.
    """

    moments: Sequence[Moment]
    x: float
    width: float
    y: float
    shape: str
    label_x: float
    anchor: str

    @property
    def middle(self) -> float:
        """Where the middle of the mark lies."""
        return self.x + self.width / 2

    @property
    def has_label_inside(self) -> bool:
        """Tell whether there is room for the label in the mark alone."""
        return self.x < self.label_x < self.x + self.width

    @property
    def first(self) -> date:
        """The first day on which any of them may have been."""
        return min(moment.earliest for moment in self.moments)

    @property
    def last(self) -> date:
        """The last day on which any of them may have been."""
        return max(moment.end or moment.latest for moment in self.moments)

    @property
    def is_finding(self) -> bool:
        """Tell whether other sources say so; the two never share a mark."""
        return self.moments[0].is_finding

    @property
    def has_issue(self) -> bool:
        """Tell whether something is wrong with any of them."""
        return any(moment.has_issue for moment in self.moments)


@dataclass(frozen=True)
class Timescale:
    """A drawing: what the article says stands above the axis, what others say below it."""

    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    axis_y: float
    height: float
    is_labelled: bool


def lay_out(moments: Sequence[Moment], first: date, last: date) -> Timescale:
    """Place moments between two days, in as few lanes as they need without touching each other."""
    axis = TimeAxis(first, last)
    is_labelled = len(moments) <= LABELLED_LIMIT
    sides = []
    for is_finding in (False, True):
        own = [moment for moment in moments if moment.is_finding is is_finding]
        groups = [[moment] for moment in own] if is_labelled else _groups(own, axis)
        sides.append(_stack(groups, axis, is_labelled=is_labelled))
    lanes = [max((lane + 1 for _, lane in placed), default=1) for placed in sides]
    axis_y = lanes[0] * TARGET + AXIS / 2 + 4
    marks = [
        replace(mark, y=axis_y + way * (AXIS + TARGET * (2 * lane + 1)) / 2)
        for placed, way in zip(sides, (-1, 1), strict=True)
        for mark, lane in placed
    ]
    height = axis_y + lanes[1] * TARGET + AXIS / 2 + 4
    return Timescale(marks, axis.ticks(), axis_y, height, is_labelled)


def _groups(moments: Sequence[Moment], axis: TimeAxis) -> list[list[Moment]]:
    """Put together what is known alike and lies closer together than can be hit."""
    groups: dict[tuple[object, ...], list[Moment]] = defaultdict(list)
    for moment in moments:
        left, right = axis.x(moment.earliest), axis.x(moment.end or moment.latest)
        if right - left < TARGET:
            place: tuple[int, ...] = (int((left + right) / 2 // TARGET),)
        else:
            place = (int(left // TARGET), int(right // TARGET))
        groups[(_shape(moment), *place)].append(moment)
    return list(groups.values())


def _stack(
    groups: Sequence[Sequence[Moment]], axis: TimeAxis, *, is_labelled: bool
) -> list[tuple[Mark, int]]:
    """Give each mark, with its label, the first lane that is free where it stands."""
    lanes: list[list[tuple[float, float]]] = []
    placed = []
    for group in groups:
        x, width = axis.reach(group)
        room = label_width(group[0]) if is_labelled else 0.0
        begin, end, label_x, anchor = _with_label(x, width, room)
        lane = next((n for n, taken in enumerate(lanes) if _free(taken, begin, end)), len(lanes))
        lanes[lane:] = lanes[lane:] or [[]]
        lanes[lane].append((begin, end))
        placed.append((Mark(group, x, width, 0, _shape(group[0]), label_x, anchor), lane))
    return placed


def _with_label(x: float, width: float, room: float) -> tuple[float, float, float, str]:
    """Return where a mark with its label begins and ends, and where the label is anchored.

    It stands to the right, else to the left, else in the mark, which then fills the line.
    """
    if x + width + room <= WIDTH:
        return x, x + width + room, x + width + GAP, "start"
    if x - room >= 0:
        return x - room, x + width, x - GAP, "end"
    return x, x + width, x + GAP, "start"


def _free(taken: Sequence[tuple[float, float]], begin: float, end: float) -> bool:
    return all(end + GAP <= left or right + GAP <= begin for left, right in taken)


def label_width(moment: Moment) -> float:
    """Return how much room the words beside a mark take."""
    return min(len(moment.label.text), LABEL_CHARACTERS) * CHARACTER + 8


def _shape(moment: Moment) -> str:
    if moment.end:
        return "lasting"
    return "day" if moment.is_exact else "span"
