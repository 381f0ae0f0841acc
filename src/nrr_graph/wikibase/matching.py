"""Match names and values with entities, and say how well they fit (Reconciliation API 0.2).

The scores are those of openrefine-wikibase's documentation: the name counts 1, each property 0.4;
a wrong class drops a candidate, no class halves it; a match is certain above 95, less 5 for each
property, and 10 ahead of the next.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from nrr_graph.describe.folding import fold
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.asked import Asked
from nrr_graph.wikibase.entities import Entities, names_of

#: Names less like what is asked for are no candidates, in percent.
LIKENESS_LIMIT: Final = 50
NAME_WEIGHT, PROPERTY_WEIGHT = 1.0, 0.4
CERTAIN, CERTAIN_LESS, AHEAD = 95.0, 5.0, 10.0
#: Names that are looked at for one query.
_NAMES_LIMIT: Final = 200


@dataclass(frozen=True)
class Candidate:
    """An entity that may be meant; scores are percent, and each property has one."""

    number: str
    score: float
    name_score: float
    property_scores: Sequence[tuple[str, float]]
    is_certain: bool = False


class Matcher:
    """All items by their folded names."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities
        self._lock = threading.Lock()

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for number, entity in self._entities.all.items():
            if number[0] == "Q":
                for name in set(map(fold, names_of(entity))):
                    names.setdefault(name, []).append(number)
        return names

    def match(self, asked: Asked) -> list[Candidate]:
        """Return candidates, best first."""
        found = [
            c
            for number, score in self._by_name(asked.name)
            if (c := self._weigh(asked, number, score))
        ]
        found.sort(key=lambda c: (-c.score, int(c.number[1:])))
        return _certain(found, len(asked.properties))[: asked.limit]

    def _by_name(self, name: str) -> list[tuple[str, float]]:
        number = name.strip().rpartition("/")[2].upper()
        if re.fullmatch(r"Q[1-9]\d{0,9}", number) and number in self._entities.all:
            return [(number, 100.0)]
        with self._lock:
            names = self._names
        like = process.extract(
            fold(name), names.keys(), scorer=fuzz.token_sort_ratio,
            score_cutoff=LIKENESS_LIMIT, limit=_NAMES_LIMIT,
        )  # fmt: skip
        best: dict[str, float] = {}
        for folded, score, _ in like:
            for item in names[folded]:
                best[item] = max(best.get(item, 0.0), score)
        return list(best.items())

    def _weigh(self, asked: Asked, number: str, name_score: float) -> Candidate | None:
        scores = [(p, self._fits(number, p, values)) for p, values in asked.properties]
        total = NAME_WEIGHT * name_score + sum(PROPERTY_WEIGHT * score for _, score in scores)
        score = total / (NAME_WEIGHT + PROPERTY_WEIGHT * len(scores))
        own = self.classes(number)
        if asked.classes and own:
            if not _has_class(asked, own):
                return None
        elif asked.classes:
            score /= 2
        return Candidate(number, round(score, 1), round(name_score, 1), scores)

    def classes(self, number: str) -> set[str]:
        """Return the classes of an item with all that they are subclasses of."""
        found: set[str] = set()
        waiting = self._entities.classes(number)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += values_of(self._entities.all.get(one, {}), "P279")
        return found

    def _fits(self, number: str, property_: str, wanted: Sequence[object]) -> float:
        """Return how well the best value fits the best of those wanted, in percent."""
        claims = self._entities.all[number]["claims"].get(property_, [])
        return max(
            (self._likeness(claim["mainsnak"], value) for claim in claims for value in wanted),
            default=0.0,
        )

    def _likeness(self, snak: Json, wanted: object) -> float:
        if snak["snaktype"] != "value":
            return 0.0
        value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
        if isinstance(wanted, dict):
            return 100.0 if kind == "wikibase-entityid" and value["id"] == wanted.get("id") else 0.0
        text = str(wanted)
        if kind == "wikibase-entityid":
            names = names_of(self._entities.all[value["id"]])
            return max((fuzz.token_sort_ratio(fold(text), fold(n)) for n in names), default=0.0)
        if kind == "time":
            return 100.0 if _same_time(value, text) else 0.0
        if kind == "quantity":
            return 100.0 if text.lstrip("+") == value["amount"].lstrip("+") else 0.0
        written = value["text"] if kind == "monolingualtext" else value
        return float(fuzz.token_sort_ratio(fold(text), fold(str(written))))


def values_of(entity: Json, property_: str) -> list[str]:
    """Return the Q numbers that are values of a property.

    >>> values_of({}, "P279")
    []
    """
    snaks = (claim["mainsnak"] for claim in entity.get("claims", {}).get(property_, ()))
    return [s["datavalue"]["value"]["id"] for s in snaks if s["snaktype"] == "value"]


def _has_class(asked: Asked, own: set[str]) -> bool:
    fitting = [c in own for c in asked.classes]
    return all(fitting) if asked.strict == "all" else any(fitting) or asked.strict == "should"


def _certain(found: Sequence[Candidate], properties: int) -> list[Candidate]:
    """Mark the first candidate if it is certain enough and far enough ahead."""
    if not found:
        return []
    first, *others = found
    ahead = not others or first.score > others[0].score + AHEAD
    is_certain = first.score > CERTAIN - CERTAIN_LESS * properties and ahead
    marked = Candidate(
        first.number, first.score, first.name_score, first.property_scores, is_certain
    )
    return [marked, *others]


def _same_time(value: Json, text: str) -> bool:
    """Tell whether a date as written lies within a time value's precision, or the other way.

    >>> _same_time({"time": "+2009-05-00T00:00:00Z", "precision": 10}, "2009-05-06")
    True
    """
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?.*", text)
    if not parts:
        return False
    known = value["time"].removeprefix("+").partition("T")[0].split("-")[: value["precision"] - 8]
    given = [part for part in parts.groups() if part]
    return all(a == b for a, b in zip(known, given, strict=False)) and bool(known)
