"""Ways to damage what any property may hold: its kind, its form, its script, its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from damage import Damage, Facts, Kind, iri, types_of
from nrr_graph.namespaces import GRAPH, ID, NRR, RDF, RDFS, XSD
from nrr_graph.terms import Fact, Term

#: What no property but these takes: the value of a statement may be anything its property allows.
_ANY = (NRR + "value", NRR + "sparql")
_LOOK_ALIKE = str.maketrans("аеорсух", "aeopcyx")


def ours(facts: Facts) -> Iterator[Fact]:
    """Yield every fact with a property of ours, each subject and property once."""
    seen = set()
    for own in facts.values():
        for fact in own:
            key = fact.subject, fact.predicate
            if fact.predicate.value.startswith(NRR) and key not in seen:
                seen.add(key)
                yield fact


def of_each_property(change: Kind) -> Kind:
    """Make a kind that damages every property once, so that a sample has many of them."""

    def kind(facts: Facts) -> Iterator[Damage]:
        seen = set()
        for damage in change(facts):
            predicate = next(iter(damage.add)).predicate
            if predicate not in seen:
                seen.add(predicate)
                yield damage

    return kind


def of_another_kind(facts: Facts) -> Iterator[Damage]:
    """Write an address in quotes, and put a thing where a text or a number belongs."""
    for fact in ours(facts):
        if fact.predicate.value in _ANY:
            continue
        is_text = isinstance(fact.object, ox.Literal)
        new: Term = iri(ID + "nato") if is_text else ox.Literal(str(fact.object.value))
        yield _changed(fact, new)


def of_another_class(facts: Facts) -> Iterator[Damage]:
    """Name a thing of a class that the property does not allow."""
    for fact in ours(facts):
        if fact.predicate.value not in _ANY and isinstance(fact.object, ox.NamedNode):
            yield _changed(fact, iri(NRR + "sideNato"))


def of_another_datatype(facts: Facts) -> Iterator[Damage]:
    """Take its datatype or its language from a value."""
    for fact in ours(facts):
        term = fact.object
        if fact.predicate.value in _ANY or not isinstance(term, ox.Literal):
            continue
        is_plain = not term.language and term.datatype.value == XSD + "string"
        yield _changed(
            fact, ox.Literal(term.value, language="en") if is_plain else ox.Literal(term.value)
        )


def with_stray_blank(facts: Facts) -> Iterator[Damage]:
    """Add a blank at the end of a text."""
    yield from _reworded(facts, lambda text: text + " ")


def with_invisible_character(facts: Facts) -> Iterator[Damage]:
    """Put a character of no width into a text."""
    yield from _reworded(facts, lambda text: text[:1] + "\u200b" + text[1:])


def with_blank_of_no_break(facts: Facts) -> Iterator[Damage]:
    """Put another blank in the place of a blank."""
    yield from _reworded(facts, lambda text: text.replace(" ", "\u00a0", 1))


def with_letters_that_look_alike(facts: Facts) -> Iterator[Damage]:
    """Write Latin letters in a Russian word."""
    yield from _reworded(facts, lambda text: text[:1] + text[1:].translate(_LOOK_ALIKE), "ru")


def with_mark_up(facts: Facts) -> Iterator[Damage]:
    """Put mark-up around a text."""
    yield from _reworded(facts, lambda text: f"<b>{text}</b>")


def left_empty(facts: Facts) -> Iterator[Damage]:
    """Leave a text empty."""
    yield from _reworded(facts, lambda _: "")


def in_english_letters(facts: Facts) -> Iterator[Damage]:
    """Write a Russian text that is no name in English."""
    names = {RDFS + "label", "http://www.w3.org/2004/02/skos/core#altLabel"}
    for damage in _reworded(facts, lambda _: "an English text", "ru"):
        fact = next(iter(damage.add))
        if fact.predicate.value not in names:
            yield damage


def in_the_future(facts: Facts) -> Iterator[Damage]:
    """Put a date off by a lifetime."""
    for own in facts.values():
        for fact in own:
            term = fact.object
            is_day = isinstance(term, ox.Literal) and term.datatype.value == XSD + "date"
            if is_day and not any(f.object.value == NRR + "plannedDate" for f in own):
                later = f"{int(term.value[:4]) + 60}{term.value[4:]}"
                yield _changed(fact, ox.Literal(later, datatype=iri(XSD + "date")))


def linked_to_itself(facts: Facts) -> Iterator[Damage]:
    """Link a thing to itself."""
    for fact in ours(facts):
        if isinstance(fact.object, ox.NamedNode):
            yield _changed(fact, fact.subject)


def without_its_type(facts: Facts) -> Iterator[Damage]:
    """Forget to say what a thing is."""
    for subject, own in facts.items():
        kinds = frozenset(f for f in own if f.predicate.value == RDF + "type")
        if kinds and subject.startswith(ID):
            yield Damage(frozenset({subject}), kinds)


def without_header(facts: Facts) -> Iterator[Damage]:
    """Leave out the header of a file."""
    for subject, own in facts.items():
        if subject.startswith(GRAPH):
            yield Damage(frozenset({subject}), frozenset(own))


def said_of_another(facts: Facts) -> Iterator[Damage]:
    """Say of a place what only other things have."""
    places = [s for s in facts if NRR + "Place" in types_of(facts, s)]
    for fact, place in zip(ours(facts), places * len(facts), strict=False):
        if fact.predicate.value not in (NRR + "latitude", NRR + "longitude"):
            added = fact._replace(subject=iri(place))
            yield Damage(frozenset({place}), add=frozenset({added}))


def _reworded(facts: Facts, new: Callable[[str], str], language: str = "") -> Iterator[Damage]:
    for own in facts.values():
        for fact in own:
            term = fact.object
            if not isinstance(term, ox.Literal) or not term.language:
                continue
            text = new(term.value)
            if (not language or term.language == language) and text != term.value:
                yield _changed(fact, ox.Literal(text, language=term.language))


def _changed(fact: Fact, term: Term) -> Damage:
    added = frozenset({fact._replace(object=term)})
    return Damage(frozenset({fact.subject.value}), frozenset({fact}), added)
