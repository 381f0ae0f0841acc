"""Read a response that comes in chunks as one file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from nrr_graph.engine.interface import Results, formats_for_query
from nrr_graph.mediatypes import GRAPH_FORMATS, JSON_RESULTS, N_TRIPLES, Format
from nrr_graph.sparql.query import Query


class _File(io.RawIOBase):
    """Reads the chunks as one file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        """Tell that this file can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the chunks; 0 at their end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def lossless_format(query: str | Query) -> Format:
    """Return the format in which the results of a query lose nothing."""
    return N_TRIPLES if formats_for_query(query) == GRAPH_FORMATS else JSON_RESULTS


def parsed(chunks: Iterator[bytes], written: Format) -> Results:
    """Read results in SPARQL JSON or N-Triples as they come, no further than is asked for."""
    file = cast(IO[bytes], io.BufferedReader(_File(chunks)))
    if written == JSON_RESULTS:
        return ox.parse_query_results(file, format=ox.QueryResultsFormat.JSON)
    return (quad.triple for quad in ox.parse(file, format=ox.RdfFormat.N_TRIPLES))
