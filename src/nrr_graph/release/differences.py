"""What differs between two states of the graph: facts, evidence, standings, sizes of classes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import pyoxigraph as ox

from nrr_graph.namespaces import DCTERMS, NRR, RDF, RDFS
from nrr_graph.release.sides import Side
from nrr_graph.release.supports import is_evidence, resting_on, users_of
from nrr_graph.terms import Term, fact_of

Kind = Literal["added", "corrected", "withdrawn", "evidence"]
Properties = Mapping[str, frozenset[Term]]
_STANDINGS: Final = f"""
PREFIX nrr: <{NRR}>
SELECT ?claim ?facet ?standing {{
  {{ ?node a nrr:FacetStanding ; nrr:ofClaim ?claim ; nrr:facet ?facet ; nrr:standing ?standing }}
  UNION {{ ?claim nrr:standing ?standing FILTER NOT EXISTS {{ ?claim a nrr:FacetStanding }} }}
}}
"""


@dataclass(frozen=True)
class PropertyChange:
    """The values of one property that stand on one side only."""

    property: str
    before: tuple[Term, ...]
    after: tuple[Term, ...]


@dataclass(frozen=True)
class Change:
    """What happened to one thing: a statement, an entity, a source, a term of the ontology.

    ``supports`` lists the facts that rest on it, where it is evidence.
    """

    kind: Kind
    iri: str
    classes: tuple[str, ...]
    properties: tuple[PropertyChange, ...]
    supports: tuple[str, ...] = ()


@dataclass(frozen=True)
class StandingChange:
    """A claim, or one facet of it, that stands otherwise; standings are IRIs, empty if none."""

    claim: str
    facet: str
    before: str
    after: str


@dataclass(frozen=True)
class Shrunk:
    """A class with fewer members than before."""

    class_: str
    before: int
    after: int


def changes_between(old: Side, new: Side) -> list[Change]:
    """List what changed, by kind and IRI; what is derived and the days of files are left out.

    A thing of which a value was corrected and evidence has changed is listed under both.
    """
    before, after = _nodes(old.curated - new.curated), _nodes(new.curated - old.curated)
    all_before, all_after = _nodes(old.curated), _nodes(new.curated)
    users = users_of(new.curated)
    found = []
    for iri in sorted({*before, *after}):
        was, now = all_before.get(iri, {}), all_after.get(iri, {})
        names = tuple(sorted(term.value for term in (now or was).get(RDF + "type", ())))
        for kind, properties in _kinds(was, now, names).items():
            facts = resting_on(iri, users) if kind == "evidence" else ()
            found.append(Change(kind, iri, names, properties, facts))
    order: tuple[Kind, ...] = ("added", "corrected", "withdrawn", "evidence")
    return sorted(found, key=lambda change: (order.index(change.kind), change.iri))


def standing_changes(old: Side, new: Side) -> list[StandingChange]:
    """List the claims and facets that stand otherwise than before."""
    before, after = _standings(old.store), _standings(new.store)
    return [
        StandingChange(*key, before.get(key, ""), after.get(key, ""))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def shrunk_classes(old: Side, new: Side) -> list[Shrunk]:
    """List the classes that have fewer members than before."""
    before, after = _members(old.curated), _members(new.curated)
    return [
        Shrunk(name, count, after[name])
        for name, count in sorted(before.items())
        if after[name] < count
    ]


def labels_of(*sides: Side) -> dict[str, dict[str, str]]:
    """Return what everything is called, by IRI and language; earlier sides come first."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for side in sides:
        for quad in side.store.quads_for_pattern(None, ox.NamedNode(RDFS + "label"), None):
            fact = fact_of(quad)
            if isinstance(fact.object, ox.Literal) and fact.object.language:
                labels[fact.subject.value].setdefault(fact.object.language, fact.object.value)
    return dict(labels)


def _nodes(quads: Iterable[ox.Quad]) -> dict[str, dict[str, frozenset[Term]]]:
    nodes: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        s, p, o = fact_of(quad)
        if p.value != DCTERMS + "modified":
            nodes[s.value][p.value].add(o)
    return {s: {p: frozenset(o) for p, o in found.items()} for s, found in nodes.items()}


def _property_changes(was: Properties, now: Properties) -> tuple[PropertyChange, ...]:
    found = []
    for name in sorted({*was, *now}):
        before, after = was.get(name, frozenset()), now.get(name, frozenset())
        if before != after:
            lost, gained = sorted(before - after, key=str), sorted(after - before, key=str)
            found.append(PropertyChange(name, tuple(lost), tuple(gained)))
    return tuple(found)


def _kinds(
    was: Properties, now: Properties, classes: Sequence[str]
) -> dict[Kind, tuple[PropertyChange, ...]]:
    """Tell what happened to one thing: by kind, the properties concerned."""
    changed = _property_changes(was, now)
    if not (was and now):
        return {"withdrawn" if was else "added": changed} if changed else {}
    parts: dict[Kind, list[PropertyChange]] = {}
    for one in changed:
        kind: Kind = "evidence" if is_evidence(one.property, classes) else "corrected"
        parts.setdefault(kind, []).append(one)
    return {kind: tuple(properties) for kind, properties in parts.items()}


def _standings(store: ox.Store) -> dict[tuple[str, str], str]:
    rows = cast(ox.QuerySolutions, store.query(_STANDINGS))
    return {
        (row["claim"].value, row["facet"].value if row["facet"] else ""): row["standing"].value
        for row in rows
    }


def _members(quads: Iterable[ox.Quad]) -> Counter[str]:
    types = {
        (fact.subject.value, fact.object.value)
        for fact in map(fact_of, quads)
        if fact.predicate.value == RDF + "type" and fact.object.value.startswith(NRR)
    }
    return Counter(class_ for _, class_ in types)
