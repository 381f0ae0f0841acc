"""Reword a query piece by piece and remember where each piece of it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nrr_graph.errors import MalformedQuery
from nrr_graph.sparql.tokens import Token, line_and_column

#: A text, the offset in the original in whose place it stands, and how much of that it is.
Piece = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of what stands between two offsets."""

    begin: int
    end: int
    text: str


@dataclass(frozen=True)
class Reworded:
    """A query as it was reworded; ``begins`` are the offsets of its pieces, ``sources`` theirs."""

    text: str
    begins: Sequence[int]
    sources: Sequence[int]
    lengths: Sequence[int]

    def source_of(self, offset: int) -> int:
        """Return the offset in the original of what stands at an offset here.

        >>> reworded("ASK {}", [Edit(0, 0, "PREFIX a: <urn:a> ")]).source_of(22)
        4
        """
        place = max(bisect_right(self.begins, offset) - 1, 0)
        within = min(offset - self.begins[place], self.lengths[place]) if self.begins else 0
        return (self.sources[place] if self.sources else 0) + within

    def located(self, error: MalformedQuery, original: str) -> MalformedQuery:
        """Tell an error in the reworded query at its place in the original."""
        if error.line is None or error.column is None:
            return error
        offset = self.source_of(_offset(self.text, error.line, error.column))
        place = line_and_column(original, min(offset, len(original)))
        return MalformedQuery(error.problem, error.hint, *place)


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a line and a column, both from 1."""
    begin = 0
    for _ in range(line - 1):
        begin = text.find("\n", begin) + 1
    return begin + column - 1


def joined(pieces: Iterable[Piece]) -> Reworded:
    """Join pieces to a query."""
    listed = [piece for piece in pieces if piece[0]]
    begins, length = [], 0
    for text, _source, _length in listed:
        begins.append(length)
        length += len(text)
    sources, lengths = [p[1] for p in listed], [p[2] for p in listed]
    return Reworded("".join(p[0] for p in listed), begins, sources, lengths)


def reworded(text: str, edits: Iterable[Edit]) -> Reworded:
    """Make edits; of two that overlap the one that begins first counts.

    >>> reworded("a b c", [Edit(2, 3, "B"), Edit(0, 0, "< ")]).text
    '< a B c'
    """
    pieces, end = list[Piece](), 0
    for edit in sorted(edits, key=lambda e: (e.begin, e.end)):
        if edit.begin >= end:
            pieces.append((text[end : edit.begin], end, edit.begin - end))
            pieces.append((edit.text, edit.begin, 0))
            end = edit.end
    return joined([*pieces, (text[end:], end, len(text) - end)])


def closing_braces(tokens: Sequence[Token]) -> dict[int, int]:
    """Return for the place of each brace that is closed the place where it is."""
    closing, opened = {}, list[int]()
    for place, token in enumerate(tokens):
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and opened:
            closing[opened.pop()] = place
    return closing
