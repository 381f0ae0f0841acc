"""Describe a release as a version of the dataset, and how it came to be (DCAT 3, PROV-O)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import DCAT, DCTERMS, PROV, RDF, SHAPES
from nrr_graph.release.derive import DERIVED_GRAPH, STANDING_GRAPH
from nrr_graph.release.distributions import DISTRIBUTIONS
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.publication import THEME, Publication
from nrr_graph.release.triples import about, iris_of, texts_of, typed

_DERIVED: Final = (DERIVED_GRAPH.value, STANDING_GRAPH.value)


def version_of(manifest: Manifest, publication: Publication) -> str:
    """Return the IRI of a version of the dataset."""
    return f"{publication.dataset}#{manifest.version}"


def describe_version(manifest: Manifest, publication: Publication) -> Iterable[ox.Triple]:
    """Describe a version, its files and its making."""
    making = f"{publication.dataset}#making-{manifest.version}"
    addresses = (f"{publication.root}data/{manifest.version}/{name}" for name in DISTRIBUTIONS)
    title = {tag: f"{text} ({manifest.version})" for tag, text in publication.title.items()}
    yield from about(
        version_of(manifest, publication),
        {
            **publication.shared(),
            RDF + "type": iris_of(DCAT + "Dataset", PROV + "Entity"),
            DCTERMS + "title": texts_of(title),
            DCTERMS + "description": texts_of(publication.summary),
            DCTERMS + "issued": [typed(manifest.modified, "date")],
            DCTERMS + "identifier": [manifest.digest],
            DCAT + "version": [manifest.version],
            DCAT + "theme": iris_of(THEME),
            DCAT + "isVersionOf": iris_of(publication.dataset),
            DCAT + "distribution": iris_of(*addresses),
            PROV + "wasGeneratedBy": iris_of(making),
            PROV + "wasAttributedTo": iris_of(publication.publisher),
            PROV + "generatedAtTime": [typed(f"{manifest.modified}T00:00:00Z", "dateTime")],
        },
    )
    curated = [iri for iri in manifest.graphs if iri not in _DERIVED]
    yield from about(
        making,
        {
            RDF + "type": iris_of(PROV + "Activity"),
            PROV + "used": iris_of(*curated, SHAPES.rstrip("#")),
            PROV + "wasAssociatedWith": iris_of(publication.publisher),
        },
    )
