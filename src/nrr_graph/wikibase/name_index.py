"""All items by their names, and which of them a name may mean."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from nrr_graph.wikibase.alignment import FILLERS
from nrr_graph.wikibase.declension import plain_cases
from nrr_graph.wikibase.name_fit import fit
from nrr_graph.wikibase.renaming import Renaming
from nrr_graph.wikibase.spelling import Word, readings, without_umlauts, words_of

#: Names less like what is asked for are no candidates, in percent.
LIKENESS_LIMIT: Final = 50
#: Names that are compared word by word for one reading of a query.
_NAMES_LIMIT: Final = 60
#: What likeness alone is worth: never a certain match, and behind any that is one.
_LIKENESS_WORTH: Final = 0.85
#: How like a name is to words that all stand in it, at least.
_CONTAINED: Final = 60.0
#: Longer runs of initials are no acronyms.
_ACRONYM_LONGEST: Final = 8
_INVERTED: Final = re.compile(r"([^,]+),\s*([^,]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one item."""

    number: str
    words: Sequence[Word]
    text: str


class NameIndex:
    """Names of items, indexed by their words."""

    def __init__(
        self,
        names: Mapping[str, Sequence[str]],
        persons: Set[str],
        beside: Iterable[str],
        renamed: Iterable[Sequence[str]],
    ) -> None:
        """Index names.

        :param names: the names of each item, by number, the first first.
        :param persons: the numbers of items that are persons, whose names are read as such.
        :param beside: names whose words may stand beside a title.
        :param renamed: the names of each thing that has several inside of other names.
        """
        self._persons = persons
        self._renaming = Renaming([list(map(words_of, several)) for several in renamed])
        self._beside = frozenset(
            form
            for name in beside
            for word in words_of(name)
            for form in (word.text, *plain_cases(word.cyrillic))
        )
        self._all = list(dict.fromkeys(self._names(names)))
        self._of_number: dict[str, list[Name]] = defaultdict(list)
        for name in self._all:
            self._of_number[name.number].append(name)
        self.likeness = lru_cache(maxsize=10_000)(self._likeness)
        self._texts = [name.text for name in self._all]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        #: Names by what stands for their words: acronyms, and words in another case.
        self._by_form: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._all):
            for sound in {word.sound for word in name.words}:
                self._by_word[sound].append(place)
            cases = {form for word in name.words for form in plain_cases(word.cyrillic)}
            for form in cases | _runs_of_initials(name.words):
                self._by_form[form].append(place)
        self._weights = {
            sound: math.log(1 + len(self._all) / len(places))
            for sound, places in self._by_word.items()
        }

    def find(self, text: str) -> dict[str, float]:
        """Return the items that a text may name, and how well, in percent."""
        best: dict[str, float] = {}
        for reading, worth in self._readings(text):
            for place, likeness in self._like(reading).items():
                name = self._all[place]
                score = worth * max(likeness * _LIKENESS_WORTH, self._fit(reading, name))
                best[name.number] = max(best.get(name.number, 0.0), score)
        return best

    def _likeness(self, number: str, text: str) -> float:
        """Return how well a text names an item, in percent."""
        best = 0.0
        for reading, worth in self._readings(text):
            written = " ".join(word.text for word in reading)
            for name in self._of_number[number]:
                likeness = fuzz.token_sort_ratio(written, name.text) * _LIKENESS_WORTH
                best = max(best, worth * max(likeness, self._fit(reading, name)))
        return best

    def _fit(self, reading: Sequence[Word], name: Name) -> float:
        is_person = name.number in self._persons
        return fit(reading, name.words, is_person=is_person, beside=self._beside)

    def _like(self, reading: Sequence[Word]) -> dict[int, float]:
        """Return the places of names that are like a reading, and how much, in percent."""
        text = " ".join(word.text for word in reading)
        found = process.extract(
            text, self._texts, scorer=fuzz.token_sort_ratio,
            score_cutoff=LIKENESS_LIMIT, limit=_NAMES_LIMIT,
        )  # fmt: skip
        like = {place: float(score) for _, score, place in found}
        for place, share in self._sharing(reading):
            like[place] = max(like.get(place, 0.0), share)
        for word in reading:
            if len(reading) == 1 or word.sound not in self._by_word:
                for place in self._by_form.get(word.text, ())[:_NAMES_LIMIT]:
                    like.setdefault(place, LIKENESS_LIMIT)
        return like

    def _sharing(self, reading: Sequence[Word]) -> list[tuple[int, float]]:
        """Return names with words in common, rare words counting more, in percent."""
        shared: Counter[int] = Counter()
        sounds = {word.sound for word in reading}
        for sound in sounds:
            for place in self._by_word.get(sound, ()):
                shared[place] += self._weights[sound]  # type: ignore[assignment]
        unknown = max(self._weights.values(), default=1.0)
        of_reading = sum(self._weights.get(sound, unknown) for sound in sounds)
        return [
            (
                place,
                max(
                    200 * weight / (of_reading + self._weight(place)),
                    _CONTAINED if math.isclose(weight, of_reading) else 0.0,
                ),
            )
            for place, weight in shared.most_common(_NAMES_LIMIT)
        ]

    def _weight(self, place: int) -> float:
        return sum(self._weights[s] for s in {word.sound for word in self._all[place].words})

    def _readings(self, text: str) -> Iterator[tuple[Sequence[Word], float]]:
        for reading, worth in readings(text):
            yield reading, worth
            renamed = self._renaming.rename(reading)
            if renamed != reading:
                yield renamed, worth

    def _names(self, names: Mapping[str, Sequence[str]]) -> Iterator[Name]:
        for number, texts in names.items():
            for text in dict.fromkeys((*texts, *map(without_umlauts, texts))):
                inverted = _INVERTED.fullmatch(text) if number in self._persons else None
                words = words_of(f"{inverted[2]} {inverted[1]}" if inverted else text)
                for spelt in dict.fromkeys((words, self._renaming.rename(words))):
                    if spelt:
                        yield Name(number, spelt, " ".join(word.text for word in spelt))


def _runs_of_initials(words: Sequence[Word]) -> set[str]:
    """Return what may be written as an acronym in a name, small words counted or not.

    >>> sorted(_runs_of_initials(words_of("Institutes of Health")))
    ['ih', 'io', 'ioh', 'oh']
    """
    found = set()
    for kept in (words, [word for word in words if word.text not in FILLERS]):
        letters = "".join(word.text[0] for word in kept)
        for begin in range(len(letters)):
            for end in range(begin + 2, min(begin + _ACRONYM_LONGEST, len(letters)) + 1):
                found.add(letters[begin:end])
    return found
