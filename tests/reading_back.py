"""Read curated statements back out of the RDF of Wikibase, knowing nothing but that RDF.

This is the other half of the round trip: what it cannot tell, the Wikibase graph does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from nrr_graph.namespaces import EDTF, ID, NRR, RDF, XSD
from nrr_graph.release.wikibase.evidence import (
    EXACT_DATE,
    LINKS,
    NUMBER,
    PARAGRAPH_REFERENCE,
    PASSAGE,
    STATEMENT_ID,
)
from nrr_graph.release.wikibase.numbers import Numbers
from nrr_graph.release.wikibase.rdf import PREFIXES, PROV
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.terms import Fact, Term

Nodes = Mapping[str, Mapping[str, list[Term]]]
_LINKS = {number: name for name, number in LINKS.items()}
_DATATYPES = {11: XSD + "date", 10: XSD + "gYearMonth", 9: XSD + "gYear"}
_LENGTHS = {11: 10, 10: 7, 9: 4}


def statements_in(triples: Iterable[ox.Triple], numbers: Numbers) -> set[Fact]:
    """Return the curated triples of all statements in the Wikibase graph."""
    nodes: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        subject, value = triple.subject, triple.object
        assert isinstance(subject, ox.NamedNode)
        assert not isinstance(value, ox.Triple)
        nodes[subject.value][triple.predicate.value].append(value)
    found: set[Fact] = set()
    for item in [iri for iri in nodes if iri.startswith(PREFIXES["wd"] + "Q")]:
        for predicate, claims in list(nodes[item].items()):
            if predicate.startswith(PREFIXES["p"]) and "/" not in predicate[len(PREFIXES["p"]) :]:
                for claim in claims:
                    number = predicate.removeprefix(PREFIXES["p"])
                    found |= _statement(nodes, item, number, str(claim.value), numbers)
    return found


def _statement(nodes: Nodes, item: str, number: str, claim: str, numbers: Numbers) -> set[Fact]:
    own = nodes[claim]
    sources = [nodes[str(source.value)] for source in own.get(PROV + "wasDerivedFrom", ())]
    named = [term for source in sources for term in source.get(PREFIXES["pr"] + STATEMENT_ID, ())]
    if not named:
        return set()  # Derived, or said of a source by itself.
    node = ox.NamedNode(ID + str(named[0].value))
    said: set[tuple[str, Term]] = {("subject", _curated(item, numbers))}
    said.add(("property", ox.NamedNode(numbers.by_number[number])))
    said |= {("value", v) for v in _values(nodes, own, "ps", number, numbers)}
    said |= _qualifiers(nodes, own, numbers)
    said |= _evidence(sources)
    rank = str(own[WIKIBASE + "rank"][0].value).removeprefix(WIKIBASE).removesuffix("Rank").lower()
    if rank != "normal":
        said.add(("rank", ox.NamedNode(NRR + rank)))
    kind = "Quotation" if numbers.by_number[number] == NRR + "said" else "Statement"
    facts = {Fact(node, ox.NamedNode(NRR + name), value) for name, value in said}
    return facts | {Fact(node, ox.NamedNode(RDF + "type"), ox.NamedNode(NRR + kind))}


def _qualifiers(
    nodes: Nodes, own: Mapping[str, list[Term]], numbers: Numbers
) -> set[tuple[str, Term]]:
    found: set[tuple[str, Term]] = set()
    exact = [str(term.value) for term in own.get(PREFIXES["pq"] + EXACT_DATE, ())]
    for predicate in own:
        number = predicate.removeprefix(PREFIXES["pq"])
        if number in (predicate, EXACT_DATE) or "/" in number:
            continue
        if number in _LINKS:
            found |= {(_LINKS[number], ox.NamedNode(ID + str(t.value))) for t in own[predicate]}
            continue
        name = numbers.by_number[number].removeprefix(NRR)
        for value in _values(nodes, own, "pq", number, numbers):
            seasons = [text for text in exact if text[:4] == str(value.value)]
            is_date = isinstance(value, ox.Literal) and value.datatype.value == XSD + "gYear"
            if seasons and is_date:
                value = ox.Literal(seasons[0], datatype=ox.NamedNode(EDTF + "EDTF"))  # noqa: PLW2901
            found.add((name, value))
    return found


def _evidence(sources: Iterable[Mapping[str, list[Term]]]) -> set[tuple[str, Term]]:
    found: set[tuple[str, Term]] = set()
    for source in sources:
        for term in source.get(PREFIXES["pr"] + PASSAGE, ()):
            found.add(("passage", ox.NamedNode(ID + str(term.value))))
        for name, number in (("reference", NUMBER), ("paragraphReference", PARAGRAPH_REFERENCE)):
            for term in source.get(PREFIXES["pr"] + number, ()):
                found.add((name, ox.NamedNode(f"{ID}reference-{int(float(str(term.value)))}")))
    return found


def _values(
    nodes: Nodes, own: Mapping[str, list[Term]], place: str, number: str, numbers: Numbers
) -> list[Term]:
    """Return the values of a property in a place; of times and quantities, from their nodes."""
    full = own.get(PREFIXES[f"{place}v"] + number)
    if full:
        return [_of_node(nodes[str(node.value)]) for node in full]
    simple = own.get(PREFIXES[place] + number, ())
    return [_curated(t.value, numbers) if isinstance(t, ox.NamedNode) else t for t in simple]


def _of_node(node: Mapping[str, list[Term]]) -> Term:
    if WIKIBASE + "quantityAmount" in node:
        return ox.Literal(int(float(str(node[WIKIBASE + "quantityAmount"][0].value))))
    precision = int(str(node[WIKIBASE + "timePrecision"][0].value))
    text = str(node[WIKIBASE + "timeValue"][0].value)
    if precision == 8:
        return ox.Literal(f"{text[:3]}X", datatype=ox.NamedNode(EDTF + "EDTF"))
    return ox.Literal(text[: _LENGTHS[precision]], datatype=ox.NamedNode(_DATATYPES[precision]))


def _curated(iri: str, numbers: Numbers) -> ox.NamedNode:
    """Return the curated IRI of an item; another IRI is the value itself."""
    number = iri.removeprefix(PREFIXES["wd"])
    return ox.NamedNode(iri if number == iri else numbers.by_number[number])
