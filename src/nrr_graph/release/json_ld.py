"""Triples as compact JSON-LD 1.1, with a context of ours that is also published by itself."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import IO, Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, PREFIXES, RDF, XSD
from nrr_graph.terms import Fact, Node, Term, fact_of

#: A property without a prefix is one of ours (JSON-LD 1.1, section 4.1.2, default vocabulary).
CONTEXT: Final[dict[str, str]] = {**PREFIXES, "@vocab": NRR}


def document(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Return triples as one JSON-LD document: a node object for each subject, in order.

    >>> nato = ox.NamedNode(PREFIXES["id"] + "nato")
    >>> label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> document([ox.Triple(nato, label, ox.Literal("NATO", language="en"))])["@graph"]
    [{'@id': 'id:nato', 'rdfs:label': [{'@value': 'NATO', '@language': 'en'}]}]
    """
    ordered = sorted(map(fact_of, set(triples)), key=str)
    return {"@context": CONTEXT, "@graph": list(_nodes(ordered))}


def write_document(triples: Iterable[ox.Triple], output: IO[bytes] | io.RawIOBase) -> None:
    """Write triples as they come; those of one subject that follow each other share a node object.

    :raises TypeError: a term is itself a triple (RDF 1.2), for which JSON-LD has no form.
    """
    output.write(b'{"@context":%s,"@graph":[' % _encoded(CONTEXT))
    between = b"\n"
    for node in _nodes(map(fact_of, triples)):
        output.write(between + _encoded(node))
        between = b",\n"
    output.write(b"\n]}\n")


def for_page(content: object) -> str:
    """Write JSON that may stand in a page: no text in it can end the element that holds it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _nodes(facts: Iterable[Fact]) -> Iterable[dict[str, Any]]:
    """Yield a node object for each run of facts with one subject."""
    for subject, own in groupby(facts, key=lambda fact: fact.subject):
        node: dict[str, Any] = {"@id": _identified(subject)}
        for _, predicate, value in own:
            if predicate.value == RDF + "type" and not isinstance(value, ox.Literal):
                node.setdefault("@type", []).append(_identified(value, vocabulary=True))
            else:
                name = _short(predicate.value, vocabulary=True)
                node.setdefault(name, []).append(_written(value))
        yield node


def _encoded(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _written(value: Term) -> dict[str, str]:
    if isinstance(value, ox.Literal):
        if value.language:
            written = {"@value": value.value, "@language": value.language}
            return {**written, "@direction": str(value.direction)} if value.direction else written
        datatype = value.datatype.value
        if datatype == XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": _short(datatype)}
    return {"@id": _identified(value)}


def _identified(node: Node, *, vocabulary: bool = False) -> str:
    if isinstance(node, ox.BlankNode):
        return str(node)
    return _short(node.value, vocabulary=vocabulary)


def _short(iri: str, *, vocabulary: bool = False) -> str:
    """Write an IRI as a term or compact IRI where that leads back to it, else whole."""
    if vocabulary and iri.startswith(NRR) and ":" not in iri.removeprefix(NRR):
        return iri.removeprefix(NRR)
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        # What begins with two slashes would be read as an absolute IRI.
        if local not in (iri, "") and not local.startswith("//"):
            return f"{prefix}:{local}"
    return iri
