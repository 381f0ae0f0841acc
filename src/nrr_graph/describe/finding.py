"""Search the whole site: by name, by the words and dates in a fact, by code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.questions import Question
from nrr_graph.describe.search import (
    EXACT,
    PERSON,
    PERSON_BEGINS,
    QUERY_LIMIT_CHARACTERS,
    WITHDRAWN_DIVISOR,
    Index,
    Match,
)
from nrr_graph.describe.words import WordIndex, stems
from nrr_graph.namespaces import ID, PREFIXES

#: The score of what has all the words: more than what is only similar, less than a name.
WORDS_FIT: Final = 70.0
#: The score of what has the whole name in another case, or misspelt.
INFLECTED: Final = 98.0
#: The score of what has most of the words, where nothing has all of them.
MOST_WORDS_FIT: Final = 55.0
#: Of what has all the words, so many are ranked.
RANKED_LIMIT: Final = 1_000
_SHORT_ID: Final = next(f"{prefix}:" for prefix, iri in PREFIXES.items() if iri == ID)


@dataclass(frozen=True)
class Finder:
    """What is needed to search: everything by its names and by the words in it."""

    names: Names
    index: Index
    words: WordIndex

    def find(
        self, text: str, *, kinds: Sequence[str] = (), limit: int = 20, language: str = "en"
    ) -> list[Match]:
        """Return what fits best, best first.

        What is named so comes before what has all the words; where nothing does, what has most of
        them is returned.  What has the words comes in the order of ``WordIndex.find``.

        :param kinds: IRIs of classes; only their members are found.
        """
        text = text[:QUERY_LIMIT_CHARACTERS].strip()
        named = self._called(text, kinds, language)
        named += self.index.find(text, kinds=kinds, limit=limit, language=language)
        by_words, score = self.words.find(text, kinds=kinds, limit=RANKED_LIMIT), WORDS_FIT
        if not by_words and not any(match.score > WORDS_FIT for match in named):
            by_words, score = self.words.closest(text, kinds=kinds, limit=limit), MOST_WORDS_FIT
        best: dict[str, Match] = {}
        for match in named:
            best.setdefault(match.iri, match)
        accepted = self.words.accepted(text)
        for iri in by_words:
            label = self.names.value(iri, language).text
            known = best.get(iri) or Match(iri, label, "", is_alias=False, score=0.0)
            own = max(score, self._inflected(iri, accepted)) if score == WORDS_FIT else score
            if self.names.of(iri).is_deprecated:
                own /= WITHDRAWN_DIVISOR
            best[iri] = replace(known, score=max(known.score, own))
        place = {iri: number for number, iri in enumerate(by_words)}

        def order(match: Match) -> tuple[float, int]:
            """Put the best first; of what only has the words, what the words find first."""
            return -match.score, place.get(match.iri, RANKED_LIMIT) if match.score == score else 0

        return sorted(best.values(), key=order)[:limit]

    def _inflected(self, iri: str, accepted: Sequence[set[str]]) -> float:
        """Score what is called so in another case or spelling, the whole name or a person's."""
        named = self.names.of(iri)
        known = set[str]().union(*accepted)
        for name in (*named.labels.values(), *(alias for alias, _language in named.aliases)):
            own = _stems_of(name)
            if own <= known and all(own & fitting for fitting in accepted):
                return INFLECTED
            if PERSON in named.kinds and all(own & fitting for fitting in accepted):
                return PERSON_BEGINS
        return 0.0

    def _called(self, text: str, kinds: Iterable[str], language: str) -> list[Match]:
        """Return what has an IRI that was typed, whole, short, or only its name."""
        iri = ID + text.removeprefix(ID).removeprefix(_SHORT_ID).casefold()
        named = self.names.of(iri)
        if not named.kinds or (kinds and not set(kinds).intersection(named.kinds)):
            return []
        label = self.names.value(iri, language).text
        score = EXACT / WITHDRAWN_DIVISOR if named.is_deprecated else EXACT
        return [Match(iri, label, "", is_alias=False, score=score)]


@lru_cache(maxsize=8_000)
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(stems(name))


def closest_questions(asked: Sequence[Question], text: str, limit: int = 5) -> list[Question]:
    """Return the questions that share words with a text, those that share most first."""
    wanted = set(stems(text))
    shared = [(len(wanted & set(stems(f"{q.text} {q.slug}"))), q) for q in asked]
    best = sorted((one for one in shared if one[0]), key=lambda one: (-one[0], one[1].slug))
    return [question for _count, question in best[:limit]]
