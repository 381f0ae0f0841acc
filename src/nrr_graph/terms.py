"""RDF 1.1 terms and triples, as types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyoxigraph as ox

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
#: A solution: the variables that it binds.
Row = Mapping[str, Term]


class Fact(NamedTuple):
    """One RDF 1.1 triple."""

    subject: Node
    predicate: ox.NamedNode
    object: Term

    def __str__(self) -> str:
        """Write it as a line of N-Triples, without the line's end."""
        return f"{self.subject} {self.predicate} {self.object} ."


def fact_of(triple: ox.Triple | ox.Quad) -> Fact:
    """Narrow an engine's triple.

    :raises TypeError: a term is itself a triple (RDF 1.2), which this project does not use.
    """
    s, p, o = triple.subject, triple.predicate, triple.object
    if isinstance(s, ox.Triple) or isinstance(o, ox.Triple):
        raise TypeError(f"a triple stands inside a triple: {triple}")
    return Fact(s, p, o)


def triple_term(triple: ox.Triple) -> str:
    """Write a triple as a term, as N-Triples of RDF 1.2 does.

    >>> p = ox.NamedNode("urn:p")
    >>> triple_term(ox.Triple(p, p, ox.Triple(p, p, ox.Literal("x"))))
    '<<( <urn:p> <urn:p> <<( <urn:p> <urn:p> "x" )>> )>>'
    """
    parts = (triple_term(part) if isinstance(part, ox.Triple) else str(part) for part in triple)
    return f"<<( {' '.join(parts)} )>>"
