"""Write the names of places on a map, each where it covers neither a mark nor another name.

Lengths are those of the map; ``x`` grows to the east and ``y`` to the south.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

#: Size of the names, and how wide a letter of them is.
FONT, LETTER = 1.1, 0.62
#: Of a longer name the map shows the beginning; the list below it has the whole.
NAME_LIMIT_CHARACTERS: Final = 32
#: From the middle of a line of text down to where its letters stand.
_TO_BASELINE: Final = 0.4


@dataclass(frozen=True)
class Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Tell whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Tell whether another rectangle lies within this one."""
        return (
            self.left < other.left
            and other.right < self.right
            and self.top < other.top
            and other.bottom < self.bottom
        )


@dataclass(frozen=True)
class Disc:
    """What a name stands beside: a circle, and how far from its middle it can be hit."""

    x: float
    y: float
    radius: float
    reach: float

    @property
    def box(self) -> Box:
        """The square around the circle."""
        r = self.radius
        return Box(self.x - r, self.y - r, self.x + r, self.y + r)


@dataclass(frozen=True)
class Caption:
    """Where the name of a place is written; ``is_apart`` if a line must lead to it."""

    text: str
    x: float
    y: float
    anchor: str
    is_apart: bool = False

    @property
    def box(self) -> Box:
        """The rectangle that the name takes."""
        width = len(self.text) * FONT * LETTER
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        middle = self.y - _TO_BASELINE
        return Box(left, middle - FONT / 2, left + width, middle + FONT / 2)


def captions(discs: Sequence[Disc], names: Sequence[str], within: Sequence[Box]) -> list[Caption]:
    """Write each name beside its circle, or farther off, where it covers nothing.

    :param within: the parts of the map that names may be written in, the preferred one first.
    """
    taken = [disc.box for disc in discs]
    written = []
    for disc, name in zip(discs, names, strict=True):
        tries = list(_tries(disc, shortened(name)))
        fitting = (c for part in within for c in tries if _fits(c.box, taken, part))
        written.append(next(fitting, tries[0]))
        taken.append(written[-1].box)
    return written


def shortened(name: str) -> str:
    """Return a name, or the beginning of a long one.

    >>> shortened("Rome"), len(shortened("Rome " * 400))
    ('Rome', 32)
    """
    if len(name) <= NAME_LIMIT_CHARACTERS:
        return name
    return name[: NAME_LIMIT_CHARACTERS - 1].rstrip() + "…"


def _tries(disc: Disc, name: str) -> Iterator[Caption]:
    """Yield places where a name may be written: right, left, below, above, then farther off."""
    away = disc.radius + 0.25
    yield _written(name, disc.x + away, disc.y, "start")
    yield _written(name, disc.x - away, disc.y, "end")
    yield _written(name, disc.x, disc.y + disc.reach + 0.8, "middle")
    yield _written(name, disc.x, disc.y - disc.reach - 0.7, "middle")
    for distance in range(1, 10):
        for turn in range(16):
            angle = pi * turn / 8
            x = disc.x + cos(angle) * (disc.reach + distance)
            y = disc.y + sin(angle) * (disc.reach + distance)
            yield _written(name, x, y, "start" if cos(angle) >= 0 else "end", is_apart=True)


def _written(name: str, x: float, middle: float, anchor: str, *, is_apart: bool = False) -> Caption:
    return Caption(name, x, middle + _TO_BASELINE, anchor, is_apart)


def _fits(box: Box, taken: Sequence[Box], within: Box) -> bool:
    return within.holds(box) and not any(box.touches(other) for other in taken)
