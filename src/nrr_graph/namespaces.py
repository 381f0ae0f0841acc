"""The one table of namespaces: what each prefix stands for."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/nrr/"
ONTOLOGY: Final = BASE + "ontology"
NRR: Final = ONTOLOGY + "#"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
CHECK: Final = BASE + "check#"
SHAPES: Final = BASE + "shapes#"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SCHEMA: Final = "http://schema.org/"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/"
DCTERMS: Final = "http://purl.org/dc/terms/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DQV: Final = "http://www.w3.org/ns/dqv#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
SPDX: Final = "http://spdx.org/rdf/terms#"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
VOID: Final = "http://rdfs.org/ns/void#"

#: What everybody may do with the facts: CC0.
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"

#: Prefix to namespace, in the order in which files declare them.
PREFIXES: Final[dict[str, str]] = {
    "id": ID,
    "nrr": NRR,
    "graph": GRAPH,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "dqv": DQV,
    "edtf": EDTF,
    "foaf": FOAF,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": SH,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "void": VOID,
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}


def shorten(iri: str) -> str:
    """Write an IRI as a CURIE where a prefix of ours fits, else in angle brackets.

    >>> shorten("https://w3id.org/nrr/id/nato")
    'id:nato'
    >>> shorten("http://example.org/a b")
    '<http://example.org/a b>'
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _is_plain_local_name(local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _is_plain_local_name(local: str) -> bool:
    """Tell whether a local name needs no escape in Turtle (a safe subset of PN_LOCAL)."""
    inner = local.replace("-", "").replace("_", "")
    return inner.isascii() and inner.isalnum() and not local.startswith("-")
