"""Errors that carry what a person needs to mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: What an error shows of a long line, in characters to each side of the place.
_SHOWN_OF_LINE: Final = 80
#: No error needs more characters to say what is wrong; what it quotes can be as long as a query.
_SHOWN_OF_PROBLEM: Final = 2_000


class NrrGraphError(Exception):
    """Base of all errors whose text may be shown to a user as it is."""


@dataclass
class UnreadableData(NrrGraphError):
    """A file is not the Turtle it should be."""

    path: Path
    line: int | None
    column: int | None
    problem: str

    def __str__(self) -> str:
        """Say where, what, and how to mend it."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.problem}"


@dataclass
class UnreadableFiles(UnreadableData):
    """Several files cannot be read; ``each`` says where and why, the fields tell of the first."""

    each: tuple[UnreadableData, ...]

    def __str__(self) -> str:
        """Say it of every file, one a line."""
        return "\n".join(map(str, self.each))


def unreadable(errors: Sequence[UnreadableData]) -> UnreadableData:
    """Make one error of one or several."""
    first = errors[0]
    if len(errors) == 1:
        return first
    return UnreadableFiles(first.path, first.line, first.column, first.problem, tuple(errors))


@dataclass
class MalformedQuery(NrrGraphError):
    """A query that cannot be understood.

    ``line`` and ``column`` count from 1; ``source`` is the line itself, ``hint`` one plain
    sentence on how to mend it.
    """

    problem: str
    hint: str
    line: int | None = None
    column: int | None = None
    source: str | None = None

    def __str__(self) -> str:
        """Show the line with a caret under the place, then what to do."""
        rows = [shortened(self.problem)]
        if self.line is not None and self.column is not None and self.source is not None:
            rows[0] = f"line {self.line}, column {self.column}: {rows[0]}"
            source, column = _around(self.source, self.column)
            rows += ["", f"  {source}", "  " + " " * (column - 1) + "^"]
        return "\n".join([*rows, "", self.hint])


def shortened(text: str) -> str:
    """Leave out the middle of a long text, so that an error stays one that a person can read.

    >>> len(shortened("a" * 1_000_000))
    2000
    """
    if len(text) <= _SHOWN_OF_PROBLEM:
        return text
    half = _SHOWN_OF_PROBLEM // 2
    return f"{text[: half - 1]}…{text[-half:]}"


def _around(line: str, column: int) -> tuple[str, int]:
    """Return the part of a line that surrounds a column, and the column within that part."""
    begin = max(column - 1 - _SHOWN_OF_LINE, 0)
    end = column - 1 + _SHOWN_OF_LINE
    before, after = "…" if begin else "", "…" if end < len(line) else ""
    return before + line[begin:end] + after, column - begin + len(before)


class RefusedQuery(NrrGraphError):
    """A query that this read-only server will not run, however well it is written."""


@dataclass
class LimitReached(NrrGraphError):
    """A query has used what one query may use; ``limit`` is the name of the setting."""

    limit: str
    problem: str

    def __str__(self) -> str:
        """Say which limit, and the ways on."""
        return (
            f"{self.problem} ({self.limit}). Ask for less: add LIMIT, name a subject or a "
            "property, join fewer patterns; or take everything with “nrr-graph export” and ask "
            "at home, where the limits are yours."
        )


class MalformedRequest(NrrGraphError):
    """A request that is not what its interface asks for; the message says where and what."""


@dataclass
class UnreadableRequest(NrrGraphError):
    """A request whose body or head is not read; ``status`` says why (RFC 9110, section 15.5)."""

    status: int
    problem: str

    def __str__(self) -> str:
        """Say what to send instead."""
        return self.problem


class NotAcceptable(NrrGraphError):
    """Nothing that is offered suits the client's Accept header."""


class NotValid(NrrGraphError):
    """The data breaks a shape and is therefore not served."""


@dataclass
class EngineFailed(NrrGraphError):
    """Another server that should have answered a query did not, or not well.

    ``is_late`` tells a gateway time-out from a bad gateway (RFC 9110, sections 15.6.3 and 15.6.5);
    ``is_running`` says that it may still be at the query.
    """

    problem: str
    is_late: bool = False
    is_running: bool = False

    def __str__(self) -> str:
        """Say what the other server did, and that asking again may help."""
        return f"the engine behind this site {self.problem}. Nothing is wrong with the request."
