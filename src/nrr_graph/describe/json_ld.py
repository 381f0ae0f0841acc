"""Triples as compact JSON-LD 1.1, with a context of ours that is also published by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, PREFIXES, RDF, XSD
from nrr_graph.terms import Term, fact_of

#: A property without a prefix is one of ours (JSON-LD 1.1, section 4.1.2, default vocabulary).
CONTEXT: Final[dict[str, str]] = {**PREFIXES, "@vocab": NRR}


def document(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Return triples as one JSON-LD document: a node object for each subject, in order.

    >>> nato = ox.NamedNode(PREFIXES["id"] + "nato")
    >>> label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> document([ox.Triple(nato, label, ox.Literal("NATO", language="en"))])["@graph"]
    [{'@id': 'id:nato', 'rdfs:label': [{'@value': 'NATO', '@language': 'en'}]}]
    """
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in sorted(map(fact_of, set(triples)), key=str):
        node = nodes.setdefault(subject.value, {"@id": _short(subject.value)})
        if predicate.value == RDF + "type":
            node.setdefault("@type", []).append(_short(str(value.value), vocabulary=True))
        else:
            name = _short(predicate.value, vocabulary=True)
            node.setdefault(name, []).append(_written(value))
    return {"@context": CONTEXT, "@graph": list(nodes.values())}


def for_page(content: object) -> str:
    """Write JSON that may stand in a page: no text in it can end the element that holds it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _written(value: Term) -> dict[str, str]:
    if isinstance(value, ox.Literal):
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if datatype == XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": _short(datatype)}
    return {"@id": _short(str(value.value))}


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
