"""What an audit asks of the data, the vocabulary and the catalogue, each check as two patterns.

The principles are those of Wilkinson et al., The FAIR Guiding Principles (Scientific Data 3, 2016);
the rules for vocabularies those of Garijo and Poveda-Villalón, Best Practices for Implementing FAIR
Vocabularies and Ontologies on the Web (2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nrr_graph.namespaces import BASE, ONTOLOGY

DIMENSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "F": "Findable",
        "A": "Accessible",
        "I": "Interoperable",
        "R": "Reusable",
        "V": "Vocabulary",
    }
)


@dataclass(frozen=True)
class Check:
    """A check: which ``?x`` it looks at, and what holds of those that pass.

    ``principle`` begins with the letter of its dimension.  ``text`` says in English what passes.
    What is not required is a figure alone: less than all is no failure.
    """

    name: str
    principle: str
    text: str
    every: str
    passes: str
    of_catalogue: bool = False
    is_required: bool = True


def _both(property_: str) -> str:
    """Return the pattern of a text in English and one in Russian."""
    texts = (f"?x {property_} ?{tag} FILTER(LANG(?{tag}) = '{tag}')" for tag in ("en", "ru"))
    return " . ".join(texts)


_OURS: Final = "FILTER(STRSTARTS(STR(?x), STR(nrr:)))"
_CLASS: Final = f"?x a owl:Class {_OURS}"
_PROPERTY: Final = f"?x a ?kind VALUES ?kind {{ owl:ObjectProperty owl:DatatypeProperty }} {_OURS}"
_CONCEPT: Final = f"?x a skos:Concept {_OURS}"
_TERM: Final = (
    "?x a ?kind VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty rdfs:Datatype "
    f"skos:Concept skos:ConceptScheme }} {_OURS}"
)
_HEADER: Final = "?x a owl:Ontology"
_GRAPH: Final = "?x a sd:NamedGraph"
_ELSEWHERE: Final = f"FILTER(!STRSTARTS(STR(?other), '{BASE}'))"
_RELATED: Final = (
    "rdfs:subClassOf|rdfs:subPropertyOf|owl:equivalentClass|owl:equivalentProperty|"
    "skos:closeMatch|skos:exactMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch"
)
_FACT: Final = "?x nrr:subject ?of"
_DATASET: Final = "?catalog dcat:dataset ?x"
_FILE: Final = "?dataset dcat:distribution ?x"
_SERVICE: Final = "?x a dcat:DataService"
_VANN: Final = "http://purl.org/vocab/vann/"
_HTTP: Final = "FILTER(REGEX(STR(?url), '^https?://'))"


def _metadata(name: str, text: str, passes: str, principle: str = "F2") -> Check:
    return Check(name, principle, text, _DATASET, passes, of_catalogue=True)


#: In the order in which they are told.
CHECKS: Final = (
    Check("persistent", "F1", "things with a persistent IRI",
          "?x rdfs:label ?label FILTER(ISIRI(?x))",
          f"?x rdfs:label ?any FILTER(STRSTARTS(STR(?x), '{BASE}'))"),
    Check("named", "F2", "things of which facts are told that have a name in both languages",
          "?fact nrr:subject ?x", _both("rdfs:label")),
    Check("graphs-named", "F2", "named graphs with a name in both languages", _GRAPH,
          _both("rdfs:label")),
    _metadata("dataset-described", "datasets with title and description in both languages",
              f"{_both('dcterms:title')} . ?x dcterms:description ?said"),
    _metadata("dataset-about", "datasets with keywords, theme, period and area",
              "?x dcat:keyword ?word ; dcat:theme ?theme ; dcterms:temporal ?time ; "
              "dcterms:spatial ?area"),
    _metadata("dataset-people", "datasets with publisher, creator and contact as IRIs",
              "?x dcterms:publisher ?p ; dcterms:creator ?c ; dcat:contactPoint ?to "
              "FILTER(ISIRI(?p) && ISIRI(?c) && ISIRI(?to))"),
    Check("identified", "F3", "files whose description names their address", _FILE,
          "?x dcat:downloadURL ?url", of_catalogue=True),
    _metadata("catalogued", "datasets in a catalogue that has a home page",
              "?catalog dcat:dataset ?x . ?catalog <http://xmlns.com/foaf/0.1/homepage> ?home",
              "F4"),
    Check("files-open", "A1", "files at an address of the web", _FILE,
          f"?x dcat:accessURL ?url {_HTTP}", of_catalogue=True),
    Check("services-open", "A1.1", "services with an address and a description for machines",
          _SERVICE, f"?x dcat:endpointURL ?url ; dcat:endpointDescription ?told {_HTTP}",
          of_catalogue=True),
    Check("public", "A1.2", "services that anybody may ask", _SERVICE,
          "?x dcterms:accessRights ?right FILTER(STRENDS(STR(?right), '/PUBLIC'))",
          of_catalogue=True),
    Check("versions", "A2", "versions named by the digest of what they hold",
          "?dataset dcat:hasVersion ?x", "?x dcterms:identifier ?digest "
          "FILTER(REGEX(?digest, '^[0-9a-f]{64}$'))", of_catalogue=True),
    Check("formats", "I1", "files in a format of a public standard", _FILE,
          "?x dcterms:conformsTo ?standard ; dcat:mediaType ?type", of_catalogue=True),
    Check("defined-by", "I2", "terms that name their ontology", _TERM,
          f"?x rdfs:isDefinedBy <{ONTOLOGY}>"),
    Check("links", "I3", "links to Wikidata with evidence", "?x nrr:wikidata ?item",
          "?x nrr:wikidataEvidence ?why"),
    _metadata("linkset", "datasets that count their links to others",
              "?links void:subjectsTarget ?x ; void:triples ?number", "I3"),
    Check("graphs-licensed", "R1.1", "named graphs with a licence", _GRAPH,
          "?x dcterms:license ?terms"),
    Check("files-licensed", "R1.1", "files with a licence", _FILE, "?x dcterms:license ?terms",
          of_catalogue=True),
    Check("facts-sourced", "R1.2", "facts that say where they stand or were found", _FACT,
          "?x nrr:passage|nrr:foundIn ?where"),
    Check("graphs-attributed", "R1.2", "named graphs with creator and day of change", _GRAPH,
          "?x dcterms:creator ?who ; dcterms:modified ?day FILTER(ISIRI(?who))"),
    Check("making", "R1.2", "versions that say how they were made", "?dataset dcat:hasVersion ?x",
          "?x prov:wasGeneratedBy/prov:used ?part", of_catalogue=True),
    _metadata("standards", "datasets that name their vocabulary and their shapes",
              f"?x dcterms:conformsTo <{ONTOLOGY}>, ?shapes "
              "FILTER(STRENDS(STR(?shapes), '/shapes'))", "R1.3"),
    Check("labels", "V", "terms with a name in both languages", _TERM, _both("rdfs:label")),
    Check("definitions", "V", "terms with a definition in both languages", _TERM,
          _both("skos:definition|rdfs:comment")),
    Check("examples", "V", "classes and properties with an example in both languages",
          f"{{ {_CLASS} }} UNION {{ {_PROPERTY} }}", _both("skos:example")),
    Check("domains", "V", "properties that say of what they hold", _PROPERTY,
          "?x rdfs:domain|schema:domainIncludes ?class"),
    Check("ranges", "V", "properties that say which values they have", _PROPERTY,
          "?x rdfs:range|schema:rangeIncludes ?class", is_required=False),
    Check("one-kind", "V", "properties that have things or texts as values, not both", _PROPERTY,
          "?x a ?any FILTER NOT EXISTS { ?x a owl:ObjectProperty, owl:DatatypeProperty }"),
    Check("schemes", "V", "concepts in a scheme, with preferred names in both languages", _CONCEPT,
          f"?x skos:inScheme ?scheme . {_both('skos:prefLabel')}"),
    Check("class-names", "V", "classes whose names begin with a capital letter", _CLASS,
          "?x a owl:Class FILTER(REGEX(STR(?x), '#[A-Z][A-Za-z0-9]*$'))"),
    Check("property-names", "V", "properties whose names begin with a small letter", _PROPERTY,
          "?x a ?any FILTER(REGEX(STR(?x), '#[a-z][A-Za-z0-9]*$'))"),
    Check("ontology-described", "V", "ontologies with title, description, creator and licence",
          _HEADER, "?x dcterms:title|rdfs:label ?title ; dcterms:description ?said ; "
          "dcterms:creator ?who ; dcterms:license ?terms FILTER(ISIRI(?who))"),
    Check("ontology-versioned", "V", "ontologies with a version and the day of their last change",
          _HEADER, "?x owl:versionInfo ?version ; dcterms:modified ?day"),
    Check("namespace", "V", "the ontology with a version of its own IRI, prefix and namespace",
          f"?x a owl:Ontology FILTER(?x = <{ONTOLOGY}>)",
          f"?x owl:versionIRI ?iri ; <{_VANN}preferredNamespacePrefix> ?prefix ; "
          f"<{_VANN}preferredNamespaceUri> ?namespace"),
    Check("aligned", "V", "classes and properties related to a vocabulary in common use",
          f"{{ {_CLASS} }} UNION {{ {_PROPERTY} }}", f"?x {_RELATED} ?other {_ELSEWHERE}",
          is_required=False),
)  # fmt: skip
