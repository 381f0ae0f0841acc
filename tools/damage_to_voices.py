"""Ways to damage what other sources say: how it bears on the article, who speaks, who owns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from damage import Damage, Facts, Kind, facts_with, iri, statements, types_of
from nrr_graph.namespaces import NRR
from nrr_graph.terms import Fact, Term

BEARINGS = (
    *("Confirms", "MorePrecise", "LessPrecise", "Completes"),
    *("OtherWording", "OtherView", "OtherCause", "Contradicts"),
)
FACETS = ("Happened", "When", "Who", "Where", "HowMany", "Why", "Judged")


def next_of(prefix: str, names: Sequence[str], step: int) -> Callable[[Term], Term | None]:
    """Make a change of a controlled term to the one some steps further on."""
    terms = [NRR + prefix + name for name in names]
    return lambda term: iri(terms[(terms.index(str(term.value)) + step) % len(terms)])


def another_claim(facts: Facts) -> Iterator[Damage]:
    """Point a finding at the next claim that findings bear on."""
    claims = sorted({f.object.value for f in facts_with(facts, NRR + "bearsOn")})
    following = dict(zip(claims, claims[1:] + claims[:1], strict=True))
    for subject, own in facts.items():
        found = [f for f in own if f.predicate.value == NRR + "bearsOn"]
        if found:
            added = found[0]._replace(object=iri(following[found[0].object.value]))
            if added not in own:
                yield Damage(frozenset({subject}), frozenset({found[0]}), frozenset({added}))


def another_claim_of_the_sentence(facts: Facts) -> Iterator[Damage]:
    """Point a finding at another statement of the same sentence."""
    beside: dict[str, list[Term]] = {}
    for subject, own in statements(facts):
        for fact in own:
            if fact.predicate.value == NRR + "passage":
                beside.setdefault(fact.object.value, []).append(iri(subject))
    for fact in list(facts_with(facts, NRR + "bearsOn")):
        passages = [
            f.object.value
            for f in facts.get(fact.object.value, ())
            if f.predicate.value == NRR + "passage"
        ]
        near = [s for p in passages for s in beside[p] if s != fact.object]
        added = fact._replace(object=near[0]) if near else fact
        if near and added not in facts[fact.subject.value]:
            yield Damage(frozenset({fact.subject.value}), frozenset({fact}), frozenset({added}))


def another_value(facts: Facts) -> Iterator[Damage]:
    """Let a finding that says the same say another value of the same class."""
    same = {iri(NRR + "bearing" + name) for name in ("Confirms", "MorePrecise")}
    for subject, own in facts.items():
        if not same & {f.object for f in own}:
            continue
        (value,) = (f for f in own if f.predicate.value == NRR + "value")
        kinds = types_of(facts, value.object.value)
        others = (
            s for s in facts if kinds and types_of(facts, s) == kinds and s != value.object.value
        )
        if other := next(iter(sorted(others)), None):
            added = value._replace(object=iri(other))
            yield Damage(frozenset({subject}), frozenset({value}), frozenset({added}))


def typed_in(predicate: str, value: str, *classes: str) -> Kind:
    """Make a kind that types in by hand what is derived, for members of the classes."""

    def kind(facts: Facts) -> Iterator[Damage]:
        for subject in facts:
            if types_of(facts, subject) & {NRR + name for name in classes}:
                added = Fact(iri(subject), iri(predicate), iri(value))
                yield Damage(frozenset({subject}), add=frozenset({added}))

    return kind


def facet_against_the_values(facts: Facts) -> Iterator[Damage]:
    """Type in a facet where the values tell another."""
    for fact in facts_with(facts, NRR + "bearing"):
        own = facts[fact.subject.value]
        told = {f.predicate.value for f in own}
        if not told & {NRR + name for name in ("facet", "quantity", "ordinal", "among")}:
            added = Fact(fact.subject, iri(NRR + "facet"), iri(NRR + "facetHowMany"))
            yield Damage(frozenset({fact.subject.value}), add=frozenset({added}))


def nobody_speaks(facts: Facts) -> Iterator[Damage]:
    """Forget for whom a voice speaks; the findings that it speaks in name it."""
    voices = {f.object.value for f in facts_with(facts, NRR + "voice")}
    for fact in facts_with(facts, NRR + "speaksFor"):
        if fact.subject.value in voices:
            yield Damage(frozenset({fact.subject.value}), frozenset({fact}))
