"""The ontology tells every term in both languages and the data uses no other terms."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from nrr_graph.namespaces import NRR, ONTOLOGY
from nrr_graph.project import ontology_folder
from nrr_graph.release.load import GraphFile
from nrr_graph.release.register import read_register


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_folder() / "nrr.ttl")


@pytest.fixture(scope="module")
def controlled() -> rdflib.Graph:
    """Return the controlled terms and their schemes."""
    return rdflib.Graph().parse(ontology_folder() / "terms.ttl")


def _terms(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    return {s for s in ontology.subjects() if isinstance(s, rdflib.URIRef) and NRR in s}


@pytest.mark.parametrize("told_by", [RDFS.label, SKOS.definition, SKOS.example])
def test_every_term_is_told_in_both_languages(
    ontology: rdflib.Graph, told_by: rdflib.URIRef
) -> None:
    for term in _terms(ontology):
        languages = sorted(getattr(o, "language", "") for o in ontology.objects(term, told_by))
        assert languages == ["en", "ru"], term


def test_the_header_names_version_licence_and_creator(ontology: rdflib.Graph) -> None:
    header = rdflib.URIRef(ONTOLOGY)
    dcterms = rdflib.Namespace("http://purl.org/dc/terms/")
    for property_ in (OWL.versionIRI, OWL.versionInfo, dcterms.license, dcterms.creator):
        assert ontology.value(header, property_) is not None


def test_the_data_uses_only_terms_of_the_ontology(
    ontology: rdflib.Graph, files: Sequence[GraphFile]
) -> None:
    known = {str(term) for term in _terms(ontology)}
    used = {t.predicate.value for f in files for t in f.triples if NRR in t.predicate.value}
    assert used <= known


def test_alignments_speak_only_of_terms_that_exist(
    ontology: rdflib.Graph, controlled: rdflib.Graph
) -> None:
    alignments = rdflib.Graph().parse(ontology_folder() / "alignments.ttl")
    spoken_of = {s for s in alignments.subjects() if NRR in str(s)}
    assert spoken_of <= _terms(ontology) | _terms(controlled)


@pytest.mark.parametrize("told_by", [RDFS.label, SKOS.prefLabel, SKOS.definition])
def test_every_controlled_term_is_told_in_both_languages(
    controlled: rdflib.Graph, told_by: rdflib.URIRef
) -> None:
    for term in controlled.subjects(SKOS.inScheme):
        languages = sorted(getattr(o, "language", "") for o in controlled.objects(term, told_by))
        assert languages == ["en", "ru"], term


def test_controlled_terms_are_concepts_of_schemes_and_no_entities(
    ontology: rdflib.Graph, controlled: rdflib.Graph, files: Sequence[GraphFile]
) -> None:
    classes = set(ontology.transitive_subjects(RDFS.subClassOf, rdflib.URIRef(NRR + "Term")))
    terms = set(controlled.subjects(RDF.type, SKOS.Concept))
    assert terms == {s for c in classes for s in controlled.subjects(RDF.type, c)}
    schemes = set(controlled.subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes == {o for term in terms for o in controlled.objects(term, SKOS.inScheme)}
    kinds = {str(c) for c in classes}
    among_things = [t for f in files for t in f.triples if t.object.value in kinds]
    assert [t for t in among_things if t.predicate.value == str(RDF.type)] == []


def test_every_fact_property_has_a_p_number(ontology: rdflib.Graph) -> None:
    fact_property = rdflib.URIRef(NRR + "FactProperty")
    properties = {str(s) for s in ontology.subjects(RDF.type, fact_property)}
    numbered = {e.name.replace("nrr:", NRR) for e in read_register() if e.number[0] == "P"}
    # The properties of evidence have numbers too, for references in Wikibase form.
    assert properties <= numbered
