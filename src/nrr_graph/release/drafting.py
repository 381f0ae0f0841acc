"""Put a new block into the file where it belongs, if the whole still conforms with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import DCTERMS, GRAPH, ID, RDF, RDFS, XSD
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
from nrr_graph.release.titles import LICENCE
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
    """A file as it is to be: the block that is new, and the file before."""

    subject: str
    file: GraphFile
    former: GraphFile | None

    @property
    def block(self) -> str:
        """The new block, in canonical Turtle."""
        blocks = self.file.text.split("\n\n")
        start = f"id:{self.subject.removeprefix(ID)} "
        return next(b for b in blocks if b.startswith(start)).strip() + "\n"


def draft(files: Sequence[GraphFile], facts: Sequence[Fact], name: str, folder: Path) -> Draft:
    """Add facts about one subject to the file of a graph; a new file gets a header.

    :param name: of the graph, such as ``voices/council``; its file lies under ``folder``.
    :raises Refused: the subject is described already.
    :raises NrrGraphError: the file holds what the canonical form has no place for.
    """
    subject = facts[0].subject
    for file in files:
        if any(fact.subject == subject for fact in file.triples):
            raise Refused(f"{subject.value} is described in {file.path}; choose another --name")
    former = next((file for file in files if file.name == name), None)
    path = former.path if former else folder / f"{name}.ttl"
    header = _header(former, name)
    file = GraphFile(path, name, "", (*header, *facts))
    if former:
        canonical_turtle(former)  # Refuses what would be lost.
    return Draft(subject.value, replace(file, text=canonical_turtle(file)), former)


def with_draft(files: Sequence[GraphFile], one: Draft) -> list[GraphFile]:
    """Return the files as they would be with it."""
    return [*(file for file in files if file.name != one.file.name), one.file]


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Make sure that nothing forbids what is new.

    :raises Refused: says what, and how to mend it.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        told = "\n\n".join(finding.as_text() for finding in errors)
        raise Refused(f"nothing was written; {len(errors)} errors would be in the data:\n\n{told}")


def write_draft(one: Draft, register: Path | None = None) -> list[Entry]:
    """Write the file, and the register with the numbers of what is new in it: both or neither.

    :param register: the register, where there is one.
    :return: the new entries of the register.
    :raises NotWritten: one was changed by somebody else meanwhile, or cannot be written; the
        former files are whole.
    """
    path = one.file.path
    contents = {path: one.file.text.encode()}
    read_as = {path: one.former.digest if one.former else ""}
    new: list[Entry] = []
    if register:
        before = register.read_bytes()
        new = missing_entries(read_register(register), entities_in([one.file]))
        if new:
            contents[register] = with_entries(before, new, register)
            read_as[register] = digest_of(before)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(contents, read_as)
    return new


def slug_of(text: str) -> str:
    """Make a name of words: ASCII letters and digits with hyphens between.

    >>> slug_of("memberOf")
    'member-of'
    >>> slug_of("Deutsche Welle: “Rome summit”")
    'deutsche-welle-rome-summit'
    """
    words = re.sub(r"([a-z])([A-Z][a-z])", r"\1-\2", text)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:80].rstrip("-")


def _header(former: GraphFile | None, name: str) -> list[Fact]:
    """Return what the file holds besides, with today as the day of its change."""
    graph = ox.NamedNode(GRAPH + name)
    today = ox.Literal(datetime.now(UTC).date().isoformat(), datatype=ox.NamedNode(XSD + "date"))
    if former:
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
