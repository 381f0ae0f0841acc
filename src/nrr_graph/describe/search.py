"""Find things by any of their names, in either language and script."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from nrr_graph.describe.folding import fold
from nrr_graph.describe.names import Names
from nrr_graph.namespaces import ID, NRR

#: Longer queries are cut: no name is longer.
QUERY_LIMIT_CHARACTERS: Final = 200
#: How like a name must be to what was typed, in percent, if it neither begins nor holds it.
LIKENESS_LIMIT: Final = 78
#: Scores of the ways in which a name can fit; what is only similar scores lower.
EXACT, BEGINS, WORDS_BEGIN, HOLDS = 100.0, 90.0, 80.0, 65.0
#: Who types the beginning of a name most often means a person.
PERSON_BEGINS: Final = 95.0
#: What is withdrawn scores so much less.
WITHDRAWN_DIVISOR: Final = 10
PERSON: Final = NRR + "Person"
#: A shorter name, such as "US", is similar to too much; it fits only as a whole word.
SHORTEST_SIMILAR: Final = 4
#: Evidence is found by what it is about, not by its name.
NOT_FOUND: Final = frozenset(
    NRR + name for name in ("Statement", "Quotation", "Finding", "Question", "Section", "Reference")
)


@dataclass(frozen=True)
class Match:
    """Something found: the name that fits, in its language, and how well it does (0 to 100)."""

    iri: str
    name: str
    language: str
    is_alias: bool
    score: float


@dataclass(frozen=True)
class _Entry:
    iri: str
    name: str
    language: str
    is_alias: bool


class Index:
    """All names of a release, folded; built when first asked."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._lock = threading.Lock()
        self._entries: dict[str, list[_Entry]] | None = None

    def find(
        self, text: str, *, kinds: Iterable[str] = (), limit: int = 20, language: str = "en"
    ) -> list[Match]:
        """Return what fits best, best first; each thing once, by the name that fits best.

        :param kinds: IRIs of classes; only their members are found.
        :param language: of two names that fit equally well, the one in this language is shown.
        """
        asked = fold(text[:QUERY_LIMIT_CHARACTERS])
        if not asked:
            return []
        wanted = set(kinds)
        best: dict[str, Match] = {}
        for folded, score in self._scores(asked).items():
            for entry in self._all[folded]:
                match = self._match(entry, score)
                if wanted and not wanted & set(self._names.of(entry.iri).kinds):
                    continue
                held = best.get(entry.iri)
                if held is None or _order(match, language) < _order(held, language):
                    best[entry.iri] = match
        ordered = sorted(best.values(), key=lambda match: _order(match, language))
        return ordered[:limit]

    def _match(self, entry: _Entry, score: float) -> Match:
        """Rank what is withdrawn last, and a person whose name begins so before other things."""
        named = self._names.of(entry.iri)
        if named.is_deprecated:
            score /= WITHDRAWN_DIVISOR
        elif score in (BEGINS, WORDS_BEGIN) and PERSON in named.kinds:
            score = PERSON_BEGINS
        return Match(entry.iri, entry.name, entry.language, entry.is_alias, score)

    def _scores(self, asked: str) -> dict[str, float]:
        scores = {}
        for folded in self._all:
            score = _score(asked, folded)
            if score:
                scores[folded] = score
        similar = process.extract(
            asked, self._all.keys(), scorer=fuzz.WRatio, score_cutoff=LIKENESS_LIMIT, limit=50
        )
        for folded, likeness, _ in similar:
            if len(folded) >= SHORTEST_SIMILAR and abs(len(folded) - len(asked)) <= max(
                len(asked), 4
            ):
                scores.setdefault(folded, likeness * HOLDS / 100)
        return scores

    @property
    def _all(self) -> dict[str, list[_Entry]]:
        with self._lock:
            if self._entries is None:
                self._entries = self._read()
            return self._entries

    def _read(self) -> dict[str, list[_Entry]]:
        entries: dict[str, list[_Entry]] = defaultdict(list)
        for iri, named in self._names.all.items():
            if not iri.startswith(ID) or NOT_FOUND.intersection(named.kinds):
                continue
            for language, label in named.labels.items():
                entries[fold(label)].append(_Entry(iri, label, language, is_alias=False))
            for alias, language in named.aliases:
                entries[fold(alias)].append(_Entry(iri, alias, language, is_alias=True))
        return dict(entries)


def _score(asked: str, folded: str) -> float:
    """Tell how well a name fits, from what is typed to the whole of it.

    >>> _score("nato", "nato"), _score("nato", "nato council"), _score("council", "nato council")
    (100.0, 90.0, 80.0)
    """
    if asked == folded:
        return EXACT
    if folded.startswith(asked):
        return BEGINS
    words = folded.split()
    if all(any(word.startswith(part) for word in words) for part in asked.split()):
        return WORDS_BEGIN
    return HOLDS if len(asked) > 2 and asked in folded else 0.0


def _order(match: Match, language: str) -> tuple[float, bool, bool, int, str]:
    return (-match.score, match.is_alias, match.language != language, len(match.name), match.iri)
