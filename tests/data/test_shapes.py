"""Every shape is seen to fail: on its invalid examples, and it alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, SH

from nrr_graph.namespaces import SHAPES
from nrr_graph.project import shapes_folder
from nrr_graph.release.load import load_data
from nrr_graph.release.validate import validate

EXAMPLES = shapes_folder() / "examples"
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))


def _shape_of(example: Path) -> str:
    """Return the name of the shape that must catch an example: the file's name up to a dot."""
    return example.name.split(".")[0]


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in shapes_folder().glob("*.ttl"):
        graph.parse(path)
    return graph


def test_the_valid_example_conforms() -> None:
    report = validate(load_data([EXAMPLES / "valid.ttl"]))
    assert report.findings == ()
    assert report.idle_shapes == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_is_caught_by_its_shape_alone(example: Path) -> None:
    report = validate(load_data([EXAMPLES / "valid.ttl", example]))
    caught_by = {finding.shape.removeprefix(SHAPES) for finding in report.findings}
    assert caught_by == {_shape_of(example)}


def test_every_property_shape_has_an_invalid_example(shapes: rdflib.Graph) -> None:
    names = {str(s).removeprefix(SHAPES) for s in shapes.subjects(RDF.type, SH.PropertyShape)}
    # Those derived from the ontology are tried in test_property_shapes.py.
    names = {name for name in names if not name.startswith("property-")}
    assert names == {_shape_of(example) for example in INVALID}


def test_every_property_shape_says_what_is_wrong_and_how_to_mend_it(shapes: rdflib.Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        for property_ in (SH.message, SH.description, SH.severity, SH.path):
            assert len(list(shapes.objects(shape, property_))) == 1, (shape, property_)


def test_shapes_stay_in_shacl_core(shapes: rdflib.Graph) -> None:
    assert list(shapes.triples((None, SH.sparql, None))) == []
