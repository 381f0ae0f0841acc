"""Describe a release in RDF: DCAT 3 by the rules of DCAT-AP 3, VoID and PROV-O.

Every number was counted: those of triples and things when the release was built (``manifest.py``),
those of files when they were written (``dumps.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import (
    BASE,
    DCAT,
    DCTERMS,
    FOAF,
    ID,
    LICENCE,
    ONTOLOGY,
    PROV,
    RDF,
    SHAPES,
    VOID,
)  # fmt: skip
from nrr_graph.release.data_services import DATA_SERVICES, DataService, describe_service
from nrr_graph.release.distributions import DISTRIBUTIONS, describe_distribution
from nrr_graph.release.dumps import Dumps
from nrr_graph.release.export import EXPORT_FORMATS, dump_name
from nrr_graph.release.extent import describe_extent, extent_properties
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.parts import describe_parts
from nrr_graph.release.publication import (
    IRREGULAR,
    LANGUAGES,
    THEME,
    THEMES,
    Publication,
    describe_publisher,
)
from nrr_graph.release.published import Published
from nrr_graph.release.titles import SUMMARY, TITLE
from nrr_graph.release.triples import Properties, about, iris_of, texts_of, typed
from nrr_graph.release.versions import describe_version, version_of

DATASET: Final = BASE + "dataset"
CURATORS: Final = DATASET + "#curators"
KEYWORDS: Final = {
    "en": ("NATO", "Russia", "international relations", "provenance", "fact checking"),
    "ru": ("НАТО", "Россия", "международные отношения", "происхождение данных", "проверка фактов"),
}
#: The files that readers of RDF 1.1 take for the whole graph.
_DUMPS: Final = frozenset(map(dump_name, EXPORT_FORMATS))
#: Of data that are not this project's, no more is known than that they are served here.
_OTHER_TITLE: Final = {"en": "A graph served by nrr-graph", "ru": "Граф на сервере nrr-graph"}
_OTHER_SUMMARY: Final = {
    "en": "Data in the terms of the NATO–Russia relations ontology that are not those of the "
    "nrr-graph project.",
    "ru": "Данные в терминах онтологии отношений НАТО и России, не из проекта nrr-graph.",
}


def publication_of(manifest: Manifest, root: str, contact: str = "") -> Publication:
    """Return how a release is published: as this project's data if it holds the article.

    :param root: the address under which the site is reached, with its final slash.
    """
    if "article" in manifest.extent:
        name = {"en": "nrr-graph curators", "ru": "кураторы nrr-graph"}
        return Publication(root, DATASET, CURATORS, name, LICENCE, TITLE, SUMMARY, contact)
    name = {"en": "whoever runs this server", "ru": "владелец этого сервера"}
    own, publisher = f"{root}dataset", f"{root}dataset#publisher"
    return Publication(root, own, publisher, name, "", _OTHER_TITLE, _OTHER_SUMMARY, contact)


def catalogue(
    manifest: Manifest,
    publication: Publication,
    kept: Sequence[Published] = (),
    dumps: Dumps | None = None,
    services: Sequence[DataService] = DATA_SERVICES,
) -> list[ox.Triple]:
    """Describe the dataset, its releases, its files, and what answers questions about it.

    :param kept: the releases whose addresses answer beside the latest, oldest first.
    :param dumps: the files of the latest release, if they are written already.
    """
    files = {one.version: (one.manifest, one.dumps) for one in kept}
    _, own = files.get(manifest.version, (manifest, dumps or {}))
    files[manifest.version] = (manifest, own)
    versions = [one for one, _ in files.values()]
    triples = in_short(manifest, publication, services)
    triples += describe_parts(manifest, publication.dataset)
    triples += about(
        publication.dataset,
        {
            DCTERMS + "issued": [typed(versions[0].modified, "date")],
            DCAT + "hasCurrentVersion": iris_of(version_of(manifest, publication)),
            DCAT + "hasVersion": iris_of(*(version_of(one, publication) for one in versions)),
        },
    )
    for one, its_dumps in files.values():
        triples += describe_version(one, publication)
        triples += _files(one.version, one.version, its_dumps, publication)
    for earlier, later in pairwise(versions):
        before = iris_of(version_of(earlier, publication))
        triples += about(version_of(later, publication), {DCAT + "previousVersion": before})
    triples += _files("latest", manifest.version, own, publication)
    for service in services:
        triples += describe_service(service, publication)
    return list(dict.fromkeys(triples))


def in_short(
    manifest: Manifest,
    publication: Publication,
    services: Sequence[DataService] = DATA_SERVICES,
) -> list[ox.Triple]:
    """Describe the catalogue and the dataset themselves, and who publishes them."""
    return [
        *_catalogue(manifest, publication, services),
        *_dataset(manifest, publication),
        *describe_publisher(publication),
    ]


def _catalogue(
    manifest: Manifest, publication: Publication, services: Sequence[DataService]
) -> Iterable[ox.Triple]:
    dataset, root = publication.dataset, publication.root
    day = typed(manifest.modified, "date")
    yield from about(
        f"{dataset}#catalogue",
        {
            **publication.shared(),
            RDF + "type": iris_of(DCAT + "Catalog"),
            DCTERMS + "title": texts_of(publication.title),
            DCTERMS + "description": texts_of(publication.summary),
            DCTERMS + "language": iris_of(*LANGUAGES),
            DCTERMS + "modified": [day],
            DCAT + "themeTaxonomy": iris_of(THEMES),
            DCAT + "dataset": iris_of(dataset),
            DCAT + "service": iris_of(*(root + service.path for service in services)),
            FOAF + "homepage": iris_of(root),
        },
    )
    yield from about(
        f"{root}.well-known/void",
        {
            RDF + "type": iris_of(VOID + "DatasetDescription"),
            DCTERMS + "title": texts_of(publication.title),
            DCTERMS + "creator": iris_of(publication.publisher),
            DCTERMS + "modified": [day],
            FOAF + "primaryTopic": iris_of(dataset),
        },
    )


def _dataset(manifest: Manifest, publication: Publication) -> Iterable[ox.Triple]:
    dataset, root = publication.dataset, publication.root
    yield from about(
        dataset,
        {
            **publication.shared(),
            **extent_properties(manifest.extent, dataset),
            RDF + "type": iris_of(DCAT + "Dataset", VOID + "Dataset"),
            DCTERMS + "title": texts_of(publication.title),
            DCTERMS + "description": texts_of(publication.summary),
            DCTERMS + "identifier": [manifest.digest],
            DCTERMS + "modified": [typed(manifest.modified, "date")],
            DCTERMS + "language": iris_of(*LANGUAGES),
            DCTERMS + "accrualPeriodicity": iris_of(IRREGULAR),
            DCTERMS + "conformsTo": iris_of(ONTOLOGY, SHAPES.rstrip("#")),
            DCAT + "version": [manifest.version],
            DCAT + "theme": iris_of(THEME),
            DCAT + "landingPage": iris_of(root),
            FOAF + "homepage": iris_of(root),
            FOAF + "page": iris_of(f"{root}about", f"{root}quality"),
            VOID + "sparqlEndpoint": iris_of(f"{root}sparql"),
            VOID + "openSearchDescription": iris_of(f"{root}opensearch.xml"),
            VOID + "uriSpace": [ID],
            VOID + "vocabulary": iris_of(ONTOLOGY),
            VOID + "triples": [manifest.counts["triples"]],
        },
    )
    for standard in (ONTOLOGY, SHAPES.rstrip("#")):
        yield from about(standard, {RDF + "type": iris_of(DCTERMS + "Standard")})
    if article := manifest.extent.get("article"):
        yield from about(dataset, _of_the_article(article))
    yield from describe_extent(manifest.extent, dataset)


def _of_the_article(article: str) -> Properties:
    """Return what only this project's own data may say."""
    return {
        PROV + "wasDerivedFrom": iris_of(article),
        DCAT + "keyword": [
            ox.Literal(word, language=language)
            for language in KEYWORDS
            for word in KEYWORDS[language]
        ],
        VOID + "exampleResource": iris_of(ID + "nato", ID + "s01-08-suspension"),
        VOID + "rootResource": iris_of(ID + "nato-russia-relations"),
    }


def _files(folder: str, version: str, dumps: Dumps, publication: Publication) -> list[ox.Triple]:
    """Describe the files in a folder under ``data/``: that of a version, or ``latest``."""
    triples: list[ox.Triple] = []
    for name in DISTRIBUTIONS:
        address = f"{publication.root}data/{folder}/{name}"
        triples += describe_distribution(name, version, address, dumps.get(name), publication)
        if folder == "latest":
            dump = iris_of(address) if name in _DUMPS else []
            properties = {DCAT + "distribution": iris_of(address), VOID + "dataDump": dump}
            triples += about(publication.dataset, properties)
    return triples
