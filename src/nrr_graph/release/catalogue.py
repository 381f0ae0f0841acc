"""Describe a release and its endpoint in RDF: DCAT 3, VoID and SPARQL Service Description.

Every number comes from the manifest, which was counted when the release was built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from nrr_graph.namespaces import BASE, DCTERMS, ID, NRR, ONTOLOGY, PREFIXES, RDF, XSD
from nrr_graph.release.export import EXPORT_FORMATS, dump_name
from nrr_graph.release.manifest import Manifest

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SD: Final = PREFIXES["sd"]
PROV: Final = PREFIXES["prov"]
FOAF: Final = "http://xmlns.com/foaf/0.1/"
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
DATASET: Final = BASE + "dataset"
CURATORS: Final = DATASET + "#curators"
TITLE: Final = {
    "en": "NATO–Russia relations, sourced",
    "ru": "Отношения НАТО — Россия, с источниками",
}
SUMMARY: Final = {
    "en": "Facts of one encyclopedia article, each with its sentence and its reference, "
    "and what other sources say of them.",
    "ru": "Факты одной энциклопедической статьи, каждый с предложением и сноской, "
    "и что говорят о них другие источники.",
}
#: Kinds of things whose numbers VoID gives, by the name of their count.
_CLASSES: Final = {
    "events": "Event",
    "persons": "Person",
    "quotations": "Quotation",
    "sources": "Source",
    "references": "Reference",
    "passages": "Passage",
    "issues": "Issue",
}
Value = str | int | ox.Literal | ox.NamedNode


def catalogue(manifest: Manifest, root: str) -> list[ox.Triple]:
    """Describe the dataset, its release and its distributions (DCAT 3, VoID).

    :param root: the address under which the site is reached, with its final slash.
    """
    triples = list(_dataset(manifest, root))
    for chosen in EXPORT_FORMATS:
        triples += _distribution(chosen, root)
    for name, local_name in _CLASSES.items():
        part = f"{DATASET}#{name}"
        triples += _about(DATASET, {VOID + "classPartition": [_iri(part)]})
        triples += _about(
            part,
            {VOID + "class": [_iri(NRR + local_name)], VOID + "entities": [manifest.counts[name]]},
        )
    return triples


def _dataset(manifest: Manifest, root: str) -> Iterable[ox.Triple]:
    yield from _about(
        DATASET,
        {
            RDF + "type": [_iri(VOID + "Dataset"), _iri(DCAT + "Dataset")],
            DCTERMS + "title": _texts(TITLE),
            DCTERMS + "description": _texts(SUMMARY),
            DCTERMS + "license": [_iri(LICENCE)],
            DCTERMS + "modified": [ox.Literal(manifest.modified, datatype=_iri(XSD + "date"))],
            DCTERMS + "identifier": [manifest.digest],
            DCTERMS + "publisher": [_iri(CURATORS)],
            DCAT + "version": [manifest.version],
            DCAT + "keyword": [
                ox.Literal("NATO", language="en"),
                ox.Literal("НАТО", language="ru"),
            ],
            DCAT + "landingPage": [_iri(root)],
            PROV + "wasDerivedFrom": [_iri(ID + "nato-russia-relations-article")],
            FOAF + "homepage": [_iri(root)],
            VOID + "sparqlEndpoint": [_iri(f"{root}sparql")],
            VOID + "uriSpace": [ID],
            VOID + "exampleResource": [_iri(ID + "nato"), _iri(ID + "s01-08-suspension")],
            VOID + "vocabulary": [_iri(ONTOLOGY)],
            VOID + "triples": [manifest.counts["triples"]],
            VOID + "rootResource": [_iri(ID + "nato-russia-relations")],
        },
    )
    yield from _about(
        CURATORS, {RDF + "type": [_iri(FOAF + "Group")], FOAF + "name": ["nrr-graph curators"]}
    )
    for iri, size in manifest.graphs.items():
        yield from _about(DATASET, {VOID + "subset": [_iri(iri)]})
        yield from _about(iri, {RDF + "type": [_iri(VOID + "Dataset")], VOID + "triples": [size]})


def _distribution(chosen: Format, root: str) -> Iterable[ox.Triple]:
    address = f"{root}data/latest/{dump_name(chosen)}"
    yield from _about(
        DATASET, {DCAT + "distribution": [_iri(address)], VOID + "dataDump": [_iri(address)]}
    )
    yield from _about(
        address,
        {
            RDF + "type": [_iri(DCAT + "Distribution")],
            DCAT + "downloadURL": [_iri(address)],
            DCAT + "mediaType": [
                _iri(f"https://www.iana.org/assignments/media-types/{chosen.name}")
            ],
            DCTERMS + "license": [_iri(LICENCE)],
            DCTERMS + "title": [ox.Literal(f"Everything as {chosen.words[0]}", language="en")],
        },
    )


def service_description(manifest: Manifest, root: str) -> list[ox.Triple]:
    """Describe the endpoint (SPARQL 1.1 Service Description, section 3)."""
    service, dataset, default = (f"{root}sparql{part}" for part in ("", "#dataset", "#default"))
    written: Sequence[Format] = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    triples = _about(
        service,
        {
            RDF + "type": [_iri(SD + "Service")],
            SD + "endpoint": [_iri(service)],
            SD + "supportedLanguage": [_iri(SD + "SPARQL11Query")],
            SD + "feature": [_iri(SD + "UnionDefaultGraph")],
            SD + "resultFormat": [_iri(FORMAT_IRIS[chosen.suffix]) for chosen in written],
            SD + "defaultDataset": [_iri(dataset)],
            DCTERMS + "license": [_iri(LICENCE)],
            DCAT + "version": [manifest.version],
        },
    )
    triples += _about(
        dataset,
        {
            RDF + "type": [_iri(SD + "Dataset")],
            SD + "defaultGraph": [_iri(default)],
            SD + "namedGraph": [_iri(iri) for iri in manifest.graphs],
        },
    )
    triples += _graph(default, manifest.counts["triples"])
    for iri, size in manifest.graphs.items():
        triples += _about(
            iri,
            {
                RDF + "type": [_iri(SD + "NamedGraph")],
                SD + "name": [_iri(iri)],
                SD + "graph": [_iri(f"{iri}#content")],
            },
        )
        triples += _graph(f"{iri}#content", size)
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
    return _about(iri, {RDF + "type": [_iri(SD + "Graph")], VOID + "triples": [size]})


def _about(subject: str, properties: dict[str, Sequence[Value]]) -> list[ox.Triple]:
    return [
        ox.Triple(_iri(subject), _iri(property_), _term(value))
        for property_, values in properties.items()
        for value in values
    ]


def _term(value: Value) -> ox.Literal | ox.NamedNode:
    return value if isinstance(value, ox.Literal | ox.NamedNode) else ox.Literal(value)


def _texts(texts: dict[str, str]) -> list[Value]:
    return [ox.Literal(text, language=language) for language, text in texts.items()]


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
