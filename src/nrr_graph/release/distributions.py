"""Describe the files of a release, each as a distribution (DCAT 3, section 6.8; SPDX checksums)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import CSV, TURTLE, Format
from nrr_graph.namespaces import DCAT, DCTERMS, RDF, RDFS, SPDX
from nrr_graph.release.annotated import RDF_1_2_NAME
from nrr_graph.release.dumps import Dump
from nrr_graph.release.export import EXPORT_FORMATS, TABLES, dump_name
from nrr_graph.release.publication import AUTHORITY, LANGUAGES, PUBLIC, Publication
from nrr_graph.release.triples import about, iris_of, texts_of, typed

MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
#: Every file of the whole, with its format.
DISTRIBUTIONS: Final[Mapping[str, Format]] = {
    **{dump_name(chosen): chosen for chosen in EXPORT_FORMATS},
    RDF_1_2_NAME: TURTLE,
    **dict.fromkeys(TABLES, CSV),
}
#: Formats as the Publications Office of the European Union names them (authority table file-type).
_FILE_TYPES: Final = {
    **{"ttl": "RDF_TURTLE", "trig": "RDF_TRIG", "nt": "RDF_N_TRIPLES", "nq": "RDF_N_QUADS"},
    **{"rdf": "RDF_XML", "jsonld": "JSON_LD", "csv": "CSV"},
}
_SHA256: Final = SPDX + "checksumAlgorithm_sha256"
_STANDARDS: Final = {
    **{"ttl": "turtle", "trig": "trig", "nt": "n-triples", "nq": "n-quads"},
    **{"rdf": "rdf-syntax-grammar", "jsonld": "json-ld11"},
}
_TABLES_STANDARD: Final = "https://www.rfc-editor.org/rfc/rfc4180"
_SUBJECTS: Final = {
    "statements": {"en": "statements", "ru": "утверждения"},
    "entities": {"en": "entities", "ru": "сущности"},
    "sources": {"en": "references and their sources", "ru": "сноски и их источники"},
}


def describe_distribution(
    name: str, version: str, address: str, dump: Dump | None, publication: Publication
) -> list[ox.Triple]:
    """Describe one file.

    :param version: of the release that it holds.
    :param address: from where it is downloaded.
    :param dump: its size and digest, once it is written.
    """
    chosen = DISTRIBUTIONS[name]
    kind = f"{AUTHORITY}file-type/{_FILE_TYPES[chosen.suffix]}"
    standard = _STANDARDS.get(chosen.suffix)
    conforms_to = f"https://www.w3.org/TR/{standard}/" if standard else _TABLES_STANDARD
    if name == RDF_1_2_NAME:
        conforms_to = "https://www.w3.org/TR/rdf12-turtle/"
    triples = about(
        address,
        {
            RDF + "type": iris_of(DCAT + "Distribution"),
            DCTERMS + "title": texts_of(_title(name, version)),
            DCTERMS + "description": texts_of(_description(name, chosen)),
            DCAT + "accessURL": iris_of(address),
            DCAT + "downloadURL": iris_of(address),
            DCAT + "mediaType": iris_of(MEDIA_TYPES + chosen.name),
            DCTERMS + "format": iris_of(kind),
            DCTERMS + "conformsTo": iris_of(conforms_to),
            DCTERMS + "language": iris_of(*LANGUAGES),
            DCTERMS + "license": iris_of(publication.licence) if publication.licence else [],
            DCTERMS + "rights": iris_of(PUBLIC),
        },
    )
    triples += about(MEDIA_TYPES + chosen.name, {RDF + "type": iris_of(DCTERMS + "MediaType")})
    label = ox.Literal(chosen.label)
    triples += about(
        kind, {RDF + "type": iris_of(DCTERMS + "MediaTypeOrExtent"), RDFS + "label": [label]}
    )
    triples += about(conforms_to, {RDF + "type": iris_of(DCTERMS + "Standard")})
    return triples + (_size_and_digest(address, dump) if dump else [])


def _size_and_digest(address: str, dump: Dump) -> list[ox.Triple]:
    checksum = f"{address}#checksum"
    size = typed(str(dump.plain.size_bytes), "nonNegativeInteger")
    triples = about(address, {DCAT + "byteSize": [size], SPDX + "checksum": iris_of(checksum)})
    triples += about(
        checksum,
        {
            RDF + "type": iris_of(SPDX + "Checksum"),
            SPDX + "algorithm": iris_of(_SHA256),
            SPDX + "checksumValue": [typed(dump.plain.sha256, "hexBinary")],
        },
    )
    return triples + about(_SHA256, {RDF + "type": iris_of(SPDX + "ChecksumAlgorithm")})


def _title(name: str, version: str) -> Mapping[str, str]:
    return {"en": f"{name} of release {version}", "ru": f"{name}, выпуск {version}"}


def _description(name: str, chosen: Format) -> Mapping[str, str]:
    if name in TABLES:
        subject = _SUBJECTS[name.partition(".")[0]]
        return {
            "en": f"A table of all {subject['en']}, one row each, as {chosen.label}.",
            "ru": f"Таблица в формате {chosen.label}: {subject['ru']}, по строке на запись.",
        }
    if name == RDF_1_2_NAME:
        return {
            "en": "The whole graph with the statements of its plain triples as reifiers (RDF 1.2).",
            "ru": "Весь граф, где утверждения — реификаторы простых троек (RDF 1.2).",
        }
    graphs = chosen.suffix in ("trig", "nq")
    return {
        "en": f"The whole graph, curated and derived, as {chosen.label}"
        f"{', with the names of its graphs' if graphs else ''}.",
        "ru": f"Весь граф, введённый и выведенный, в формате {chosen.label}"
        f"{', с именами графов' if graphs else ''}.",
    }
