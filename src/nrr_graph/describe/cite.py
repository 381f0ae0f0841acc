"""Cite one fact: who says it, in which release, with what content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nrr_graph.describe.entities import entity_document
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import StatementView
from nrr_graph.mediatypes import Format
from nrr_graph.namespaces import BASE, ID
from nrr_graph.release.manifest import Manifest

AUTHOR: Final = "nrr-graph curators"
COLLECTION: Final = "NATO–Russia relations: a sourced knowledge graph"


@dataclass(frozen=True)
class Citation:
    """What a reference list needs; ``digest`` is the SHA-256 of the sorted N-Triples cited."""

    iri: str
    title: str
    version: str
    modified: str
    digest: str

    @property
    def key(self) -> str:
        """A key that reference managers accept."""
        return re.sub(r"[^A-Za-z0-9:-]", "-", self.iri.rpartition("/")[2])

    @property
    def note(self) -> str:
        """The version, its digest and its address, in words."""
        address = f"{BASE}data/{self.version}/id/{self.iri.removeprefix(ID)}"
        return f"version {self.version} at {address}, content SHA-256 {self.digest}"


def citation_of(reader: Reader, iri: str, title: str, manifest: Manifest) -> Citation:
    """Cite an IRI as it stands in this release."""
    lines = sorted({f"{triple} .\n" for triple in entity_document(reader, iri)})
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return Citation(iri, title, manifest.version, manifest.modified, digest)


def title_of_fact(fact: StatementView, name: str) -> str:
    """Return a title that tells a fact from every other one.

    It has the date as it is known, who speaks, where it stands, and how other sources see it.

    :param name: the local name of the fact, which no other one has.
    """
    date = f" ({fact.date})" if fact.date else " (undated)"
    speakers = ", ".join(value.text for value in fact.speakers)
    places = ", ".join(value.text.partition(",")[0] for value in fact.passages)
    where = f"sentence {places}" if places else fact.source.text if fact.source else ""
    parts = [
        f"{fact.sentence}{date}",
        *([f"according to {speakers}"] if speakers else []),
        *([where] if where else []),
        *([f"among other sources: {fact.standing.text.lower()}"] if fact.standing else []),
    ]
    return f"{'; '.join(parts)} [{name}]"


def as_text(citation: Citation) -> str:
    """Write a line for a footnote."""
    year = citation.modified[:4]
    return (
        f"{AUTHOR} ({year}): {citation.title}. In: {COLLECTION}, {citation.note}. {citation.iri}\n"
    )


def as_bibtex(citation: Citation) -> str:
    """Write a BibTeX entry; what is special to TeX is escaped."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "booktitle": _tex(COLLECTION),
        "year": citation.modified[:4],
        "version": citation.version,
        "url": citation.iri,
        "note": _tex(citation.note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}\n}}\n"


def as_csl(citation: Citation) -> str:
    """Write a CSL-JSON item."""
    parts = [int(part) for part in citation.modified.split("-")]
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "container-title": COLLECTION,
        "author": [{"literal": AUTHOR}],
        "issued": {"date-parts": [parts]},
        "version": citation.version,
        "URL": citation.iri,
        "note": citation.note,
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def as_ris(citation: Citation) -> str:
    """Write a RIS record; its lines end with CR and LF."""
    lines = [
        "TY  - DATA",
        f"ID  - {citation.key}",
        f"AU  - {AUTHOR}",
        f"TI  - {_line(citation.title)}",
        f"T2  - {COLLECTION}",
        f"PY  - {citation.modified[:4]}",
        f"DA  - {citation.modified.replace('-', '/')}",
        f"ET  - {citation.version}",
        f"N1  - {citation.note}",
        f"UR  - {citation.iri}",
        "ER  - ",
    ]
    return "\r\n".join(lines) + "\r\n"


#: Formats of citations, each with what writes it.
CITATION_FORMATS: Final[Mapping[Format, Callable[[Citation], str]]] = MappingProxyType(
    {
        Format("application/x-bibtex", "bib", ("bibtex", "bib")): as_bibtex,
        Format("application/vnd.citationstyles.csl+json", "csl", ("csl",)): as_csl,
        Format("application/x-research-info-systems", "ris", ("ris",)): as_ris,
        Format("text/plain", "txt", ("text", "txt")): as_text,
    }
)


def _tex(text: str) -> str:
    replaced = text.replace("\\", r"\textbackslash{}")
    return re.sub(r"([&%$#_{}])", r"\\\1", replaced) if "\\" not in text else replaced


def _line(text: str) -> str:
    return " ".join(text.split())
