"""Copy facts into an rdflib graph, which pyshacl reads: a third of the time that parsing takes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import rdflib

from nrr_graph.namespaces import XSD
from nrr_graph.terms import Fact, Node, Term


def in_rdflib(facts: Iterable[Fact]) -> rdflib.Graph:
    """Return a graph of facts; literals stay as they are written, even where they are wrong."""
    graph = rdflib.Graph()
    known: dict[Node | Term, rdflib.term.Identifier] = {}
    for fact in facts:
        for term in fact:
            if term not in known:
                known[term] = _in_rdflib(term)
        subject, predicate, object_ = (known[term] for term in fact)
        graph.store.add((subject, predicate, object_), graph)
    return graph


def _in_rdflib(term: Node | Term) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)
