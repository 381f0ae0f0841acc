"""Which datatype of Wikibase each property has, from what the ontology says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Final

from nrr_graph.namespaces import NRR, RDF, RDFS, SCHEMA, XSD
from nrr_graph.release.wikibase.numbers import Numbers
from nrr_graph.terms import Term

#: By what the ontology gives as range; the first that fits counts.
_BY_RANGE: Final = {
    NRR + "Date": "time",
    XSD + "integer": "quantity",
    RDF + "langString": "monolingualtext",
    XSD + "anyURI": "url",
    XSD + "string": "string",
}
#: Written otherwise in Wikibase than in the graph.
_SPECIAL: Final = {
    "P854": "url",
    "P900040": "quantity",
    "P900041": "string",
    "P900042": "string",
    "P900051": "string",
    "P900052": "string",
    "P900043": "string",
    "P900044": "string",
    "P856": "url",
    "P625": "globe-coordinate",
}


def datatypes(
    nodes: Mapping[str, Mapping[str, Sequence[Term]]], numbers: Numbers
) -> dict[str, str]:
    """Return the datatype of each P number."""
    properties = [number for number in numbers.by_number if number[0] == "P"]
    terms = {iri for iri, own in nodes.items() if _is_class_of_terms(own)}
    return {
        n: _SPECIAL.get(n) or _of(nodes.get(numbers.by_number[n], {}), terms) for n in properties
    }


def _is_class_of_terms(own: Mapping[str, Sequence[Term]]) -> bool:
    return any(wider.value == NRR + "Term" for wider in own.get(RDFS + "subClassOf", ()))


def _of(own: Mapping[str, Sequence[Term]], terms: Set[str]) -> str:
    ranges = [
        str(term.value)
        for property_ in (SCHEMA + "rangeIncludes", RDFS + "range")
        for term in own.get(property_, ())
    ]
    for iri, datatype in _BY_RANGE.items():
        if iri in ranges:
            return datatype
    # A controlled term is no item: it is given by its IRI.
    return "url" if ranges and terms >= set(ranges) else "wikibase-item"
