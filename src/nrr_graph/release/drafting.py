"""Put a new block into the file where it belongs, if the whole still conforms with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from anyascii import anyascii

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import DCTERMS, ID, LICENCE, RDF, RDFS, XSD
from nrr_graph.release.canonical import canonical_turtle
from nrr_graph.release.catalogue import CURATORS
from nrr_graph.release.findings import Finding
from nrr_graph.release.load import GraphFile
from nrr_graph.release.register import (
    Entry,
    entities_in,
    missing_entries,
    read_register,
    with_entries,
)
from nrr_graph.release.writing import digest_of, write_whole
from nrr_graph.terms import Fact, Node, Term

_SD: Final = "http://www.w3.org/ns/sparql-service-description#NamedGraph"
#: What a new file is called, before its name; a curator finds better words.
_TITLES: Final = {"en": "Facts in ", "ru": "Факты в "}
_MODIFIED: Final = ox.NamedNode(DCTERMS + "modified")


class Refused(NrrGraphError):
    """What is new would not conform; nothing was written."""


@dataclass(frozen=True)
class Draft:
    """A file as it is to be, with the block that is new; its digest is that of the file before."""

    subject: str
    file: GraphFile

    @property
    def block(self) -> str:
        """The new block, in canonical Turtle."""
        blocks = self.file.text.split("\n\n")
        start = f"id:{self.subject.removeprefix(ID)} "
        return next(b for b in blocks if b.startswith(start)).strip() + "\n"


def draft(files: Sequence[GraphFile], facts: Sequence[Fact], name: str, folder: Path) -> Draft:
    """Add facts about one subject to the file of a graph; a new file gets a header.

    :param name: of the graph, such as ``voices/council``; its file lies under ``folder``.
    :raises Refused: the subject is described already, or cannot be named so.
    :raises NrrGraphError: the file holds what the canonical form has no place for.
    """
    subject = facts[0].subject
    _require_name("--name", subject.value.removeprefix(ID), r"[\w-]+")
    _require_name("--to", name, r"[\w-]+(/[\w-]+)*")
    for file in files:
        if any(fact.subject == subject for fact in file.triples):
            raise Refused(f"{subject.value} is described in {file.path}; choose another --name")
    former = next((file for file in files if file.name == name), None)
    path = former.path if former else folder / f"{name}.ttl"
    return _with_facts(former or GraphFile(path, name, "", ()), facts)


def _require_name(option: str, name: str, form: str) -> None:
    if not re.fullmatch(form, name, re.ASCII):
        raise Refused(f"{option} {name!r}: write a name of Latin letters, digits and hyphens")


def amendment(files: Sequence[GraphFile], facts: Sequence[Fact]) -> Draft:
    """Add facts about one subject to the block that describes it.

    :raises NrrGraphError: the file holds what the canonical form has no place for.
    """
    subject = facts[0].subject
    return _with_facts(
        next(file for file in files if any(fact.subject == subject for fact in file.triples)), facts
    )


def _with_facts(former: GraphFile, facts: Sequence[Fact]) -> Draft:
    canonical_turtle(former)  # Refuses what would be lost.
    bare = replace(former, text="", triples=(*_header(former), *facts))
    file = replace(bare, text=canonical_turtle(bare), has_byte_order_mark=False)
    return Draft(facts[0].subject.value, file)


def with_drafts(files: Sequence[GraphFile], drafts: Sequence[Draft]) -> list[GraphFile]:
    """Return the files as they would be with drafts; of one file, the last draft counts."""
    new = {one.file.name: one.file for one in drafts}
    return [*(file for file in files if file.name not in new), *new.values()]


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Make sure that nothing forbids what is new.

    :raises Refused: says what, and how to mend it.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        told = "\n\n".join(finding.as_text() for finding in errors)
        raise Refused(f"nothing was written; {len(errors)} errors would be in the data:\n\n{told}")


def write_drafts(drafts: Sequence[Draft], register: Path | None = None) -> list[Entry]:
    """Write files, and the register with the numbers of what is new in them: all or none.

    :param register: the register, where there is one.
    :return: the new entries of the register.
    :raises NotWritten: one was changed by somebody else meanwhile, or cannot be written; the
        former files are whole.
    """
    files = [*{one.file.path: one.file for one in drafts}.values()]
    contents = {file.path: file.text.encode() for file in files}
    read_as = {file.path: file.digest for file in files}
    new: list[Entry] = []
    if register:
        before = register.read_bytes()
        new = missing_entries(read_register(register), entities_in(files))
        if new:
            contents[register] = with_entries(before, new, register)
            read_as[register] = digest_of(before)
    for file in files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(contents, read_as)
    return new


def slug_of(text: str) -> str:
    """Make a name of words: ASCII letters and digits with hyphens between.

    >>> slug_of("memberOf")
    'member-of'
    >>> slug_of("Deutsche Welle: “Rome summit”")
    'deutsche-welle-rome-summit'
    >>> slug_of("Дмитрий Медведев"), slug_of("Bild für alle")
    ('dmitriy-medvedev', 'bild-fur-alle')
    """
    words = re.sub(r"([a-z])([A-Z][a-z])", r"\1-\2", anyascii(text))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:80].rstrip("-")


def _header(former: GraphFile) -> list[Fact]:
    """Return what the file holds besides, with today as the day of its change."""
    graph, name = former.iri, former.name
    today = ox.Literal(datetime.now(UTC).date().isoformat(), datatype=ox.NamedNode(XSD + "date"))
    if former.triples:
        changed = Fact(graph, _MODIFIED, today)
        return [f for f in former.triples if f[:2] != changed[:2]] + [changed]
    labels = [ox.Literal(text + name, language=tag) for tag, text in _TITLES.items()]
    return [
        _fact(graph, RDF + "type", ox.NamedNode(_SD)),
        *(_fact(graph, RDFS + "label", label) for label in labels),
        _fact(graph, DCTERMS + "license", ox.NamedNode(LICENCE)),
        _fact(graph, DCTERMS + "creator", ox.NamedNode(CURATORS)),
        Fact(graph, _MODIFIED, today),
    ]


def _fact(subject: Node, predicate: str, value: Term) -> Fact:
    return Fact(subject, ox.NamedNode(predicate), value)
