"""Count the parts of a dataset: its graphs, its classes, its links to Wikidata (VoID)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import DCTERMS, NRR, PREFIXES, RDF, VOID
from nrr_graph.release.manifest import LINKS, Manifest
from nrr_graph.release.triples import about, iris_of, texts_of

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
#: Wikidata, as an item of itself.
_WIKIDATA: Final = PREFIXES["wd"] + "Q2013"
_LINKS_TITLE: Final = {"en": "Links to Wikidata", "ru": "Ссылки на Викиданные"}


def describe_parts(manifest: Manifest, dataset: str) -> Iterable[ox.Triple]:
    """Describe the parts of a dataset, each with its number.

    :param dataset: the IRI of the dataset.
    """
    for iri, size in manifest.graphs.items():
        yield from about(dataset, {VOID + "subset": iris_of(iri)})
        yield from about(iri, {RDF + "type": iris_of(VOID + "Dataset"), VOID + "triples": [size]})
    for name, local_name in _CLASSES.items():
        part, number = f"{dataset}#{name}", manifest.counts.get(name, 0)
        yield from about(dataset, {VOID + "classPartition": iris_of(part)})
        yield from about(part, {VOID + "class": iris_of(NRR + local_name)})
        yield from about(part, {VOID + "entities": [number]})
    if number := manifest.counts.get(LINKS, 0):
        yield from about(dataset, {VOID + "subset": iris_of(f"{dataset}#links-to-wikidata")})
        yield from _links(number, dataset)


def _links(number: int, dataset: str) -> Iterable[ox.Triple]:
    return about(
        f"{dataset}#links-to-wikidata",
        {
            RDF + "type": iris_of(VOID + "Linkset"),
            DCTERMS + "title": texts_of(_LINKS_TITLE),
            VOID + "linkPredicate": iris_of(NRR + "wikidata"),
            VOID + "subjectsTarget": iris_of(dataset),
            VOID + "objectsTarget": iris_of(_WIKIDATA),
            VOID + "triples": [number],
        },
    )
