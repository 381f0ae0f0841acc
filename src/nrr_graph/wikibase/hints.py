"""What a query may mean that was written for Wikidata, where the same numbers are other things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Final

from nrr_graph.release.wikibase.rdf_values import ENTITY
from nrr_graph.sparql.tokens import Token, tokens_of
from nrr_graph.wikibase.entities import Entities, values_of
from nrr_graph.wikibase.prefixes import PREDECLARED, declarations, iri_of

#: As many hints are given.
HINTS_LIMIT: Final = 5
_WIKIDATAS: Final = re.compile(r"https?://(?:www\.)?wikidata\.org/entity/(Q[1-9]\d{0,9})")
_NUMBER: Final = re.compile(r"([QP][1-9]\d{0,9})")
_CLASSIFYING: Final = ("/P31", "/P279")


def hints(query: str, entities: Entities, language: str = "en") -> list[str]:
    """Return what a query may have got wrong about names, in English, a sentence each.

    It is read in linear time.  Nothing is said of a number that means the same here.

    :param language: that of the labels in the sentences.
    """
    tokens = list(tokens_of(query))
    declared = {name: iri for name, (iri, _place) in declarations(tokens).items()}
    reader = _Reader(tokens, {**PREDECLARED, **declared}, entities, language)
    found = dict.fromkeys(chain(_of_prefixes(tokens, declared), reader.of_names()))
    return list(islice(found, HINTS_LIMIT))


def _of_prefixes(tokens: Sequence[Token], declared: Mapping[str, str]) -> Iterator[str]:
    """Tell of prefixes that are declared otherwise than here."""
    names = [token.text.partition(":") for token in tokens if token.kind == "name"]
    used = {prefix for prefix, _colon, local in names if local}
    for prefix, iri in declared.items():
        if prefix not in used or PREDECLARED.get(prefix, iri) == iri:
            continue
        if prefix == "wd" and "wikidata.org/" in iri:
            yield (
                "“wd:” means the items of Wikidata itself in this query, which are here as "
                "owl:sameAs only: leave its PREFIX line out to mean those of this graph"
            )
        else:
            yield (
                f"“{prefix}:” is <{iri}> in this query, which is not used here: leave its PREFIX "
                f"line out, and it is <{PREDECLARED[prefix]}>"
            )


#: The namespaces of what has a number.
_NUMBERED: Final = frozenset(iri for iri in PREDECLARED.values() if "/prop/" in iri) | {ENTITY}


@dataclass(frozen=True)
class _Reader:
    """Reads the names in a query; ``language`` is that of the labels that are told."""

    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    entities: Entities
    language: str

    def of_names(self) -> Iterator[str]:
        """Tell of each name once, in its order."""
        names = (
            (iri_of(token, self.prefixes), self._is_class_wanted(place))
            for place, token in enumerate(self.tokens)
            if token.kind in ("name", "iri")
        )
        for iri, is_class_wanted in dict.fromkeys(names):
            yield from self._of_name(iri, is_class_wanted=is_class_wanted)

    def _of_name(self, iri: str, *, is_class_wanted: bool) -> Iterator[str]:
        if theirs := _WIKIDATAS.fullmatch(iri):
            yield from self._of_wikidata(theirs[1])
            return
        base, _slash, number = iri.rpartition("/")
        if f"{base}/" not in _NUMBERED or not _NUMBER.fullmatch(number):
            return
        if number in self.entities.all:
            yield from self._of_known(number, is_class_wanted=is_class_wanted)
        elif number[0] == "P":
            yield f"there is no property {number} here: /wikibase/ lists those that there are"
        elif known := list(self._of_wikidata(number)):
            yield from known
        else:
            yield f"there is no {number} here: items have numbers of their own in this graph"

    def _of_wikidata(self, number: str) -> Iterator[str]:
        for own in self.entities.of_wikidata(number):
            yield f"{number} of Wikidata is {own} here (“{self._label(own)}”)"

    def _of_known(self, number: str, *, is_class_wanted: bool) -> Iterator[str]:
        """Tell what a number is here that may be meant as Wikidata's."""
        label = self._label(number)
        for own in self.entities.of_wikidata(number):
            if own != number:
                meant = f"{own} here (“{self._label(own)}”)"
                yield f"{number} is “{label}” here, and {number} of Wikidata is {meant}"
        if is_class_wanted and number[0] == "Q" and number not in self._classes:
            yield f"{number} is “{label}” here, which is no class: nothing is an instance of it"

    def _is_class_wanted(self, place: int) -> bool:
        """Tell whether a name stands after ``wdt:P31`` or ``wdt:P279*``."""
        is_path = place > 1 and self.tokens[place - 1].text in ("*", "+")
        last = self.tokens[max(place - 2 if is_path else place - 1, 0)]
        return iri_of(last, self.prefixes).endswith(_CLASSIFYING)

    @cached_property
    def _classes(self) -> frozenset[str]:
        """The numbers of what other things are instances or subclasses of."""
        return frozenset(
            value
            for entity in self.entities.all.values()
            for number in ("P31", "P279")
            for value in values_of(entity, number)
        )

    def _label(self, number: str) -> str:
        return self.entities.label(number, self.language)
