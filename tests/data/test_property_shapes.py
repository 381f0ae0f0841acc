"""Of every property of the ontology the shapes say kind, range, number and form."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import rdflib
from pyshacl import validate
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Node

from nrr_graph.namespaces import ID, NRR, SCHEMA, SHAPES
from nrr_graph.project import ontology_folder
from property_shapes import FILE, properties_of, property_shapes

_TERMS = rdflib.Namespace(NRR)
_DATED = {XSD.date, XSD.gYearMonth, XSD.gYear}
Mutant = tuple[str, rdflib.URIRef, list[Node]]


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in ontology_folder().glob("*.ttl"):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(FILE)


def _shape(term: rdflib.URIRef) -> rdflib.URIRef:
    return rdflib.URIRef(f"{SHAPES}property-{term.removeprefix(NRR)}")


def test_the_shapes_are_those_that_follow_from_the_ontology() -> None:
    assert FILE.read_text(encoding="utf-8") == property_shapes(), "run: make shapes"


def test_every_property_has_a_shape_of_its_own(
    ontology: rdflib.Graph, shapes: rdflib.Graph
) -> None:
    properties = set(properties_of(ontology))
    assert set(shapes.objects(None, SH.targetSubjectsOf)) == properties
    for term in properties:
        assert (_shape(term), SH.path, term) in shapes


def test_every_property_says_what_its_values_are(
    ontology: rdflib.Graph, shapes: rdflib.Graph
) -> None:
    """The value of a statement alone is of a kind that another property, its own, says."""
    kinds = (SH.nodeKind, SH.datatype, SH["in"], SH["or"])
    without = {
        term
        for term in properties_of(ontology)
        if not any(shapes.value(_shape(term), kind) for kind in kinds)
    }
    assert without == {_TERMS.value}


def test_every_property_of_text_says_what_it_looks_like(
    ontology: rdflib.Graph, shapes: rdflib.Graph
) -> None:
    for term in properties_of(ontology):
        is_text = _ranges(ontology, term) & {XSD.string, XSD.integer, XSD.decimal, RDF.langString}
        assert not is_text or shapes.value(_shape(term), SH.pattern), term


def test_every_property_says_whether_it_is_repeatable(ontology: rdflib.Graph) -> None:
    for term in properties_of(ontology):
        assert len(set(ontology.objects(term, _TERMS.repeatable))) == 1, term


def _ranges(ontology: rdflib.Graph, term: rdflib.URIRef) -> set[Node]:
    predicates = (RDFS.range, rdflib.URIRef(SCHEMA + "rangeIncludes"))
    ranges = {r for p in predicates for r in ontology.objects(term, p)}
    return ranges | _DATED if _TERMS.Date in ranges else ranges


def _mutants(ontology: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Mutant]:
    """Damage each property in each way in which its values can be wrong."""
    for term in properties_of(ontology):
        ranges, shape = _ranges(ontology, term), _shape(term)
        if (term, RDF.type, OWL.ObjectProperty) in ontology:
            yield "a text", term, [rdflib.Literal("2000-03-05")]
            yield "an address in quotes", term, [rdflib.Literal("https://example.org/page")]
            if ranges:
                yield "another class", term, [rdflib.URIRef(ID + "of-no-class-it-allows")]
        elif ranges:
            yield "an IRI", term, [rdflib.URIRef(ID + "nato")]
            yield "another datatype", term, [rdflib.Literal("12", datatype=XSD.byte)]
        if {XSD.string} == ranges:
            yield "a language", term, [rdflib.Literal("fact", lang="en")]
        if {RDF.langString} == ranges:
            yield "no language", term, [rdflib.Literal("a: fact")]
        if ranges & _DATED:
            yield "a date as text", term, [rdflib.Literal("2000-03-05")]
        if shapes.value(shape, SH.pattern):
            yield "another form", term, [_of(ranges, "")]
            yield "blanks", term, [_of(ranges, "  ")]
        if shapes.value(shape, SH.maxCount):
            yield "two values", term, [_of(ranges, "1"), _of(ranges, "2")]


def _of(ranges: set[Node], text: str) -> Node:
    literal = next((r for r in sorted(ranges, key=str) if str(r).startswith(str(XSD))), None)
    if RDF.langString in ranges:
        return rdflib.Literal(text, lang="en")
    if literal is None:
        return rdflib.URIRef("urn:" + (text.strip() or "nothing"))
    return rdflib.Literal(text, datatype=None if literal == XSD.string else str(literal))


def test_each_kind_of_damage_to_each_property_is_caught(
    ontology: rdflib.Graph, shapes: rdflib.Graph
) -> None:
    data = rdflib.Graph() + ontology
    data.add((rdflib.URIRef(ID + "of-no-class-it-allows"), RDF.type, _TERMS.Nothing))
    expected = {}
    for kind, term, values in _mutants(ontology, shapes):
        subject = rdflib.URIRef(f"{ID}{term.removeprefix(NRR)}-{kind.replace(' ', '-')}")
        expected[subject] = _shape(term)
        for value in values:
            data.add((subject, term, value))
    # rdflib logs a stack trace for each date that is none.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    _, report, _ = validate(data, shacl_graph=shapes, inference="none", inplace=True)
    assert isinstance(report, rdflib.Graph)
    caught = {
        (report.value(result, SH.focusNode), report.value(result, SH.sourceShape))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }
    assert len(expected) > 4 * 90
    assert {
        subject for subject, shape in expected.items() if (subject, shape) not in caught
    } == set()
