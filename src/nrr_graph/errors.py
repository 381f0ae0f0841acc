"""Errors that carry what a person needs to mend them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
        rows = [self.problem]
        if self.line is not None and self.column is not None and self.source is not None:
            rows[0] = f"line {self.line}, column {self.column}: {self.problem}"
            rows += ["", f"  {self.source}", "  " + " " * (self.column - 1) + "^"]
        return "\n".join([*rows, "", self.hint])


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

    ``is_late`` tells a gateway time-out from a bad gateway (RFC 9110, sections 15.6.3 and 15.6.5).
    """

    problem: str
    is_late: bool = False

    def __str__(self) -> str:
        """Say what the other server did, and that asking again may help."""
        return f"the engine behind this site {self.problem}. Nothing is wrong with the request."
