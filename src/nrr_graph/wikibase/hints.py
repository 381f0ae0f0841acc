"""What a query may mean that was written for Wikidata, where the same numbers are other things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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


def hints(query: str, entities: Entities) -> list[str]:
    """Return what a query may have got wrong about names, in English, a sentence each.

    It is read in linear time.  Nothing is said of a number that means the same here.
    """
    tokens = list(tokens_of(query))
    declared = {name: iri for name, (iri, _place) in declarations(tokens).items()}
    prefixes = {**PREDECLARED, **declared}
    found = [
        *_of_prefixes(tokens, declared),
        *(
            hint
            for place, token in enumerate(tokens)
            if token.kind in ("name", "iri")
            for hint in _of_name(tokens, place, prefixes, entities)
        ),
    ]
    return list(dict.fromkeys(found))[:HINTS_LIMIT]


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


def _of_name(
    tokens: Sequence[Token], place: int, prefixes: Mapping[str, str], entities: Entities
) -> Iterator[str]:
    iri = iri_of(tokens[place], prefixes)
    if theirs := _WIKIDATAS.fullmatch(iri):
        yield from _of_wikidata(theirs[1], entities)
        return
    base, _slash, number = iri.rpartition("/")
    if f"{base}/" not in _NUMBERED or not _NUMBER.fullmatch(number):
        return
    if number in entities.all:
        yield from _of_known(tokens, place, number, prefixes, entities)
    elif number[0] == "P":
        yield f"there is no property {number} here; /wikibase/ lists those that there are"
    elif known := list(_of_wikidata(number, entities)):
        yield from known
    else:
        yield f"there is no {number} here: items have numbers of their own in this graph"


#: The namespaces of what has a number.
_NUMBERED: Final = frozenset(iri for iri in PREDECLARED.values() if "/prop/" in iri) | {ENTITY}


def _of_wikidata(number: str, entities: Entities) -> Iterator[str]:
    for own in entities.of_wikidata(number):
        yield f"{number} of Wikidata is {own} here (“{entities.label(own)}”)"


def _of_known(
    tokens: Sequence[Token],
    place: int,
    number: str,
    prefixes: Mapping[str, str],
    entities: Entities,
) -> Iterator[str]:
    """Tell what a number is here that may be meant as Wikidata's."""
    label = entities.label(number)
    for own in entities.of_wikidata(number):
        if own != number:
            meant = f"{own} here (“{entities.label(own)}”)"
            yield f"{number} is “{label}” here; {number} of Wikidata is {meant}"
    is_class_wanted = number[0] == "Q" and _is_class_wanted(tokens, place, prefixes)
    if is_class_wanted and number not in classes(entities):
        yield f"{number} is “{label}” here, which is no class: nothing is an instance of it"


def _is_class_wanted(tokens: Sequence[Token], place: int, prefixes: Mapping[str, str]) -> bool:
    """Tell whether a name stands after ``wdt:P31`` or ``wdt:P279*``."""
    before = place - 1
    while before > 0 and tokens[before].text in ("*", "+", ")"):
        before -= 1
    return before >= 0 and iri_of(tokens[before], prefixes).endswith(_CLASSIFYING)


def classes(entities: Entities) -> frozenset[str]:
    """Return the numbers of what other things are instances or subclasses of."""
    return frozenset(
        value
        for entity in entities.all.values()
        for number in ("P31", "P279")
        for value in values_of(entity, number)
    )
