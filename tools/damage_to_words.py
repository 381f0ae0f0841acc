"""Ways to damage what the model says of words, acts, classes and terms, one function a kind."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from damage import Damage, Facts, facts_with, iri, statements
from nrr_graph.namespaces import NRR, RDF
from nrr_graph.terms import Fact, Term


def omission_lost(term: Term) -> Term | None:
    """Take the mark of omission from words that break off."""
    if not isinstance(term, ox.Literal) or "…" not in term.value:
        return None
    return ox.Literal(term.value.strip("… "), language=term.language)


def in_a_circle(facts: Facts) -> Iterator[Damage]:
    """Let the next piece of a quotation be continued by the one before it."""
    for fact in facts_with(facts, NRR + "continuedBy"):
        back = Fact(iri(str(fact.object.value)), fact.predicate, fact.subject)
        yield Damage(frozenset({fact.subject.value, fact.object.value}), add=frozenset({back}))


def attributed_act(facts: Facts) -> Iterator[Damage]:
    """Attribute an act to whoever did it."""
    acts = {NRR + name for name in ("requests", "refuses", "permits", "threatens", "announces")}
    for subject, own in statements(facts):
        parts = {f.predicate.value: f for f in own}
        if parts[NRR + "property"].object.value in acts:
            added = parts[NRR + "subject"]._replace(predicate=iri(NRR + "attributedTo"))
            yield Damage(frozenset({subject}), add=frozenset({added}))


def second_class(facts: Facts) -> Iterator[Damage]:
    """Put a thing into a class that excludes its own."""
    other = {
        "Person": "State",
        "State": "Event",
        "Event": "Plan",
        "Claim": "Event",
        "Kind": "Status",
    }
    for fact in facts_with(facts, RDF + "type"):
        class_ = other.get(fact.object.value.removeprefix(NRR))
        if class_:
            added = fact._replace(object=iri(NRR + class_))
            yield Damage(frozenset({fact.subject.value}), add=frozenset({added}))


def both_relations(facts: Facts) -> Iterator[Damage]:
    """Say of two statements that both can be so and that both cannot."""
    other = {"inTensionWith": "contradicts", "contradicts": "inTensionWith"}
    for name, second in other.items():
        for fact in facts_with(facts, NRR + name):
            added = fact._replace(predicate=iri(NRR + second))
            blamed = frozenset({fact.subject.value, fact.object.value})
            yield Damage(blamed, add=frozenset({added}))


def term_among_entities(facts: Facts) -> Iterator[Damage]:
    """Describe a controlled term as if it were a thing of which the graph tells."""
    for fact in facts_with(facts, RDF + "type"):
        if fact.object.value in (NRR + "Kind", NRR + "Status"):
            added = fact._replace(object=iri(NRR + "Dating"))
            yield Damage(frozenset({fact.subject.value}), frozenset({fact}), frozenset({added}))
