"""Match names and values with entities, and say how well they fit (Reconciliation API 0.2, 1.0).

The scores are those of openrefine-wikibase's documentation: the name counts 1, each property 0.4;
a match is certain above 95, less 5 for each property, and 10 ahead of the next.  What is of another
class than was asked for is left out, or, where the class only should fit, halved and never certain.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from nrr_graph.describe.folding import fold
from nrr_graph.namespaces import NRR
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.asked import Asked, Condition
from nrr_graph.wikibase.entities import Entities, names_of
from nrr_graph.wikibase.identified import identified
from nrr_graph.wikibase.name_index import NameIndex
from nrr_graph.wikibase.spelling import WITHOUT_BRACKETS_WORTH, in_brackets, words_of
from nrr_graph.wikibase.written_dates import dates_written

NAME_WEIGHT, PROPERTY_WEIGHT = 1.0, 0.4
CERTAIN, CERTAIN_LESS, AHEAD = 95.0, 5.0, 10.0
#: A condition that is required holds from here, in percent.
REQUIRED: Final = 80.0
#: A word of the vocabulary comes before things only if it fits better by more than this.
_VOCABULARY_LESS: Final = AHEAD
#: What people write behind a name to say that it is the well-known one, or how it is written.
_SAID_OF_MANY: Final = frozenset(("country", "the", "ret", "newspaper", "magazine", "agency"))
#: The names of these may stand beside a person's title.
_BESIDE: Final = ("Office", "State", "Organization")


@dataclass(frozen=True)
class Candidate:
    """An entity that may be meant; scores are percent, and each property has one.

    ``fits_class`` is whether it is of a class that was asked for, if any was.
    """

    number: str
    score: float
    name_score: float
    property_scores: Sequence[tuple[str, float]]
    fits_class: bool = True
    is_certain: bool = False


class Matcher:
    """All items by their names."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities
        self._lock = threading.Lock()

    @cached_property
    def _names(self) -> NameIndex:
        items = {n: entity for n, entity in self._entities.all.items() if n[0] == "Q"}
        names = {n: names_of(e) for n, e in items.items() if not self._is_class(n)}
        beside = [name for local in _BESIDE for n in self._members(local) for name in names[n]]
        renamed = [names[number] for number in self._members("State")]
        renamed += [with_acronyms(names[number]) for number in self._members("Organization")]
        return NameIndex(names, set(self._members("Person")), beside, renamed)

    def _is_class(self, number: str) -> bool:
        return self._entities.iri(number).startswith(NRR)

    def _members(self, local_name: str) -> list[str]:
        wanted = self._entities.numbers.item(NRR + local_name)
        items = (n for n in self._entities.all if n[0] == "Q")
        return [n for n in items if wanted in self._entities.all_classes(n)]

    def match(self, asked: Asked) -> list[Candidate]:
        """Return candidates, best first."""
        found = [
            c
            for number, score in self._by_name(asked.name).items()
            if (c := self._weigh(asked, number, score))
        ]
        found.sort(key=lambda c: (-c.score, int(c.number[1:])))
        return _certain(found, len(asked.properties))[: asked.limit]

    def _by_name(self, name: str) -> dict[str, float]:
        numbers = identified(self._entities, name)
        if numbers:
            return dict.fromkeys(numbers, 100.0)
        if not name.strip():
            return {n: 0.0 for n in self._entities.all if n[0] == "Q" and not self._is_class(n)}
        with self._lock:
            names = self._names
        found = names.find(name)
        return self._bracketed(name, found) if in_brackets(name) else found

    def _bracketed(self, name: str, found: dict[str, float]) -> dict[str, float]:
        """Leave undecided what fits only without the brackets, where these tell it from its like.

        Georgia (U.S. state) is not the country; The Moscow Times (newspaper) is the newspaper.
        """
        best = 100 * WITHOUT_BRACKETS_WORTH
        return {
            number: min(score, CERTAIN)
            if CERTAIN < score <= best and not self._is_told_by(number, in_brackets(name))
            else score
            for number, score in found.items()
        }

    def _is_told_by(self, number: str, parts: Sequence[str]) -> bool:
        """Tell whether what stands in brackets is said of an item, or is one of its names."""
        entities = self._entities
        numbers = [number, *entities.all_classes(number)]
        said = [*map(entities.label, numbers), *map(entities.description, numbers)]
        known = {word.text for text in said for word in words_of(text)} | _SAID_OF_MANY
        return all(
            {word.text for word in words_of(part)} <= known
            or self._names.likeness(number, part) >= REQUIRED
            for part in parts
        )

    def _weigh(self, asked: Asked, number: str, name_score: float) -> Candidate | None:
        scores = [(one, self._fits(number, one)) for one in asked.properties]
        if any(one.is_required and score < REQUIRED for one, score in scores):
            return None
        name_weight = NAME_WEIGHT if asked.name.strip() else 0.0
        weight = name_weight + PROPERTY_WEIGHT * len(scores)
        total = name_weight * name_score + sum(PROPERTY_WEIGHT * score for _, score in scores)
        if not total:
            return None
        score = self._by_class(asked, number, total / weight)
        if score is None:
            return None
        named = [(one.property, percent) for one, percent in scores]
        fits = self._fits_class(asked, number)
        return Candidate(number, round(score, 1), round(name_score, 1), named, fits)

    def _fits_class(self, asked: Asked, number: str) -> bool:
        own = self._entities.all_classes(number)
        fitting = [c in own for c in asked.classes]
        return all(fitting) if asked.strict == "all" else any(fitting) or not fitting

    def _by_class(self, asked: Asked, number: str, score: float) -> float | None:
        """Return a score as the class of the item bears on it; nothing if it is excluded."""
        if not self._fits_class(asked, number):
            return score / 2 if asked.strict == "should" else None
        if not asked.classes and self._entities.is_vocabulary(number):
            return max(score - _VOCABULARY_LESS, 0)
        # A page whose title has the words of a name comes behind the things of such names.
        if not asked.classes and score <= CERTAIN and self._entities.is_page(number):
            return max(score - _VOCABULARY_LESS, 0)
        return score

    def _fits(self, number: str, wanted: Condition) -> float:
        """Return how well the values of a property fit those wanted, in percent."""
        claims = self._entities.all[number]["claims"].get(wanted.property, [])
        best = [
            max((self._likeness(claim["mainsnak"], value) for claim in claims), default=0.0)
            for value in wanted.values
        ]
        if wanted.quantifier == "all":
            return min(best, default=0.0)
        found = max(best, default=0.0)
        return 100 - found if wanted.quantifier == "none" else found

    def _likeness(self, snak: Json, wanted: object) -> float:
        """Return how well a value fits one that is wanted, in percent."""
        if snak["snaktype"] != "value":
            return 0.0
        value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
        if kind == "wikibase-entityid":
            return self._item_likeness(str(value["id"]), wanted)
        text = str(wanted)
        if kind == "time":
            return 100.0 if _same_time(value, text) else 0.0
        if kind == "quantity":
            return 100.0 if text.lstrip("+") == value["amount"].lstrip("+") else 0.0
        if kind == "globecoordinate":
            return 100.0 if text == f"{value['latitude']},{value['longitude']}" else 0.0
        written = value["text"] if kind == "monolingualtext" else value
        return float(fuzz.token_sort_ratio(fold(text), fold(str(written))))

    def _item_likeness(self, number: str, wanted: object) -> float:
        is_reconciled = isinstance(wanted, dict)
        text = str(wanted.get("id", "")) if isinstance(wanted, dict) else str(wanted)
        if number in identified(self._entities, text):
            return 100.0
        if is_reconciled:
            return 0.0
        with self._lock:
            names = self._names
        return names.likeness(number, text)


def with_acronyms(names: Sequence[str]) -> list[str]:
    """Return the first name, and the others that are acronyms.

    >>> with_acronyms(["UN Security Council", "Security Council", "UNSC", "UN"])
    ['UN Security Council', 'UNSC']
    """
    return [*names[:1], *(name for name in names[1:] if name.isupper() and 3 <= len(name) <= 8)]


def _certain(found: Sequence[Candidate], properties: int) -> list[Candidate]:
    """Mark the first candidate if it is certain enough and far enough ahead."""
    if not found:
        return []
    first, *others = found
    ahead = not others or first.score > others[0].score + AHEAD
    is_enough = first.score > CERTAIN - CERTAIN_LESS * properties
    return [replace(first, is_certain=is_enough and ahead and first.fits_class), *others]


def _same_time(value: Json, text: str) -> bool:
    """Tell whether a date as written lies within a time value's precision, or the other way.

    >>> _same_time({"time": "+2009-05-00T00:00:00Z", "precision": 10}, "6 May 2009")
    True
    """
    known = value["time"].removeprefix("+").partition("T")[0].split("-")[: value["precision"] - 8]
    return any(
        all(a == b for a, b in zip(known, given, strict=False)) and bool(known)
        for given in dates_written(text)
    )
