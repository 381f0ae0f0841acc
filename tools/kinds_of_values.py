"""Kinds of damage to what any property may hold, each with a name in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

import damage_to_values as values
from damage import Damage, Facts, Kind, always, change, drop, facts_with, iri
from nrr_graph.namespaces import DCTERMS, NRR, XSD
from nrr_graph.terms import Fact, Term

_WIKIDATA = "http://www.wikidata.org/entity/"
_DAYS = [NRR + name for name in ("published", "retrieved", "statesDate", "dateInTitle")]


def _number(predicate: str, step: int) -> Kind:
    """Make a kind that changes a number by a step."""

    def moved(term: Term) -> Term:
        return ox.Literal(str(int(term.value) + step), datatype=iri(XSD + "integer"))

    return change([NRR + predicate], moved)


def _decimal(text: str) -> Kind:
    new = ox.Literal(text, datatype=iri(XSD + "decimal"))
    return change([NRR + "latitude", NRR + "longitude"], always(new))


def _another_item(facts: Facts) -> Iterator[Damage]:
    """Change the number of a Wikidata entity where the evidence names it."""
    evidence = {f.subject: str(f.object.value) for f in facts_with(facts, NRR + "wikidataEvidence")}
    for fact in list(facts_with(facts, NRR + "wikidata")):
        number = str(fact.object.value).removeprefix(_WIKIDATA)
        if number in evidence.get(fact.subject, ""):
            added = fact._replace(
                object=iri(f"{_WIKIDATA}{number[:-1]}{(int(number[-1]) + 1) % 9 + 1}")
            )
            yield Damage(frozenset({fact.subject.value}), frozenset({fact}), frozenset({added}))


def _alone(facts: Facts) -> Iterator[Damage]:
    """Let an issue concern another issue instead of its facts."""
    issues = sorted({f.subject.value for f in facts_with(facts, NRR + "issueType")})
    for issue, other in pairwise(issues):
        removed = frozenset(f for f in facts[issue] if f.predicate.value == NRR + "concerns")
        added = frozenset({next(iter(removed))._replace(object=iri(other))})
        yield Damage(frozenset({issue}), removed, added)


def _second_value(facts: Facts) -> Iterator[Damage]:
    """Give a second value to what has one."""
    for name in (
        "number",
        "sentence",
        "sha256",
        "readAt",
        "issueType",
        "beginOffset",
        "dating",
        "quantity",
        "latitude",
        "foundIn",
        "bearing",
        "order",
        "ownership",
    ):
        found = sorted(facts_with(facts, NRR + name), key=str)
        for fact, other in pairwise(found):
            if fact.subject != other.subject and fact.object != other.object:
                added = frozenset({Fact(fact.subject, fact.predicate, other.object)})
                yield Damage(frozenset({fact.subject.value}), add=added)
                break


KINDS_OF_VALUES: Mapping[str, Kind] = {
    "a value of another kind of node": values.of_each_property(values.of_another_kind),
    "a value of another class": values.of_each_property(values.of_another_class),
    "a value of another datatype": values.of_each_property(values.of_another_datatype),
    "a second value where there is one": _second_value,
    "a property of something else": values.of_each_property(values.said_of_another),
    "a link to itself": values.of_each_property(values.linked_to_itself),
    "a thing has lost its type": values.without_its_type,
    "a file has lost its header": values.without_header,
    "a text ends with a blank": values.with_stray_blank,
    "a text is empty": values.left_empty,
    "an invisible character in a text": values.with_invisible_character,
    "a blank that does not break": values.with_blank_of_no_break,
    "Latin letters in a Russian word": values.with_letters_that_look_alike,
    "mark-up in a text": values.with_mark_up,
    "an English text under a Russian tag": values.in_english_letters,
    "a day sixty years late": values.in_the_future,
    "a day of a source as plain text": change(_DAYS, lambda t: ox.Literal(t.value)),
    "a day of a source that names a thing": change(_DAYS, always(iri(NRR + "undated"))),
    "a day of a source in the Middle Ages": change(
        _DAYS, always(ox.Literal("1062", datatype=iri(XSD + "gYear")))
    ),
    "a file changed in the future": change(
        [DCTERMS + "modified"], always(ox.Literal("2062-01-01", datatype=iri(XSD + "date")))
    ),
    "a coordinate out of range": _decimal("444.4"),
    "a coordinate without its other half": drop(NRR + "longitude"),
    "a reference with the number of the next": _number("number", 1),
    "a passage reaches into the next": _number("endOffset", 60),
    "a link to Wikidata against its evidence": _another_item,
    "a link to Wikidata without evidence": drop(NRR + "wikidataEvidence"),
    "an issue that concerns issues alone": _alone,
    "a source the article names nowhere": drop(NRR + "passage", only="Source"),
}
