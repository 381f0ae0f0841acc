"""What descriptions need of an engine, embedded or remote."""

from __future__ import annotations

from typing import Protocol

import pyoxigraph as ox

from nrr_graph.terms import Row


class Reader(Protocol):
    """Answers our own queries."""

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query."""

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT query."""
