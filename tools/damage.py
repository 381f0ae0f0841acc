"""Ways to damage the graph, one function a kind: the mistakes that curators make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA, XSD
from nrr_graph.terms import Fact, Term

LABEL, DESCRIPTION = RDFS + "label", SCHEMA + "description"
DATES = tuple(NRR + name for name in ("when", "start", "end"))


@dataclass(frozen=True)
class Damage:
    """One change at one place; ``blamed`` are the IRIs that a finding about it may name.

    What is added goes to the file of its subject, or to the graph ``to``.
    """

    blamed: frozenset[str]
    remove: frozenset[Fact] = frozenset()
    add: frozenset[Fact] = field(default_factory=frozenset)
    to: str = ""


Facts = Mapping[str, list[Fact]]
Kind = Callable[[Facts], Iterator[Damage]]


def iri(name: str) -> ox.NamedNode:
    """Make an IRI."""
    return ox.NamedNode(name)


def facts_with(facts: Facts, predicate: str) -> Iterator[Fact]:
    """Yield every fact with a predicate."""
    return (f for own in facts.values() for f in own if f.predicate.value == predicate)


def types_of(facts: Facts, subject: str) -> set[str]:
    """Return the classes of a subject."""
    kinds = (f for f in facts.get(subject, []) if f.predicate.value == RDF + "type")
    return {f.object.value for f in kinds}


def statements(facts: Facts) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the article's own statements."""
    wanted = {NRR + "Statement", NRR + "Quotation"}
    return ((s, own) for s, own in facts.items() if types_of(facts, s) & wanted)


def drop(
    *predicates: str,
    language: str | None = None,
    only: str | None = None,
    only_value: str | None = None,
) -> Kind:
    """Make a kind that drops one value.

    :param only: a class; only its members lose a value.
    :param only_value: a term of the ontology; only this value is dropped.
    """

    def kind(facts: Facts) -> Iterator[Damage]:
        for predicate in predicates:
            for fact in facts_with(facts, predicate):
                tag = getattr(fact.object, "language", None)
                if language and tag != language:
                    continue
                if only_value and fact.object.value != NRR + only_value:
                    continue
                if only is None or NRR + only in types_of(facts, fact.subject.value):
                    yield Damage(frozenset({fact.subject.value}), frozenset({fact}))

    return kind


def change(
    predicates: Iterable[str], new: Callable[[Term], Term | None], also: bool = False
) -> Kind:
    """Make a kind that replaces a value, or adds the new one beside it (``also``)."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for predicate in predicates:
            for fact in facts_with(facts, predicate):
                changed = new(fact.object)
                if changed is None or changed == fact.object:
                    continue
                removed = frozenset() if also else frozenset({fact})
                added = frozenset({fact._replace(object=changed)})
                yield Damage(frozenset({fact.subject.value}), removed, added)

    return kind


def always(term: Term) -> Callable[[Term], Term | None]:
    """Make a change to one and the same term."""
    return lambda _: term


def typo(term: Term) -> Term | None:
    """Misspell an IRI of ours."""
    ours = isinstance(term, ox.NamedNode) and term.value.startswith(ID)
    return iri(term.value + "x") if ours else None


def retag(old: str, new: str | None) -> Callable[[Term], Term | None]:
    """Make a change of language tag; ``None`` takes it away."""

    def change(term: Term) -> Term | None:
        if not isinstance(term, ox.Literal) or term.language != old:
            return None
        return ox.Literal(term.value, language=new) if new else ox.Literal(term.value)

    return change


def date(text: Callable[[str], str], datatype: str | None = None) -> Callable[[Term], Term | None]:
    """Make a change of a date's text and datatype."""

    def change(term: Term) -> Term | None:
        if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
            return None
        return ox.Literal(text(term.value), datatype=iri(datatype or term.datatype.value))

    return change


def day_lost(term: Term) -> Term | None:
    """Cut a day down to its month."""
    if not isinstance(term, ox.Literal) or term.datatype.value != XSD + "date":
        return None
    return ox.Literal(term.value[:7], datatype=iri(XSD + "gYearMonth"))


def invented_date(facts: Facts) -> Iterator[Damage]:
    """Give a date to what the article leaves undated."""
    for fact in facts_with(facts, NRR + "dating"):
        if fact.object.value == NRR + "undated" and NRR + "Finding" not in types_of(
            facts, fact.subject.value
        ):
            year = ox.Literal("2009", datatype=iri(XSD + "gYear"))
            added = Fact(fact.subject, iri(NRR + "when"), year)
            yield Damage(frozenset({fact.subject.value}), add=frozenset({added}))


def rename_predicate(predicate: str, new: str) -> Kind:
    """Make a kind that misspells a predicate."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for fact in facts_with(facts, predicate):
            added = fact._replace(predicate=iri(new))
            yield Damage(frozenset({fact.subject.value}), frozenset({fact}), frozenset({added}))

    return kind


def copied_statement(facts: Facts) -> Iterator[Damage]:
    """Copy a statement under another name and forget to change it."""
    for subject, own in statements(facts):
        copy = frozenset(f._replace(subject=iri(subject + "-copy")) for f in own)
        yield Damage(frozenset({subject, subject + "-copy"}), add=copy)


def second_entity(facts: Facts) -> Iterator[Damage]:
    """Write a second entity for one that exists."""
    for subject in facts:
        if types_of(facts, subject) & {
            NRR + c for c in ("Person", "Organization", "State", "Event")
        }:
            names = [f for f in facts[subject] if f.predicate.value in (LABEL, DESCRIPTION)]
            kinds = [f for f in facts[subject] if f.predicate.value == RDF + "type"]
            copy = frozenset(f._replace(subject=iri(subject + "-2")) for f in names + kinds)
            yield Damage(frozenset({subject, subject + "-2"}), add=copy)


def deleted_node(*classes: str) -> Kind:
    """Delete a whole block that others mention."""

    def kind(facts: Facts) -> Iterator[Damage]:
        mentioned: dict[str, set[str]] = {}
        for own in facts.values():
            for fact in own:
                mentioned.setdefault(fact.object.value, set()).add(fact.subject.value)
        for subject, own in facts.items():
            if types_of(facts, subject) & {NRR + c for c in classes} and subject in mentioned:
                yield Damage(frozenset(mentioned[subject]), frozenset(own))

    return kind


def swapped_offsets(facts: Facts) -> Iterator[Damage]:
    """Swap the first and the last character of a passage."""
    for begin in facts_with(facts, NRR + "beginOffset"):
        end = next(f for f in facts[begin.subject.value] if f.predicate.value == NRR + "endOffset")
        swapped = {begin._replace(object=end.object), end._replace(object=begin.object)}
        yield Damage(frozenset({begin.subject.value}), frozenset({begin, end}), frozenset(swapped))


def swapped_subject_and_value(facts: Facts) -> Iterator[Damage]:
    """Swap what a statement is about and what it says."""
    for subject, own in statements(facts):
        parts = {f.predicate.value: f for f in own}
        about, value = parts[NRR + "subject"], parts[NRR + "value"]
        if isinstance(value.object, ox.NamedNode):
            swapped = {about._replace(object=value.object), value._replace(object=about.object)}
            yield Damage(frozenset({subject}), frozenset({about, value}), frozenset(swapped))


def swapped_labels(facts: Facts) -> Iterator[Damage]:
    """Swap the language tags of the two labels."""
    for subject, own in facts.items():
        labels = [f for f in own if f.predicate.value == LABEL]
        texts = {getattr(f.object, "language", None): f.object.value for f in labels}
        if texts.get("en") and texts.get("ru") and texts["en"] != texts["ru"]:
            other = {"en": "ru", "ru": "en"}
            swapped = {
                f._replace(object=ox.Literal(f.object.value, language=other[f.object.language]))
                for f in labels
                if isinstance(f.object, ox.Literal) and f.object.language
            }
            yield Damage(frozenset({subject}), frozenset(labels), frozenset(swapped))


def end_before_start(facts: Facts) -> Iterator[Damage]:
    """Give a start an end of a year earlier."""
    for start in facts_with(facts, NRR + "start"):
        year = str(int(start.object.value[:4]) - 1)
        end = Fact(start.subject, iri(NRR + "end"), ox.Literal(year, datatype=iri(XSD + "gYear")))
        yield Damage(frozenset({start.subject.value}), add=frozenset({end}))


def another_passage(facts: Facts) -> Iterator[Damage]:
    """Name the next sentence instead of the right one."""
    passages = [iri(f.subject.value) for f in facts_with(facts, NRR + "sentence")]
    following = dict(zip(passages, passages[1:] + passages[:1], strict=True))
    for subject, own in statements(facts):
        found = [f for f in own if f.predicate.value == NRR + "passage"]
        if len(found) == 1:
            added = found[0]._replace(object=following[iri(found[0].object.value)])
            yield Damage(frozenset({subject}), frozenset(found), frozenset({added}))
