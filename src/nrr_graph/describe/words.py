"""Find facts by the words, dates and sentence codes in them, whatever the inflection."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import log
from typing import Final

import snowballstemmer
from rapidfuzz import fuzz, process

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.written_dates import find_dates, wider
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wording import spell_date

#: As many words of a query are looked for.
WORDS_LIMIT: Final = 12
#: Of the weight of all words of a text, what is near it has at least this share.
LEAST_SHARE: Final = 1 / 3
#: Letters of a word that may be misspelt, how like it a known one must be in percent, and letters
#: of what may be the beginning of a longer one.
SHORTEST_MISSPELT, LIKENESS_LIMIT, SHORTEST_BEGINNING = 5, 80, 3
#: What stands under nobody's name but says something.
_FACTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))
_UNTOLD: Final = frozenset(NRR + name for name in ("Question", "Section"))
_CODE: Final = re.compile(r"s\d\d-\d\d")
#: A sentence code as people type it: with a Cyrillic letter, another dash, or a digit less.
_LOOSE_CODE: Final = re.compile(r"\b[sс](\d{1,2})\s?[-‐-―.]\s?(\d{1,2})\b")
_WORD: Final = re.compile(r"s\d\d-\d\d|[^\W_]+")
_STEMMERS: Final = {name: snowballstemmer.stemmer(name) for name in ("english", "russian")}
_LOCK: Final = threading.Lock()


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text in English or Russian; codes stay whole.

    >>> stems("1 May 2014"), stems("истребители") == stems("истребителей")
    (['1', 'may', '2014'], True)
    >>> stems("s1-8, С01–08")
    ['s01-08', 's01-08']
    """
    coded = _LOOSE_CODE.sub(lambda code: f"s{code[1]:0>2}-{code[2]:0>2}", _fold(text))
    return [_stem(word) for word in _WORD.findall(coded)]


def terms(text: str) -> list[str]:
    """Return what is looked for: the dates in a text, and the stems of its other words.

    >>> terms("NATO on 1 May 2014")
    ['2014-05-01', 'nato', 'on']
    """
    dates, rest = find_dates(_fold(text))
    return [*dates, *stems(rest)]


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if _CODE.fullmatch(word) or word.isdigit():
        return word
    if not re.search("[а-я]", word):
        with _LOCK:
            return str(_STEMMERS["english"].stemWord(word))
    # Once more until nothing changes: the stem of «Медведева» is a name that has a stem itself.
    with _LOCK:
        stem = str(_STEMMERS["russian"].stemWord(word))
    return stem if stem == word else _stem(stem)


class WordIndex:
    """The words of everything told, by stem; built when first asked."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader, self._names = reader, names
        self._lock = threading.Lock()
        self._places: dict[str, set[str]] | None = None

    def find(self, text: str, *, kinds: Iterable[str] = (), limit: int = 20) -> list[str]:
        """Return the IRIs of what has every word asked for: persons and things, then facts.

        The last word may be the beginning of one; a word that nothing has may be misspelt; a very
        short one, such as "of", is not needed beside others.
        """
        accepted = self.accepted(text)
        if not accepted:
            return []
        found = set.intersection(*(self._having(terms) for terms in accepted))
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
        asked = {
            term: self._having(self._with_misspelt(term)) for term in set(terms(text)[:WORDS_LIMIT])
        }
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

    def accepted(self, text: str) -> list[set[str]]:
        """Return for each word asked for the known ones that fit it."""
        asked = terms(text)[:WORDS_LIMIT]
        needed = [term for term in asked if len(term) > 2 or term.isdigit()] or asked
        fitting = [self._with_misspelt(term) for term in needed]
        if needed:
            fitting[-1] |= self._beginning(needed[-1])
        return fitting

    def _having(self, accepted: Iterable[str]) -> set[str]:
        return set[str]().union(*(self._all.get(term, ()) for term in accepted))

    def _with_misspelt(self, term: str) -> set[str]:
        """Return a word; if nothing has it, those that are much like it."""
        if term in self._all or len(term) < SHORTEST_MISSPELT or not term.isalpha():
            return {term}
        near = process.extract(
            term, self._all.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS_LIMIT, limit=3
        )
        return {other for other, _likeness, _number in near if other[0] == term[0]}

    def _beginning(self, term: str) -> set[str]:
        """Return the known words that begin so; none for what is a word itself."""
        if term in self._all or len(term) < SHORTEST_BEGINNING or not term.isalpha():
            return set()
        return {other for other in self._all if other.startswith(term)}

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
            dates = {date for exact in find_dates(_fold(text))[0] for date in wider(exact)}
            for term in dates.union(stems(text)):
                places[term].add(iri)
        return dict(places)

    def _texts(self) -> Iterable[tuple[str, str]]:
        """Yield what each thing is called or says, and for a fact its sentence and its date."""
        for iri, named in self._names.all.items():
            if iri.startswith(ID) and "#" not in iri and not _UNTOLD.intersection(named.kinds):
                yield from ((iri, label) for label in named.labels.values())
                yield from ((iri, alias) for alias, _language in named.aliases)
                yield from ((iri, text) for text in named.descriptions.values())
                if code := _CODE.search(iri.removeprefix(ID)):
                    yield iri, code[0]
        rows = self._reader.rows(
            "SELECT ?s ?said { ?s nrr:property ?p ; "
            "nrr:when|nrr:start|nrr:end|nrr:quotedPhrase ?said }"
        )
        for row in rows:
            text = str(row["said"].value)
            yield str(row["s"].value), f"{spell_date(text, 'en')} {spell_date(text, 'ru')}"
