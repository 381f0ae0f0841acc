"""Describe what the server answers as data services (DCAT 3, section 6.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import DCAT, DCTERMS, RDF
from nrr_graph.release.publication import THEME, Publication
from nrr_graph.release.triples import about, iris_of, texts_of


@dataclass(frozen=True)
class DataService:
    """A service: its path, the path of what describes it, and the standards that it follows."""

    path: str
    described_at: str
    standards: tuple[str, ...]
    title: Mapping[str, str]
    description: Mapping[str, str]


_SPARQL: Final = (
    "https://www.w3.org/TR/sparql11-protocol/",
    "https://www.w3.org/TR/sparql11-query/",
)
#: The path of the endpoint that a release too large to be modelled as entities has not.
WIKIBASE_QUERIES: Final = "wikibase/sparql"
DATA_SERVICES: Final = (
    DataService(
        "sparql",
        "sparql",
        _SPARQL,
        {"en": "SPARQL endpoint", "ru": "Точка доступа SPARQL"},
        {
            "en": "Answers SPARQL 1.1 queries over all graphs.",
            "ru": "Отвечает на запросы SPARQL 1.1 ко всем графам.",
        },
    ),
    DataService(
        WIKIBASE_QUERIES,
        WIKIBASE_QUERIES,
        _SPARQL,
        {"en": "Wikidata-style query service", "ru": "Служба запросов в духе Викиданных"},
        {
            "en": "Answers SPARQL queries over the same facts as Wikibase entities, with the "
            "prefixes and the label service of Wikidata's query service.",
            "ru": "Отвечает на запросы SPARQL к тем же фактам в виде сущностей Wikibase, "
            "с префиксами и службой меток, как у службы запросов Викиданных.",
        },
    ),
    DataService(
        "reconcile",
        "reconcile",
        ("https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",),
        {"en": "Reconciliation service", "ru": "Служба сопоставления"},
        {
            "en": "Matches names in a table with entities (Reconciliation Service API 0.2).",
            "ru": "Сопоставляет имена из таблицы с сущностями (Reconciliation Service API 0.2).",
        },
    ),
    DataService(
        "w/api.php",
        "openapi.json",
        ("https://www.mediawiki.org/wiki/Wikibase/API",),
        {"en": "Wikibase API", "ru": "API Wikibase"},
        {
            "en": "Gives and finds entities as Wikibase does, for tools that know Wikidata.",
            "ru": "Отдаёт и находит сущности, как Wikibase, для инструментов Викиданных.",
        },
    ),
)


def describe_service(service: DataService, publication: Publication) -> list[ox.Triple]:
    """Describe one service."""
    address = publication.root + service.path
    triples = about(
        address,
        {
            **publication.shared(),
            RDF + "type": iris_of(DCAT + "DataService"),
            DCTERMS + "title": texts_of(service.title),
            DCTERMS + "description": texts_of(service.description),
            DCAT + "endpointURL": iris_of(address),
            DCAT + "endpointDescription": iris_of(publication.root + service.described_at),
            DCAT + "servesDataset": iris_of(publication.dataset),
            DCAT + "theme": iris_of(THEME),
            DCTERMS + "conformsTo": iris_of(*service.standards),
        },
    )
    for standard in service.standards:
        triples += about(standard, {RDF + "type": iris_of(DCTERMS + "Standard")})
    return triples
