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

#: The words of citations, by language.
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "author": "nrr-graph curators",
        "collection": "NATO–Russia relations: a sourced knowledge graph",
        "line": "{author} ({year}): {title}. In: {collection}, {note}. {iri}\n",
        "note": "version {version} at {address}, content SHA-256 {digest}",
        "undated": "undated",
        "speakers": "according to {}",
        "sentence": "sentence {}",
        "concerns": "on sentence {}",
        "standing": "among other sources: {}",
    },
    "ru": {
        "author": "Кураторы nrr-graph",
        "collection": "Отношения НАТО и России: граф знаний с источниками",
        "line": "{author} ({year}): {title}. Из: {collection}, {note}. {iri}\n",
        "note": "версия {version} по адресу {address}, SHA-256 содержания {digest}",
        "undated": "без даты",
        "speakers": "кто говорит: {}",
        "sentence": "предложение {}",
        "concerns": "о предложении {}",
        "standing": "среди других источников: {}",
    },
}


@dataclass(frozen=True)
class Citation:
    """What a reference list needs; ``digest`` is the SHA-256 of the sorted N-Triples cited."""

    iri: str
    title: str
    version: str
    modified: str
    digest: str
    language: str = "en"

    @property
    def key(self) -> str:
        """A key that reference managers accept."""
        return re.sub(r"[^A-Za-z0-9:-]", "-", self.iri.rpartition("/")[2])

    @property
    def note(self) -> str:
        """The version, its digest and its address, in words."""
        address = f"{BASE}data/{self.version}/id/{self.iri.removeprefix(ID)}"
        note = self.word("note")
        return note.format(version=self.version, address=address, digest=self.digest)

    def word(self, name: str) -> str:
        """Return what stands in citations of this language."""
        return _WORDS[self.language][name]


def citation_of(
    reader: Reader, iri: str, title: str, manifest: Manifest, language: str = "en"
) -> Citation:
    """Cite an IRI as it stands in this release, in words of the reader's language."""
    lines = sorted({f"{triple} .\n" for triple in entity_document(reader, iri)})
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return Citation(iri, title, manifest.version, manifest.modified, digest, language)


def title_of_fact(fact: StatementView, name: str, language: str = "en") -> str:
    """Return a title that tells a fact from every other one.

    It has the date as it is known, who speaks, where it stands, and how other sources see it.

    :param name: the local name of the fact, which no other one has.
    """
    words = _WORDS[language]
    speakers = ", ".join(value.text for value in fact.speakers)
    places = ", ".join(value.text.partition(",")[0] for value in fact.passages)
    source = fact.source.text if fact.source else ""
    where = words["sentence"].format(places) if places else source
    standing = fact.standing.text.lower() if fact.standing else ""
    parts = [
        _dated(fact, words["undated"]),
        *([words["speakers"].format(speakers)] if speakers else []),
        *([where] if where else []),
        *([words["concerns"].format(", ".join(fact.concerns))] if fact.concerns else []),
        *([words["standing"].format(standing)] if standing else []),
    ]
    return f"{'; '.join(parts)} [{name}]"


def _dated(fact: StatementView, undated: str) -> str:
    """Say when a fact was, unless its sentence says so itself."""
    if fact.period and fact.period not in fact.sentence:
        return f"{fact.sentence} ({fact.period})"
    return fact.sentence if fact.period or fact.tells_date else f"{fact.sentence} ({undated})"


def as_text(citation: Citation) -> str:
    """Write a line for a footnote."""
    return citation.word("line").format(
        author=citation.word("author"),
        year=citation.modified[:4],
        title=citation.title,
        collection=citation.word("collection"),
        note=citation.note,
        iri=citation.iri,
    )


def as_bibtex(citation: Citation) -> str:
    """Write a BibTeX entry; what is special to TeX is escaped."""
    fields = {
        "author": f"{{{citation.word('author')}}}",
        "title": f"{{{_tex(citation.title)}}}",
        "booktitle": _tex(citation.word("collection")),
        "year": citation.modified[:4],
        "version": citation.version,
        "url": citation.iri,
        "note": _tex(citation.note),
        "langid": {"en": "english", "ru": "russian"}[citation.language],
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
        "container-title": citation.word("collection"),
        "author": [{"literal": citation.word("author")}],
        "language": citation.language,
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
        f"AU  - {citation.word('author')}",
        f"TI  - {_line(citation.title)}",
        f"T2  - {citation.word('collection')}",
        f"PY  - {citation.modified[:4]}",
        f"DA  - {citation.modified.replace('-', '/')}",
        f"ET  - {citation.version}",
        f"LA  - {citation.language}",
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
