"""Describe the Wikidata-style query service in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS
from nrr_graph.namespaces import DCAT, DCTERMS, LICENCE, RDF, RDFS, VOID
from nrr_graph.release.service import FORMAT_IRIS, SD
from nrr_graph.release.triples import Properties, about, iris_of, texts_of

#: What docs/wikidata.md says at length.
DIALECT: Final = {
    "en": "The default graph is the Wikibase graph, in which the facts stand as statements of "
    "items. Wikidata's prefixes need no declaration; the label service works; no other service is "
    "called.",
    "ru": "Граф по умолчанию — граф Wikibase, где факты записаны как утверждения элементов. "
    "Префиксы Викиданных не нужно объявлять; служба меток работает; другие службы не вызываются.",
}


def describe_query_service(version: str, size: int, root: str) -> list[ox.Triple]:
    """Describe the service (SPARQL 1.1 Service Description, section 3).

    :param version: of the release.
    :param size: how many triples the Wikibase graph has.
    :param root: the address under which the site is reached, with its final slash.
    """
    service = f"{root}wikibase/sparql"
    written = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    triples = about(
        service,
        {
            RDF + "type": iris_of(SD + "Service"),
            SD + "endpoint": iris_of(service),
            SD + "supportedLanguage": iris_of(SD + "SPARQL11Query"),
            SD + "resultFormat": iris_of(*(FORMAT_IRIS[chosen.suffix] for chosen in written)),
            SD + "defaultDataset": iris_of(f"{service}#dataset"),
            RDFS + "comment": texts_of(DIALECT),
            DCTERMS + "license": iris_of(LICENCE),
            DCAT + "version": [version],
        },
    )
    dataset: Properties = {
        RDF + "type": iris_of(SD + "Dataset"),
        SD + "defaultGraph": iris_of(f"{service}#default"),
    }
    default: Properties = {RDF + "type": iris_of(SD + "Graph"), VOID + "triples": [size]}
    return [*triples, *about(f"{service}#dataset", dataset), *about(f"{service}#default", default)]
