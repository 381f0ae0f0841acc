"""The version of the ontology: its own, since whoever uses a word asks whether its meaning changed.

The version of the data follows from their digest; that of the ontology is written by the curators
(OWL 2, section 3.1), as X.Y.Z.  So that it is not forgotten, no release is made in which the
ontology differs from the former release under the same version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import DCTERMS, GRAPH, ONTOLOGY
from nrr_graph.terms import Fact, fact_of

_OWL: Final = "http://www.w3.org/2002/07/owl#"
VERSION: Final = _OWL + "versionInfo"
#: What a change of version changes.
_OF_THE_VERSION: Final = (VERSION, _OWL + "versionIRI", DCTERMS + "modified")


class SameVersion(NrrGraphError):
    """The ontology has changed, and its version has not."""


def version_in(quads: Iterable[ox.Quad]) -> str:
    """Return the version that the ontology gives itself; nothing if it gives none."""
    versions = (
        fact.object.value
        for fact in map(fact_of, quads)
        if fact.predicate.value == VERSION and fact.subject.value == ONTOLOGY
    )
    return next(versions, "")


def require_new_version(old: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> None:
    """Make sure that an ontology that has changed says so in its version.

    :raises SameVersion: it does not; the message says what to write.
    """
    old, new = list(old), list(new)
    changed = _meaning(old) ^ _meaning(new)
    version = version_in(new)
    if changed and version == version_in(old):
        one = min(fact.subject.value for fact in changed)
        raise SameVersion(
            f"no release is made: the ontology differs from that of the former release "
            f"({len(changed)} triples, one of them about {one}) and is still version {version}; "
            "raise owl:versionInfo in all files of ontology/, and owl:versionIRI in nrr.ttl: the "
            "second number for a new or removed term, the third for better words"
        )


def _meaning(quads: Iterable[ox.Quad]) -> set[Fact]:
    return {
        fact_of(quad)
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value.startswith(GRAPH + "ontology")
        and quad.predicate.value not in _OF_THE_VERSION
    }
