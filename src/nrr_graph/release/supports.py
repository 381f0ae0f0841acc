"""Tell evidence from what rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, RDFS, SCHEMA, SKOS
from nrr_graph.terms import fact_of

#: Properties that say where a fact is found.
EVIDENCE: Final = frozenset(
    NRR + name
    for name in ("reference", "paragraphReference", "passage", "foundIn", "voice", "quotedPhrase")
)
#: Classes whose members are evidence themselves, in all but what they are called.
_EVIDENCE_CLASSES: Final = frozenset(NRR + name for name in ("Passage", "Reference", "Source"))
_NAMES: Final = frozenset(
    (
        RDFS + "label",
        RDFS + "comment",
        SKOS + "altLabel",
        SKOS + "prefLabel",
        SCHEMA + "description",
    )
)
#: Marks a fact among those who use it as evidence: no IRI.
_FACT: Final = ""


def is_evidence(property_: str, classes: Collection[str]) -> bool:
    """Tell whether a property of a thing of these classes says what facts rest on."""
    if NRR + "Quotation" in classes and property_ == NRR + "value":
        return True
    is_of_evidence = bool(_EVIDENCE_CLASSES & set(classes)) and property_ not in _NAMES
    return is_of_evidence or property_ in EVIDENCE


def users_of(quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
    """Return for each piece of evidence what names it as such, and for each fact itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in map(fact_of, quads):
        if fact.predicate.value in {*EVIDENCE, NRR + "source"}:
            found[fact.object.value].add(fact.subject.value)
        elif fact.predicate.value == NRR + "subject":
            found[fact.subject.value].add(_FACT)
    return found


def resting_on(iri: str, users: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the facts that name a thing as evidence, be it through a reference to it."""
    seen, ahead = {iri}, [iri]
    while ahead:
        new = users.get(ahead.pop(), set()) - seen
        seen |= new
        ahead += new
    facts = {one for one in seen if _FACT in users.get(one, ())}
    return tuple(sorted(facts - {iri}))
