"""Find what is wrong at the head of a file: byte order marks, and prefix lines.

A prefix line that gives a well-known prefix another namespace spoils everything that
uses it, so it is told once, and the file is then read as it was meant: else one slip shows as a
finding for each of its uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.findings import Finding
from nrr_graph.release.load import GraphFile
from nrr_graph.terms import Fact, Node, Term

_DECLARATION: Final = re.compile(
    r"^\s*(?:@prefix|PREFIX)\s+(?P<prefix>[\w-]*):\s*<(?P<namespace>[^>]*)>",
    re.IGNORECASE | re.MULTILINE,
)
_SHAPE: Final = "https://w3id.org/nrr/shapes#PrefixLine"


@dataclass(frozen=True)
class WrongPrefix:
    """A prefix line: which prefix it declares, on which line, and for which namespace."""

    file: GraphFile
    line: int
    prefix: str
    namespace: str

    def finding(self) -> Finding:
        """Say it so that a curator can mend it."""
        return Finding(
            "error",
            self.file.path,
            self.line,
            self.file.iri.value,
            f"the prefix {self.prefix}:",
            f"the prefix {self.prefix}: stands for another namespace here: <{self.namespace}>",
            f"write: @prefix {self.prefix}: <{PREFIXES[self.prefix]}> .",
            _SHAPE,
        )


def wrong_prefixes(files: Sequence[GraphFile]) -> Iterator[WrongPrefix]:
    """Yield the prefix lines that give a prefix of ours another namespace."""
    for file in files:
        for found in _DECLARATION.finditer(file.text):
            prefix, namespace = found["prefix"], found["namespace"]
            if prefix in PREFIXES and PREFIXES[prefix] != namespace:
                line = file.text.count("\n", 0, found.start("prefix")) + 1
                yield WrongPrefix(file, line, prefix, namespace)


def as_meant(file: GraphFile, wrong: Sequence[WrongPrefix]) -> GraphFile:
    """Return the file as it would be with the right prefix lines."""
    meant = {w.namespace: PREFIXES[w.prefix] for w in wrong if w.file is file and w.namespace}
    if not meant:
        return file
    facts = (Fact(*(_meant(term, meant) for term in fact)) for fact in file.triples)  # type: ignore[arg-type]
    return replace(file, triples=tuple(facts))


def _meant(term: Node | Term, meant: Mapping[str, str]) -> Node | Term:
    if isinstance(term, ox.Literal):
        datatype = _iri(term.datatype.value, meant)
        is_same = term.language or datatype == term.datatype.value
        return term if is_same else ox.Literal(term.value, datatype=ox.NamedNode(datatype))
    return ox.NamedNode(_iri(term.value, meant)) if isinstance(term, ox.NamedNode) else term


def _iri(iri: str, meant: Mapping[str, str]) -> str:
    for namespace, right in meant.items():
        if iri.startswith(namespace):
            return right + iri.removeprefix(namespace)
    return iri


def byte_order_marks(files: Sequence[GraphFile]) -> Iterator[Finding]:
    """Yield a warning for each file that begins with a byte order mark, which is skipped."""
    for file in files:
        if file.has_byte_order_mark:
            yield Finding(
                "warning",
                file.path,
                1,
                file.iri.value,
                file.name,
                "the file begins with a byte order mark, which other tools may stumble over",
                "run nrr-graph format, which removes it, and save as UTF-8 without it",
                "https://w3id.org/nrr/shapes#ByteOrderMark",
            )
