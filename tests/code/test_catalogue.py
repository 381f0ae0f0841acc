"""The catalogue says what its shapes demand, and the shapes notice what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from nrr_graph.namespaces import DCAT, DCTERMS, FOAF, LICENCE, PROV, RDF, SPDX, VCARD, VOID
from nrr_graph.project import shapes_folder
from nrr_graph.release.catalogue import DATASET, catalogue, publication_of
from nrr_graph.release.distributions import DISTRIBUTIONS
from nrr_graph.release.dumps import Dumps, read_dumps, stored, write_dumps, write_missing
from nrr_graph.release.load import GraphFile, load_ontology
from nrr_graph.release.release import Release
from nrr_graph.release.service import service_description

ROOT = "http://127.0.0.1:8000/"
SHAPES = sorted((shapes_folder() / "catalogue").glob("*.ttl"))


@pytest.fixture(scope="module")
def dumps(
    files: Sequence[GraphFile], release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Dumps:
    folder = tmp_path_factory.mktemp("dumps")
    write_dumps([*files, *load_ontology()], release, folder, is_prepared=False)
    return read_dumps(folder)


@pytest.fixture(scope="module")
def told(release: Release, dumps: Dumps) -> list[ox.Triple]:
    return catalogue(release, publication_of(release, ROOT), dumps=dumps)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for path in SHAPES:
        graph.parse(path)
    return graph


def _graph(triples: Sequence[ox.Triple]) -> Graph:
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def _broken(triples: Sequence[ox.Triple], shapes: Graph) -> set[str]:
    """Return the names of the shapes that triples do not conform to."""
    _conforms, report, _text = pyshacl.validate(_graph(triples), shacl_graph=shapes)
    assert isinstance(report, Graph)
    return {str(shape) for shape in report.objects(None, SH.sourceShape)}


def _values(triples: Sequence[ox.Triple], subject: str, predicate: str) -> set[str]:
    return {
        str(t.object.value)  # type: ignore[union-attr]
        for t in triples
        if t.subject == ox.NamedNode(subject) and t.predicate.value == predicate
    }


def test_the_catalogue_conforms_to_dcat_ap_and_to_our_own_shapes(
    told: list[ox.Triple], shapes: Graph
) -> None:
    assert _broken(told, shapes) == set()


def test_every_shape_that_demands_something_notices_that_it_is_missing(
    told: list[ox.Triple], shapes: Graph
) -> None:
    """Only classes are left, so that each demand is unmet."""
    bare = [t for t in told if t.predicate.value == RDF + "type"]
    demanding = {
        str(shape)
        for shape, least in shapes.subject_objects(SH.minCount)
        if int(str(least)) and isinstance(shape, URIRef)
    }
    # What is looked at by what points to it has nothing that points to it here.
    assert len(demanding) > 50
    assert demanding - _broken(bare, shapes) == set()


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "shape"),
    [
        (DATASET, DCTERMS + "publisher", ox.NamedNode("http://example.org/a"), "publisher"),
        (DATASET, DCTERMS + "creator", ox.Literal("the curators"), "creator"),
        (DATASET, DCAT + "theme", ox.NamedNode("http://example.org/a"), "theme"),
        (DATASET, DCTERMS + "issued", ox.Literal("soon"), "issued"),
        (f"{ROOT}data/latest/nrr.nt", DCAT + "byteSize", ox.Literal("large"), "byteSize"),
        (f"{ROOT}data/latest/nrr.nt", SPDX + "checksum", ox.Literal("ab"), "checksum"),
        (f"{ROOT}sparql", DCTERMS + "license", ox.NamedNode(f"{LICENCE}deed"), "license"),
    ],
)
def test_the_shapes_notice_a_value_of_another_kind(
    told: list[ox.Triple],
    shapes: Graph,
    subject: str,
    predicate: str,
    value: ox.Literal,
    shape: str,
) -> None:  # fmt: skip
    node, property_ = ox.NamedNode(subject), ox.NamedNode(predicate)
    kept = [t for t in told if (t.subject, t.predicate) != (node, property_)]
    broken = _broken([*kept, ox.Triple(node, property_, value)], shapes)
    assert any(name.endswith(f"-{shape}") for name in broken)


def test_every_graph_of_the_release_is_counted(told: list[ox.Triple], release: Release) -> None:
    sizes = {
        t.subject.value: int(t.object.value)  # type: ignore[union-attr]
        for t in told
        if t.predicate.value == VOID + "triples"
    }
    assert {iri: sizes[iri] for iri in release.graphs} == dict(release.graphs)


def test_each_file_has_the_size_and_the_digest_that_it_has(
    told: list[ox.Triple], dumps: Dumps
) -> None:
    for name in DISTRIBUTIONS:
        dump = dumps[name]
        address = f"{ROOT}data/latest/{name}"
        assert _values(told, address, DCAT + "byteSize") == {str(dump.plain.path.stat().st_size)}
        (checksum,) = _values(told, address, SPDX + "checksum")
        assert _values(told, checksum, SPDX + "checksumValue") == {dump.plain.sha256}


def test_files_are_written_on_from_where_it_was_ended(
    dumps: Dumps, files: Sequence[GraphFile], release: Release, tmp_path: Path
) -> None:
    for dump in dumps.values():
        shutil.copy2(dump.plain.path, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    def nothing_is_read() -> Sequence[GraphFile]:
        raise AssertionError("all files are there")

    write_missing(tmp_path, release, nothing_is_read)
    assert {name: read.plain.sha256 for name, read in read_dumps(tmp_path).items()} == {
        name: dump.plain.sha256 for name, dump in dumps.items()
    }
    (tmp_path / "nrr.nt").unlink()
    write_missing(tmp_path, release, lambda: [*files, *load_ontology()])
    assert stored(tmp_path / "nrr.nt").sha256 == dumps["nrr.nt"].plain.sha256
    after = {name: (tmp_path / name).stat().st_mtime_ns for name in before}
    assert {name for name in before if after[name] != before[name]} == {"nrr.nt"}


def test_whoever_wrote_is_told_where_to_write_to(release: Release) -> None:
    def contact(given: str, property_: str) -> set[str]:
        publication = publication_of(release, ROOT, given)
        return _values(catalogue(release, publication), f"{DATASET}#contact", VCARD + property_)

    assert contact("mailto:a@example.org", "hasEmail") == {"mailto:a@example.org"}
    assert contact("https://example.org/", "hasURL") == {"https://example.org/"}
    assert contact("", "hasURL") == contact("javascript:1", "hasURL") == {f"{ROOT}about"}


def test_other_data_do_not_claim_to_come_from_this_article(release: Release) -> None:
    other = replace(release, extent={})
    publication = publication_of(other, ROOT)
    told = catalogue(other, publication)
    assert publication.dataset == f"{ROOT}dataset"
    assert not [t for t in told if t.predicate.value == PROV + "wasDerivedFrom"]
    for ours in (DATASET, f"{DATASET}#curators", LICENCE):
        assert not [t for t in told if ours in (str(t.subject)[1:-1], str(t.object)[1:-1])]
    assert _values(told, publication.dataset, VOID + "triples") == {str(other.counts["triples"])}
    assert _values(told, publication.publisher, FOAF + "name")


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
    assert len(SHAPES) > 1
    assert all(path.parent != project / "shapes" for path in SHAPES)
