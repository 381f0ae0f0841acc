"""Find facts by the words, dates and sentence codes in them, whatever the inflection."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import log
from typing import Final

import snowballstemmer

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wording import spell_date

#: As many words of a query are looked for.
WORDS_LIMIT: Final = 12
#: Of the weight of all words of a text, what is near it has at least this share.
LEAST_SHARE: Final = 1 / 3
#: What stands under nobody's name but says something.
_FACTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))
_UNTOLD: Final = frozenset(NRR + name for name in ("Question", "Section"))
_CODE: Final = re.compile(r"s\d\d-\d\d")
_WORD: Final = re.compile(r"s\d\d-\d\d|[^\W_]+")
_STEMMERS: Final = {name: snowballstemmer.stemmer(name) for name in ("english", "russian")}
_LOCK: Final = threading.Lock()


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text in English or Russian; codes stay whole.

    >>> stems("1 May 2014"), stems("истребители") == stems("истребителей")
    (['1', 'may', '2014'], True)
    """
    return [_stem(word) for word in _WORD.findall(text.casefold().replace("ё", "е"))]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if _CODE.fullmatch(word) or word.isdigit():
        return word
    language = "russian" if re.search("[а-я]", word) else "english"
    with _LOCK:
        return str(_STEMMERS[language].stemWord(word))


class WordIndex:
    """The words of everything told, by stem; built when first asked."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader, self._names = reader, names
        self._lock = threading.Lock()
        self._places: dict[str, set[str]] | None = None

    def find(self, text: str, *, kinds: Iterable[str] = (), limit: int = 20) -> list[str]:
        """Return the IRIs of what has every word asked for: persons and things, then facts."""
        asked = stems(text)[:WORDS_LIMIT]
        if not asked:
            return []
        found = set.intersection(*(self._all.get(stem, set()) for stem in asked))
        wanted = set(kinds)
        if wanted:
            found = {iri for iri in found if wanted.intersection(self._names.of(iri).kinds)}
        return sorted(found, key=self._order)[:limit]

    def closest(self, text: str, *, kinds: Iterable[str] = (), limit: int = 20) -> list[str]:
        """Return the IRIs of what has most of the words of a text, best first.

        A rare word weighs more than a common one; what has less than a third of the weight of
        all words is not returned.
        """
        wanted, scores = set(kinds), defaultdict[str, float](float)
        asked = {stem: self._all.get(stem, set()) for stem in set(stems(text)[:WORDS_LIMIT])}
        number = len(self._names.all)
        weights = {stem: log(number / (len(places) or 1)) for stem, places in asked.items()}
        for stem, places in asked.items():
            for iri in places:
                scores[iri] += weights[stem]
        least = sum(weights.values()) * LEAST_SHARE
        found = [iri for iri, score in scores.items() if score >= least]
        if wanted:
            found = [iri for iri in found if wanted.intersection(self._names.of(iri).kinds)]
        return sorted(found, key=lambda iri: (-scores[iri], *self._order(iri)))[:limit]

    def _order(self, iri: str) -> tuple[bool, bool, bool, str]:
        """Put persons first, then other things, then facts of the article, then findings."""
        kinds = set(self._names.of(iri).kinds)
        is_fact = bool(_FACTS & kinds)
        is_finding = NRR + "Finding" in kinds
        return (is_fact, NRR + "Person" not in kinds and not is_fact, is_finding, iri)

    @property
    def _all(self) -> dict[str, set[str]]:
        with self._lock:
            if self._places is None:
                self._places = self._read()
            return self._places

    def _read(self) -> dict[str, set[str]]:
        places: dict[str, set[str]] = defaultdict(set)
        for iri, text in self._texts():
            for stem in Counter(stems(text)):
                places[stem].add(iri)
        return dict(places)

    def _texts(self) -> Iterable[tuple[str, str]]:
        """Yield what each thing is called or says, and for a fact its sentence and its date."""
        for iri, named in self._names.all.items():
            if iri.startswith(ID) and "#" not in iri and not _UNTOLD.intersection(named.kinds):
                yield from ((iri, label) for label in named.labels.values())
                yield from ((iri, alias) for alias, _language in named.aliases)
                if code := _CODE.search(iri.removeprefix(ID)):
                    yield iri, code[0]
        rows = self._reader.rows(
            "SELECT ?s ?said { ?s nrr:property ?p ; nrr:when|nrr:start|nrr:quotedPhrase ?said }"
        )
        for row in rows:
            text = str(row["said"].value)
            yield str(row["s"].value), f"{spell_date(text, 'en')} {spell_date(text, 'ru')}"
