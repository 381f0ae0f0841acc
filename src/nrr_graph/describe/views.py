"""What a page shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A term as a page shows it; ``iri`` is set for what can be followed."""

    text: str
    language: str = ""
    iri: str = ""


@dataclass(frozen=True)
class StatementView:
    """One statement: what it says, its qualifiers, its evidence.

    ``is_finding`` tells that another source says so, not the article.
    """

    iri: str
    subject: Value
    property: Value
    value: Value
    rank: str
    qualifiers: Sequence[tuple[Value, Sequence[Value]]]
    references: Sequence[Value]
    paragraph_references: Sequence[Value]
    passages: Sequence[Value]
    contradicts: Sequence[Value]
    issues: Sequence[Value]
    remarks: Sequence[Value]
    is_finding: bool


@dataclass(frozen=True)
class EntityView:
    """A page's worth of knowledge about one IRI."""

    iri: str
    kinds: Sequence[Value]
    labels: Mapping[str, str]
    descriptions: Mapping[str, str]
    aliases: Sequence[Value]
    details: Sequence[tuple[Value, Sequence[Value]]]
    statements: Sequence[StatementView]
    mentions: Sequence[StatementView]
    findings: Sequence[StatementView]
    issues: Sequence[Value]
