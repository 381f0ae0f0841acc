"""The ontology tells every term in both languages and the data uses no other terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from nrr_graph.namespaces import DCTERMS, NRR, ONTOLOGY
from nrr_graph.project import ontology_folder
from nrr_graph.release.catalogue import CURATORS
from nrr_graph.release.load import GraphFile, load_ontology
from nrr_graph.release.register import read_register
from nrr_graph.release.release import Release


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


def test_all_files_of_the_ontology_tell_one_version(ontology: rdflib.Graph) -> None:
    header = rdflib.URIRef(ONTOLOGY)
    version = str(ontology.value(header, OWL.versionInfo))
    files = rdflib.Graph()
    for path in ontology_folder().glob("*.ttl"):
        files.parse(path)
    assert {str(told) for told in files.objects(None, OWL.versionInfo)} == {version}
    assert str(ontology.value(header, OWL.versionIRI)) == f"{ONTOLOGY}/{version}"


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


def test_readers_of_schemas_find_the_definition_as_comment(
    ontology: rdflib.Graph, controlled: rdflib.Graph
) -> None:
    for graph in (ontology, controlled):
        for term in graph.subjects(SKOS.definition):
            comments = set(graph.objects(term, RDFS.comment))
            assert comments == set(graph.objects(term, SKOS.definition)), term


def test_inverse_properties_name_each_other(ontology: rdflib.Graph) -> None:
    pairs = set(ontology.subject_objects(OWL.inverseOf))
    assert len(pairs) >= 8
    assert {(second, first) for first, second in pairs} == pairs


def test_no_class_is_below_one_that_excludes_it(ontology: rdflib.Graph) -> None:
    apart = set(ontology.subject_objects(OWL.disjointWith))
    assert len(apart) > 50
    for first, second in apart:
        above = set(ontology.transitive_objects(first, RDFS.subClassOf))
        assert second not in above
        assert first not in ontology.transitive_objects(second, RDFS.subClassOf)


def test_every_file_names_its_creator_by_iri(files: Sequence[GraphFile]) -> None:
    creators = [
        fact.object
        for file in [*files, *load_ontology()]
        for fact in file.triples
        if fact.predicate.value == DCTERMS + "creator"
    ]
    assert len(creators) > 20
    assert {str(creator) for creator in creators} == {f"<{CURATORS}>"}


def test_alignments_say_nothing_of_other_vocabularies() -> None:
    alignments = rdflib.Graph().parse(ontology_folder() / "alignments.ttl")
    header = rdflib.URIRef(f"{ONTOLOGY}/alignments")
    assert {s for s in alignments.subjects() if NRR not in str(s)} == {header}


def test_every_fact_property_is_used(ontology: rdflib.Graph, files: Sequence[GraphFile]) -> None:
    facts = [fact for file in files for fact in file.triples]
    used = {t.predicate.value for t in facts}
    used |= {t.object.value for t in facts if t.predicate.value == NRR + "property"}
    properties = {str(s) for s in ontology.subjects(RDF.type, rdflib.URIRef(NRR + "FactProperty"))}
    assert properties - used == set()


@pytest.mark.parametrize(
    ("term", "relation"),
    [
        ("follows", "P155"),
        ("about", "P921"),
        ("attributedTo", "wasAttributedTo"),
        ("reference", "wasDerivedFrom"),
        ("Reference", "Citation"),
        ("said", "schema.org/text"),
        ("Framework", "Organization>"),
    ],
)
def test_a_term_is_aligned_only_with_what_means_the_same(term: str, relation: str) -> None:
    text = (ontology_folder() / "alignments.ttl").read_text("utf-8")
    graph = rdflib.Graph().parse(data=text)
    aligned = [f"<{o}>" for o in graph.objects(rdflib.URIRef(NRR + term)) if relation in f"<{o}>"]
    assert aligned == []


def test_the_record_of_a_fact_has_its_own_provenance(release: Release) -> None:
    """Who recorded it, when and from what; apart from who says it."""
    query = f"""
        PREFIX nrr: <{NRR}> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dcterms: <{DCTERMS}>
        SELECT ?fact WHERE {{
          ?fact a nrr:SourcedFact .
          FILTER NOT EXISTS {{
            ?fact prov:wasAttributedTo <{CURATORS}> ; dcterms:date ?day ;
              prov:wasDerivedFrom ?read .
            ?fact nrr:passage|nrr:foundIn ?read
          }}
        }}"""
    assert list(cast(ox.QuerySolutions, release.store.query(query))) == []
    by_others = f"""
        PREFIX prov: <http://www.w3.org/ns/prov#>
        ASK {{ ?fact prov:wasAttributedTo ?who FILTER(?who != <{CURATORS}>) }}"""
    assert not release.store.query(by_others)
