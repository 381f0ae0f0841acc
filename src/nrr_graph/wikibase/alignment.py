"""Words of one name beside those of another: which are counterparts, and what differences cost.

A fit above 95 percent means that nothing speaks against the same name: each word has its
counterpart, and what is left over says nothing (``the``, a title).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.wikibase.declension import is_case_of
from nrr_graph.wikibase.spelling import Word, is_slip

#: What a difference takes off, in percent.  More than 5 is too much for a certain match.
SLIP, CUT, ANOTHER_CASE = 3, 3, 2
#: A whole name differs from another's by one letter too easily.
SLIP_ALONE: Final = 8
#: Shorter words differ by one letter too easily.
_SLIP_FROM, _SLIP_ALONE_FROM = 5, 6
#: What a pair of words costs; nothing if they are no counterparts.
PairCost = Callable[[Word, Word, bool], float | None]
FILLERS: Final = frozenset(
    (
        *("the", "a", "an", "of", "for", "and", "in", "on", "at", "to", "de", "la", "le", "les"),
        *("du", "des", "d", "l", "et", "der", "die", "das", "und", "von", "i", "v", "na", "po"),
        *("s", "so", "vo", "iz", "k", "o", "ob", "ot", "u", "pri", "dla", "s'"),
    )
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names, the places of words that are counterparts, and what their differences cost."""

    asked: Sequence[Word]
    name: Sequence[Word]
    pairs: Mapping[int, int]
    cost: float

    @property
    def open_asked(self) -> list[int]:
        """Return the places of the words of the query that have no counterpart."""
        return [n for n in range(len(self.asked)) if n not in self.pairs]

    @property
    def open_name(self) -> list[int]:
        """Return the places of the words of the name that have no counterpart."""
        taken = set(self.pairs.values())
        return [n for n in range(len(self.name)) if n not in taken]


def align(asked: Sequence[Word], name: Sequence[Word], cost_of: PairCost) -> Alignment:
    """Give each word its best counterpart."""
    is_alone = len(asked) == 1 and len(name) == 1
    found = sorted(
        (cost, abs(i - j), i, j)
        for i, one in enumerate(asked)
        for j, other in enumerate(name)
        if (cost := cost_of(one, other, is_alone)) is not None
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    total = 0.0
    for cost, _, i, j in found:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
            total += cost
    return Alignment(asked, name, pairs, total)


def cost_of_slip(asked: Word, name: Word, is_alone: bool) -> float | None:
    """Return what a slip costs.  By another letter a whole name may well become another's."""
    if not is_slip(asked.text, name.text, _SLIP_ALONE_FROM if is_alone else _SLIP_FROM):
        return None
    is_exchanged = sorted(asked.text) != sorted(name.text) and len(asked.text) == len(name.text)
    return SLIP_ALONE if is_alone and is_exchanged else SLIP


def cost_of_case(asked: Word, name: Word) -> float | None:
    """Return what another grammatical case costs: the name itself is in the first."""
    return ANOTHER_CASE if is_case_of(asked.cyrillic, name.cyrillic) else None
