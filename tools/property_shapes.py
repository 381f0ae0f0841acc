"""Write the plain shapes of every property, derived from the ontology: ``make shapes``.

The ontology says of each property what its values are (``rdfs:range``, ``schema:rangeIncludes``),
whether one thing may have several (``nrr:repeatable``) and what they look like (``nrr:form``).
The shapes say the same in SHACL, so that none is forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from nrr_graph.namespaces import EDTF, NRR, SCHEMA, shorten
from nrr_graph.project import ontology_folder, shapes_folder

FILE: Final = shapes_folder() / "properties.ttl"
_TERMS: Final = rdflib.Namespace(NRR)
_RANGES: Final = (RDFS.range, rdflib.URIRef(SCHEMA + "rangeIncludes"))
_DATES: Final = (XSD.date, XSD.gYearMonth, XSD.gYear, rdflib.URIRef(EDTF + "EDTF"))
_HEAD: Final = """\
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix nrr: <https://w3id.org/nrr/ontology#> .
@prefix nrrsh: <https://w3id.org/nrr/shapes#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

nrrsh:Properties rdfs:comment "Written by make shapes from the ontology; change that instead." .
"""


def property_shapes() -> str:
    """Return the shapes of all properties of the ontology, as Turtle."""
    ontology = rdflib.Graph()
    for path in ontology_folder().glob("*.ttl"):
        ontology.parse(path)
    return "\n".join([_HEAD, *(_shape(ontology, term) for term in properties_of(ontology))])


def properties_of(ontology: rdflib.Graph) -> list[rdflib.URIRef]:
    """List the properties that things can have; those that tell of terms are left out."""
    kinds = (RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {s for kind in kinds for s in ontology.subjects(RDF.type, kind) if NRR in str(s)}
    return sorted(s for s in found if isinstance(s, rdflib.URIRef))


def _shape(ontology: rdflib.Graph, term: rdflib.URIRef) -> str:
    name = str(term).removeprefix(NRR)
    examples = ontology.objects(term, SKOS.example)
    example = next((str(o) for o in examples if getattr(o, "language", "") == "en"), "")
    form = ontology.value(term, _TERMS.form)
    rows = [
        f"nrrsh:property-{name} a sh:PropertyShape ;",
        f"  sh:targetSubjectsOf nrr:{name} ;",
        f"  sh:path nrr:{name} ;",
        *(f"  {constraint} ;" for constraint in _constraints(ontology, term)),
        "  sh:severity sh:Violation ;",
        f'  sh:message "nrr:{name} takes {_expected(ontology, term)}" ;',
        f"  sh:description {_quoted(_remedy(example, form))} .",
    ]
    return "\n".join(rows) + "\n"


def _constraints(ontology: rdflib.Graph, term: rdflib.URIRef) -> Iterator[str]:
    ranges = _ranges(ontology, term)
    literal = [f"sh:datatype {_short(r)}" for r in ranges if _is_datatype(r)]
    terms = _controlled(ontology, ranges)
    classes = [f"sh:class {_short(r)}" for r in ranges if not _is_datatype(r)]
    if terms:
        yield f"sh:in ( {' '.join(terms)} )"
    elif ranges:
        choices = [*literal, *classes]
        together = " ".join(f"[ {choice} ]" for choice in choices)
        yield choices[0] if len(choices) == 1 else f"sh:or ( {together} )"
    # A list of terms and a datatype say the kind of node already.
    if (term, RDF.type, OWL.ObjectProperty) in ontology and not terms:
        yield "sh:nodeKind sh:IRI"
    if _is_single(ontology, term) and (term, RDF.type, _TERMS.FactProperty) not in ontology:
        yield "sh:maxCount 1"
    form = ontology.value(term, _TERMS.form)
    if form:
        yield f"sh:pattern {_quoted(str(form))}"


def _ranges(ontology: rdflib.Graph, term: rdflib.URIRef) -> list[rdflib.URIRef]:
    """List the classes or datatypes of the values; a date is of one of four datatypes."""
    told = {r for predicate in _RANGES for r in ontology.objects(term, predicate)}
    dates = set(_DATES) if _TERMS.Date in told else set()
    return sorted(r for r in (told - {_TERMS.Date}) | dates if isinstance(r, rdflib.URIRef))


def _controlled(ontology: rdflib.Graph, ranges: list[rdflib.URIRef]) -> list[str]:
    """List the terms that a property allows, if it allows controlled terms alone."""
    classes = set(ontology.transitive_subjects(RDFS.subClassOf, _TERMS.Term))
    if not ranges or not set(ranges) <= classes - {_TERMS.Term}:
        return []
    return sorted(_short(s) for r in ranges for s in ontology.subjects(RDF.type, r))


def _is_single(ontology: rdflib.Graph, term: rdflib.URIRef) -> bool:
    repeatable = ontology.value(term, _TERMS.repeatable)
    if repeatable is None:
        sys.exit(f"{term}: say with nrr:repeatable whether a thing may have several values")
    return not repeatable.toPython()  # type: ignore[attr-defined]


def _expected(ontology: rdflib.Graph, term: rdflib.URIRef) -> str:
    """Say in words what a property takes."""
    ranges = _ranges(ontology, term)
    number = "one value" if _is_single(ontology, term) else "values"
    if terms := _controlled(ontology, ranges):
        return f"{number} of {', '.join(terms)}"
    if set(_DATES) <= set(ranges):
        return f"{number}: a date (xsd:date, xsd:gYearMonth, xsd:gYear or edtf:EDTF)"
    kind = "IRIs" if (term, RDF.type, OWL.ObjectProperty) in ontology else "texts or numbers"
    names = " or ".join(map(_short, ranges))
    return f"{number} of {names}" if names else f"{number}, {kind}"


def _remedy(example: str, form: rdflib.term.Node | None) -> str:
    shaped = f", of the form {form}" if form else ""
    return f"give what is described{shaped}; for example: {example}"


def _is_datatype(term: rdflib.URIRef) -> bool:
    return term in XSD or term in _DATES or term == RDF.langString


def _short(term: rdflib.term.Node) -> str:
    return shorten(str(term))


def _quoted(text: str) -> str:
    return rdflib.Literal(text).n3()


if __name__ == "__main__":
    FILE.write_text(property_shapes(), encoding="utf-8")
