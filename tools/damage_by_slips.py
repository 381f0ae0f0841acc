"""Slips of a curator's hand: what was copied, swapped, moved or left out in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from damage import LABEL, Damage, Facts, Kind, facts_with, iri, types_of
from nrr_graph.namespaces import NRR, RDF, XSD
from nrr_graph.terms import Fact, Term

#: Classes that a curator may take one for the other.
_MISTAKEN = {
    "Event": "Plan", "Plan": "Event", "Claim": "Plan", "Person": "Group", "Group": "Person",
    "Organization": "Framework", "Press": "Organization", "State": "Place", "Place": "State",
    "Office": "Kind", "Agreement": "Event", "Topic": "Thing",
}  # fmt: skip
_KINDS = ("fact", "quote", "opinion", "metadata", "navigation", "boilerplate")


def of_the_next(predicate: str, *classes: str) -> Kind:
    """Make a kind that takes the value of the next thing that has the property.

    :param classes: only values of these classes are taken for one another.
    """

    def kind(facts: Facts) -> Iterator[Damage]:
        wanted = {NRR + name for name in classes}
        found = sorted(
            (f for f in facts_with(facts, predicate)
             if not wanted or types_of(facts, f.object.value) & wanted), key=str,
        )  # fmt: skip
        for fact, other in zip(found, found[1:] + found[:1], strict=True):
            if other.object != fact.object and fact.subject != other.subject:
                yield _put(fact, other.object)

    return kind


def seen_at(kind: Kind, *predicates: str) -> Kind:
    """Make a kind that may be noticed at those too who name the damaged thing, or whom it names.

    :param predicates: with which the thing is named.
    """

    def wider(facts: Facts) -> Iterator[Damage]:
        users: dict[str, set[str]] = {}
        for predicate in predicates:
            for fact in facts_with(facts, predicate):
                users.setdefault(fact.object.value, set()).add(fact.subject.value)
        for damage in kind(facts):
            named = {f.object.value for f in damage.remove | damage.add if f.object.value in facts}
            using = {user for one in damage.blamed for user in users.get(one, ())}
            yield replace(damage, blamed=frozenset(damage.blamed | named | using))

    return wider


def swapped(first: str, second: str) -> Kind:
    """Make a kind that swaps the values of two properties of one thing."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for subject, own in facts.items():
            one = [f for f in own if f.predicate.value == first]
            two = [f for f in own if f.predicate.value == second]
            if len(one) == len(two) == 1 and one[0].object != two[0].object:
                old = frozenset({one[0], two[0]})
                new = {one[0]._replace(object=two[0].object), two[0]._replace(object=one[0].object)}
                yield Damage(frozenset({subject}), old, frozenset(new))

    return kind


def moved_to(first: str, second: str) -> Kind:
    """Make a kind that says with one property what another says."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for fact in facts_with(facts, first):
            if not any(f.predicate.value == second for f in facts[fact.subject.value]):
                added = frozenset({fact._replace(predicate=iri(second))})
                yield Damage(frozenset({fact.subject.value}), frozenset({fact}), added)

    return kind


def reworded(predicate: str, language: str, new: Callable[[str], str]) -> Kind:
    """Make a kind that changes texts in a language."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for fact in facts_with(facts, predicate):
            term = fact.object
            if isinstance(term, ox.Literal) and term.language == language:
                text = new(term.value)
                if text != term.value:
                    yield _put(fact, ox.Literal(text, language=language))

    return kind


def copied_text(source: str, target: str, from_: str, to: str) -> Kind:
    """Make a kind in which one text of a thing is copied over another.

    :param source: the property whose text in the language ``from_`` is copied.
    :param target: the property whose text in the language ``to`` is lost.
    """

    def kind(facts: Facts) -> Iterator[Damage]:
        for own in facts.values():
            texts = [f for f in own if f.predicate.value == source and _tag(f.object) == from_]
            lost = [f for f in own if f.predicate.value == target and _tag(f.object) == to]
            if texts and lost and texts[0].object.value != lost[0].object.value:
                yield _put(lost[0], ox.Literal(texts[0].object.value, language=to))

    return kind


def labels_of_two_things(facts: Facts) -> Iterator[Damage]:
    """Swap the names of two things of one class."""
    by_class: dict[str, list[str]] = {}
    for subject in sorted(facts):
        for class_ in types_of(facts, subject) & {NRR + c for c in ("Person", "Press", "Place")}:
            by_class.setdefault(class_, []).append(subject)
    for things in by_class.values():
        for one, two in zip(things[::2], things[1::2], strict=False):
            names = [f for s in (one, two) for f in facts[s] if f.predicate.value == LABEL]
            other = {iri(one): iri(two), iri(two): iri(one)}
            new = frozenset(f._replace(subject=other[iri(f.subject.value)]) for f in names)
            yield Damage(frozenset({one, two}), frozenset(names), new)


def day_and_month(term: Term) -> Term | None:
    """Swap the day and the month of a date."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(0[1-9]|1[0-2])", term.value)
    if not isinstance(term, ox.Literal) or not found:
        return None
    return ox.Literal(f"{found[1]}-{found[3]}-{found[2]}", datatype=term.datatype)


def with_zone(term: Term) -> Term | None:
    """Write a day with a time zone."""
    is_day = isinstance(term, ox.Literal) and term.datatype.value == XSD + "date"
    return ox.Literal(f"{term.value}Z", datatype=iri(XSD + "date")) if is_day else None


def another_kind_of_sentence(term: Term) -> Term | None:
    """Take a sentence for one of the next kind."""
    return ox.Literal(_KINDS[(_KINDS.index(str(term.value)) + 1) % 3])


def another_class(facts: Facts) -> Iterator[Damage]:
    """Take a thing for one of a class like its own."""
    for fact in facts_with(facts, RDF + "type"):
        other = _MISTAKEN.get(fact.object.value.removeprefix(NRR))
        if other:
            yield _put(fact, iri(NRR + other))


def moved_into(graph: str, *classes: str) -> Kind:
    """Make a kind that moves a whole block into another file."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for subject, own in facts.items():
            if types_of(facts, subject) & {NRR + name for name in classes}:
                yield Damage(frozenset({subject}), frozenset(own), frozenset(own), graph)

    return kind


def without_date(facts: Facts) -> Iterator[Damage]:
    """Forget in the record of a passage a date that it states; the fact that has it shows it."""
    users: dict[str, set[str]] = {}
    for predicate in ("passage", "foundIn"):
        for fact in facts_with(facts, NRR + predicate):
            users.setdefault(fact.object.value, set()).add(fact.subject.value)
    for fact in facts_with(facts, NRR + "statesDate"):
        blamed = users.get(fact.subject.value, set()) | {fact.subject.value}
        yield Damage(frozenset(blamed), frozenset({fact}))


def spoiled_query(new: Callable[[str], str]) -> Kind:
    """Make a kind that spoils the query of a question."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for fact in facts_with(facts, NRR + "sparql"):
            text = new(fact.object.value)
            if text != fact.object.value:
                yield _put(fact, ox.Literal(text))

    return kind


def without_own_column(facts: Facts) -> Iterator[Damage]:
    """Leave a column of a question without a word, in one language."""
    for subject, own in facts.items():
        columns = [f for f in own if f.predicate.value == NRR + "column"]
        if columns:
            yield Damage(frozenset({subject}), frozenset({min(columns, key=str)}))


def column_of_no_variable(term: Term) -> Term | None:
    """Explain a column that the query does not have."""
    name, colon, rest = term.value.partition(":")
    language = getattr(term, "language", None)
    return ox.Literal(f"{name}s{colon}{rest}", language=language) if language else None


def _tag(term: Term) -> str | None:
    return term.language if isinstance(term, ox.Literal) else None


def _put(fact: Fact, term: Term) -> Damage:
    return Damage(
        frozenset({fact.subject.value}), frozenset({fact}), frozenset({fact._replace(object=term)})
    )
