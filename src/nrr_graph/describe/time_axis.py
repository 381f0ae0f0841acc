"""Days as places on a line of time, and the years, months or days that are written along it.

Lengths are those of a drawing's own units, none of which is drawn smaller than a CSS pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nrr_graph.describe.timeline import Moment

WIDTH: Final = 960.0
MARGIN: Final = 16.0
#: The width of the smallest mark that can be hit (WCAG 2.2, 2.5.8 Target Size).
TARGET: Final = 24.0
#: The least room between two things.
GAP: Final = 3.0
#: How wide a letter of a label is.
CHARACTER: Final = 6.2
#: As many years, months or days can be written beside each other; of more, every second … is.
TICKS_LIMIT: Final = {"year": 24, "month": 14, "day": 11}
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 500)
_MONTHS_FROM_DAYS, _YEARS_FROM_DAYS = 62, 420


@dataclass(frozen=True)
class Tick:
    """A year, month or day on the axis; ``until`` is the last one before the next tick."""

    x: float
    width: float
    text: str
    until: str


class TimeAxis:
    """Days as places on the line."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._days = (last - first).days

    def x(self, day: date) -> float:
        """Return the place of a day; what lies beyond an end stands at the end."""
        inside = min(max(day, self._first), self._last)
        return MARGIN + (inside - self._first).days * (WIDTH - 2 * MARGIN) / max(self._days, 1)

    def reach(self, group: Sequence[Moment]) -> tuple[float, float]:
        """Return the left edge and the width of a mark, which is never too small to be hit."""
        left = min(self.x(moment.earliest) for moment in group)
        right = max(self.x(moment.end or moment.latest) for moment in group)
        width = max(right - left, TARGET)
        left = min((left + right - width) / 2, WIDTH - width)
        return max(left, 0.0), width

    def ticks(self) -> list[Tick]:
        """Return years; in about a year its months; in a month or two some of the days."""
        unit = "day" if self._days <= _MONTHS_FROM_DAYS else "month"
        unit = "year" if self._days > _YEARS_FROM_DAYS else unit
        days = self._beginnings(unit)
        step = next(s for s in _STEPS if len(days) / s <= TICKS_LIMIT[unit] or s == _STEPS[-1])
        shown = days[-days[0].year % step if unit == "year" else 0 :: step]
        ends = [*(day - timedelta(1) for day in shown[1:]), self._last]
        length = {"year": 4, "month": 7, "day": 10}[unit]
        room = length * CHARACTER + GAP
        return [
            Tick(
                self.x(d), self.x(end) - self.x(d), d.isoformat()[:length], end.isoformat()[:length]
            )
            for d, end in zip(shown, ends, strict=True)
            if self.x(d) + room <= WIDTH
        ]

    def _beginnings(self, unit: str) -> list[date]:
        """Return the days between the ends on which a unit begins."""
        if unit == "day":
            return [self._first + timedelta(number) for number in range(self._days + 1)]
        step = 12 if unit == "year" else 1
        months = range(self._first.year * 12, self._last.year * 12 + 12, step)
        begun = (date(month // 12, month % 12 + 1, 1) for month in months)
        return [day for day in begun if self._first <= day <= self._last]
