"""Answers in pieces: read them as a file, or send them on."""

from __future__ import annotations

import io
import time
from collections.abc import Generator, Iterable, Iterator
from typing import IO, Final, cast

import pyoxigraph as ox

from nrr_graph.mediatypes import JSON_RESULTS, Format

#: What is complete by then and no larger goes out whole; a reader of more need not wait for it.
WHOLE_WITHIN_S: Final = 0.03
WHOLE_BYTES: Final = 4 * 1024 * 1024


class _File(io.RawIOBase):
    """Reads the pieces as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """Tell that this file can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the pieces; 0 at their end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def parsed(
    pieces: Iterator[bytes], written: Format
) -> ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]:
    """Read an answer in SPARQL JSON or N-Triples as it comes, no further than it is asked for."""
    file = cast(IO[bytes], io.BufferedReader(_File(pieces)))
    if written == JSON_RESULTS:
        return ox.parse_query_results(file, format=ox.QueryResultsFormat.JSON)
    return (quad.triple for quad in ox.parse(file, format=ox.RdfFormat.N_TRIPLES))


def whole_or_stream(pieces: Iterator[bytes]) -> bytes | Iterator[bytes]:
    """Return an answer that is soon complete as it is, so that its length is known, else pieces."""
    taken: list[bytes] = []
    end, left = time.monotonic() + WHOLE_WITHIN_S, WHOLE_BYTES
    for piece in pieces:
        taken.append(piece)
        left -= len(piece)
        if left < 0 or time.monotonic() > end:
            return _again(tuple(taken), pieces)
    return b"".join(taken)


def _again(taken: tuple[bytes, ...], rest: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from taken
        yield from rest
    finally:
        # A generator that is dropped half-way would free its worker only when collected.
        cast(Generator[bytes], rest).close()
