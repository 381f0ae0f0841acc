"""Describe the endpoint in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from nrr_graph.namespaces import DCAT, DCTERMS, LICENCE, PREFIXES, RDF, RDFS, VOID
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.triples import about, iri_of

SD: Final = PREFIXES["sd"]
#: What docs/conformance.md says at length.
DIFFERENCES: Final = {
    "en": "Differs from SPARQL 1.1: a path with * or ? from or to a constant that is not in the "
    "data has no solution; BNODE with a text is one node for all solutions; a call of an unknown "
    "function is an error; SERVICE is refused.",
    "ru": "Отличия от SPARQL 1.1: путь с * или ? от константы или к константе, которой нет в "
    "данных, не даёт решений; BNODE с текстом — один узел для всех решений; вызов неизвестной "
    "функции — ошибка; SERVICE не выполняется.",
}


#: What is there of RDF 1.2 and has no name in the standard's own vocabulary.
_FEATURES: Final = {
    "triple-terms": {
        "en": "Triples as terms and reifiers (RDF 1.2)",
        "ru": "Тройки как термы и реификаторы (RDF 1.2)",
    },
    "base-direction": {
        "en": "Texts with a base direction (RDF 1.2)",
        "ru": "Тексты с направлением письма (RDF 1.2)",
    },
}


def service_description(
    manifest: Manifest, root: str, *, has_rdf_1_2: bool = True
) -> list[ox.Triple]:
    """Describe the endpoint (SPARQL 1.1 Service Description, section 3).

    :param has_rdf_1_2: whether the engine is ours, which knows SPARQL 1.2 and holds the view.
    """
    service, dataset, default = (f"{root}sparql{part}" for part in ("", "#dataset", "#default"))
    written: Sequence[Format] = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    triples = about(
        service,
        {
            RDF + "type": [iri_of(SD + "Service")],
            SD + "endpoint": [iri_of(service)],
            SD + "supportedLanguage": [iri_of(SD + "SPARQL11Query")],
            SD + "feature": [iri_of(SD + "UnionDefaultGraph")],
            SD + "resultFormat": [iri_of(FORMAT_IRIS[chosen.suffix]) for chosen in written],
            SD + "defaultDataset": [iri_of(dataset)],
            RDFS + "comment": [ox.Literal(t, language=tag) for tag, t in DIFFERENCES.items()],
            DCTERMS + "license": [iri_of(LICENCE)],
            DCAT + "version": [manifest.version],
        },
    )
    triples += about(
        dataset,
        {
            RDF + "type": [iri_of(SD + "Dataset")],
            SD + "defaultGraph": [iri_of(default)],
            SD + "namedGraph": [iri_of(iri) for iri in manifest.graphs],
        },
    )
    triples += _graph(default, manifest.counts["triples"])
    triples += _rdf_1_2(service) if has_rdf_1_2 else []
    for iri, size in manifest.graphs.items():
        triples += about(
            iri,
            {
                RDF + "type": [iri_of(SD + "NamedGraph")],
                SD + "name": [iri_of(iri)],
                SD + "graph": [iri_of(f"{iri}#content")],
            },
        )
        triples += _graph(f"{iri}#content", size)
    return triples


def _rdf_1_2(service: str) -> list[ox.Triple]:
    """Describe what there is of RDF 1.2, and the view, which is a graph beside the dataset."""
    features = [f"{service}#{name}" for name in _FEATURES]
    collection = f"{service}#available"
    triples = about(
        service,
        {
            SD + "supportedLanguage": [iri_of(SD + "SPARQL12Query")],
            SD + "feature": list(map(iri_of, features)),
            SD + "availableGraphs": [iri_of(collection)],
        },
    )
    for feature, texts in zip(features, _FEATURES.values(), strict=True):
        labels = [ox.Literal(text, language=language) for language, text in texts.items()]
        triples += about(feature, {RDF + "type": [iri_of(SD + "Feature")], RDFS + "label": labels})
    triples += about(
        collection,
        {RDF + "type": [iri_of(SD + "GraphCollection")], SD + "namedGraph": [ANNOTATED_GRAPH]},
    )
    triples += about(
        ANNOTATED_GRAPH.value,
        {RDF + "type": [iri_of(SD + "NamedGraph")], SD + "name": [ANNOTATED_GRAPH]},
    )
    return triples


#: W3C, Unique URIs for File Formats.
FORMAT_IRIS: Final = {
    "srj": "http://www.w3.org/ns/formats/SPARQL_Results_JSON",
    "srx": "http://www.w3.org/ns/formats/SPARQL_Results_XML",
    "csv": "http://www.w3.org/ns/formats/SPARQL_Results_CSV",
    "tsv": "http://www.w3.org/ns/formats/SPARQL_Results_TSV",
    "ttl": "http://www.w3.org/ns/formats/Turtle",
    "nt": "http://www.w3.org/ns/formats/N-Triples",
    "jsonld": "http://www.w3.org/ns/formats/JSON-LD",
    "rdf": "http://www.w3.org/ns/formats/RDF_XML",
}


def _graph(iri: str, size: int) -> list[ox.Triple]:
    return about(iri, {RDF + "type": [iri_of(SD + "Graph")], VOID + "triples": [size]})
