"""The catalogue says what its shapes demand, and the shapes notice what is missing."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph

from nrr_graph.namespaces import DCTERMS, RDF
from nrr_graph.project import shapes_folder
from nrr_graph.release.catalogue import DCAT, PROV, VOID, catalogue
from nrr_graph.release.release import Release
from nrr_graph.release.service import service_description

ROOT = "http://127.0.0.1:8000/"
SHAPES = shapes_folder() / "catalogue" / "catalogue.ttl"
REQUIRED = (
    *(DCTERMS + "title", DCTERMS + "description", DCTERMS + "license", DCTERMS + "publisher"),
    *(DCTERMS + "identifier", DCAT + "version", DCAT + "distribution", DCAT + "downloadURL"),
    *(DCAT + "mediaType", VOID + "triples", PROV + "used", PROV + "wasGeneratedBy"),
)


def _conforms(triples: list[ox.Triple]) -> bool:
    graph = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    conforms, _report, _text = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    return bool(conforms)


def test_the_catalogue_conforms_to_its_shapes(release: Release) -> None:
    assert _conforms(catalogue(release, ROOT))


@pytest.mark.parametrize("missing", REQUIRED)
def test_the_shapes_notice_what_is_missing(release: Release, missing: str) -> None:
    kept = [t for t in catalogue(release, ROOT) if t.predicate.value != missing]
    assert not _conforms(kept)


def test_every_graph_of_the_release_is_counted(release: Release) -> None:
    sizes = {
        t.subject.value: int(t.object.value)  # type: ignore[union-attr]
        for t in catalogue(release, ROOT)
        if t.predicate.value == VOID + "triples"
    }
    assert {iri: sizes[iri] for iri in release.graphs} == dict(release.graphs)


@pytest.mark.parametrize("required", ["endpoint", "supportedLanguage", "resultFormat", "feature"])
def test_the_service_description_uses_the_vocabulary_as_it_is_meant(
    release: Release, required: str
) -> None:
    """W3C test conforms-to-schema: each class has what the vocabulary says it has."""
    sd = "http://www.w3.org/ns/sparql-service-description#"
    triples = service_description(release, ROOT)
    services = [
        t.subject
        for t in triples
        if t.predicate.value == RDF + "type" and t.object.value == sd + "Service"  # type: ignore[union-attr]
    ]
    assert [node.value for node in services] == [f"{ROOT}sparql"]  # type: ignore[union-attr]
    values = [t.object for t in triples if t.predicate.value == sd + required]
    assert values
    assert all(isinstance(value, ox.NamedNode) for value in values)


def test_the_shapes_of_the_catalogue_lie_apart_from_those_of_the_data(project: Path) -> None:
    assert SHAPES.parent != project / "shapes"
