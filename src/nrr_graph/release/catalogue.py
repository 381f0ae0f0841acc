"""Describe a release in RDF: DCAT 3, VoID and PROV-O.

Every number comes from the manifest, which was counted when the release was built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import CSV
from nrr_graph.namespaces import (
    BASE,
    DCTERMS,
    ID,
    LICENCE,
    NRR,
    ONTOLOGY,
    PREFIXES,
    RDF,
    SHAPES,
    XSD,
)
from nrr_graph.release.derive import DERIVED_GRAPH, STANDING_GRAPH
from nrr_graph.release.export import EXPORT_FORMATS, TABLES, dump_name
from nrr_graph.release.manifest import Manifest

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
PROV: Final = PREFIXES["prov"]
FOAF: Final = "http://xmlns.com/foaf/0.1/"
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
#: Every file of the whole, with its media type.
DISTRIBUTIONS: Final = {
    **{dump_name(chosen): chosen.name for chosen in EXPORT_FORMATS},
    **dict.fromkeys(TABLES, CSV.name),
}
_DERIVED: Final = (DERIVED_GRAPH.value, STANDING_GRAPH.value)
Value = str | int | ox.Literal | ox.NamedNode


def catalogue(manifest: Manifest, root: str, kept: Sequence[Manifest] = ()) -> list[ox.Triple]:
    """Describe the dataset, its releases and its distributions (DCAT 3, VoID).

    :param kept: the releases whose addresses answer beside the latest, oldest first.
    :param root: the address under which the site is reached, with its final slash.
    """
    triples = [*_dataset(manifest, root)]
    triples += about(DATASET, {DCAT + "hasCurrentVersion": [_version(manifest)]})
    triples += about(DATASET, {DCAT + "hasVersion": [_version(one) for one in (*kept, manifest)]})
    for one in {one.version: one for one in (*kept, manifest)}.values():
        triples += _release(one, root)
    for earlier, later in pairwise(one for one in (*kept, manifest)):
        if earlier.version != later.version:
            triples += about(_version(later).value, {DCAT + "previousVersion": [_version(earlier)]})
    for name, media_type in DISTRIBUTIONS.items():
        triples += _distribution(name, media_type, root)
    for name, local_name in _CLASSES.items():
        part = f"{DATASET}#{name}"
        triples += about(DATASET, {VOID + "classPartition": [iri_of(part)]})
        triples += about(
            part,
            {
                VOID + "class": [iri_of(NRR + local_name)],
                VOID + "entities": [manifest.counts[name]],
            },
        )
    return triples


def _dataset(manifest: Manifest, root: str) -> Iterable[ox.Triple]:
    yield from about(
        DATASET,
        {
            RDF + "type": [iri_of(VOID + "Dataset"), iri_of(DCAT + "Dataset")],
            DCTERMS + "title": _texts(TITLE),
            DCTERMS + "description": _texts(SUMMARY),
            DCTERMS + "license": [iri_of(LICENCE)],
            DCTERMS + "modified": [ox.Literal(manifest.modified, datatype=iri_of(XSD + "date"))],
            DCTERMS + "identifier": [manifest.digest],
            DCTERMS + "publisher": [iri_of(CURATORS)],
            DCAT + "version": [manifest.version],
            DCAT + "keyword": [
                ox.Literal("NATO", language="en"),
                ox.Literal("НАТО", language="ru"),
            ],
            DCAT + "landingPage": [iri_of(root)],
            PROV + "wasDerivedFrom": [iri_of(ID + "nato-russia-relations-article")],
            FOAF + "homepage": [iri_of(root)],
            VOID + "sparqlEndpoint": [iri_of(f"{root}sparql")],
            VOID + "uriSpace": [ID],
            VOID + "exampleResource": [iri_of(ID + "nato"), iri_of(ID + "s01-08-suspension")],
            VOID + "vocabulary": [iri_of(ONTOLOGY)],
            VOID + "triples": [manifest.counts["triples"]],
            VOID + "rootResource": [iri_of(ID + "nato-russia-relations")],
        },
    )
    yield from about(
        CURATORS, {RDF + "type": [iri_of(FOAF + "Group")], FOAF + "name": ["nrr-graph curators"]}
    )
    for iri, size in manifest.graphs.items():
        yield from about(DATASET, {VOID + "subset": [iri_of(iri)]})
        yield from about(iri, {RDF + "type": [iri_of(VOID + "Dataset")], VOID + "triples": [size]})


def _release(manifest: Manifest, root: str) -> Iterable[ox.Triple]:
    """Describe this release as a version of the dataset, and how it came to be (PROV-O)."""
    version, making = _version(manifest).value, f"{DATASET}#making-{manifest.version}"
    day = ox.Literal(manifest.modified, datatype=iri_of(XSD + "date"))
    yield from about(
        version,
        {
            RDF + "type": [iri_of(DCAT + "Dataset"), iri_of(PROV + "Entity")],
            DCTERMS + "title": _texts(TITLE),
            DCTERMS + "description": _texts(SUMMARY),
            DCTERMS + "license": [iri_of(LICENCE)],
            DCTERMS + "issued": [day],
            DCTERMS + "publisher": [iri_of(CURATORS)],
            DCTERMS + "identifier": [manifest.digest],
            DCAT + "version": [manifest.version],
            DCAT + "isVersionOf": [iri_of(DATASET)],
            DCAT + "distribution": [
                iri_of(f"{root}data/{manifest.version}/{name}") for name in DISTRIBUTIONS
            ],
            PROV + "wasGeneratedBy": [iri_of(making)],
            PROV + "wasAttributedTo": [iri_of(CURATORS)],
            PROV + "generatedAtTime": [
                ox.Literal(f"{manifest.modified}T00:00:00Z", datatype=iri_of(XSD + "dateTime"))
            ],
        },
    )
    curated = [iri for iri in manifest.graphs if iri not in _DERIVED]
    yield from about(
        making,
        {
            RDF + "type": [iri_of(PROV + "Activity")],
            PROV + "used": [iri_of(iri) for iri in (*curated, SHAPES.rstrip("#"))],
            PROV + "wasAssociatedWith": [iri_of(CURATORS)],
        },
    )


def _version(manifest: Manifest) -> ox.NamedNode:
    return iri_of(f"{DATASET}#{manifest.version}")


def _distribution(name: str, media_type: str, root: str) -> Iterable[ox.Triple]:
    address = f"{root}data/latest/{name}"
    yield from about(DATASET, {DCAT + "distribution": [iri_of(address)]})
    if name not in TABLES:
        yield from about(DATASET, {VOID + "dataDump": [iri_of(address)]})
    yield from about(
        address,
        {
            RDF + "type": [iri_of(DCAT + "Distribution")],
            DCAT + "downloadURL": [iri_of(address)],
            DCAT + "mediaType": [
                iri_of(f"https://www.iana.org/assignments/media-types/{media_type}")
            ],
            DCTERMS + "license": [iri_of(LICENCE)],
            DCTERMS + "title": [ox.Literal(f"{name} of the latest release", language="en")],
        },
    )


def about(subject: str, properties: dict[str, Sequence[Value]]) -> list[ox.Triple]:
    """Return the triples that give one subject these properties."""
    return [
        ox.Triple(iri_of(subject), iri_of(property_), _term(value))
        for property_, values in properties.items()
        for value in values
    ]


def _term(value: Value) -> ox.Literal | ox.NamedNode:
    return value if isinstance(value, ox.Literal | ox.NamedNode) else ox.Literal(value)


def _texts(texts: dict[str, str]) -> list[Value]:
    return [ox.Literal(text, language=language) for language, text in texts.items()]


def iri_of(iri: str) -> ox.NamedNode:
    """Return an IRI as a node."""
    return ox.NamedNode(iri)
