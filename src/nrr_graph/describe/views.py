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
class Footnote:
    """A numbered reference of the article, spelled out.

    ``title`` is that of the work, if the reference gives one, and ``details`` what else is known.
    ``is_of_paragraph`` tells that it stands later in the paragraph and may cover the statement.
    """

    number: int
    text: str
    title: Value
    details: str
    iri: str
    is_of_paragraph: bool = False


@dataclass(frozen=True)
class StatementView:
    """One statement: what it says, its qualifiers, its evidence.

    ``sentence`` says it in words, ``dated`` with its date.  ``date`` is when it was or began,
    ``period`` also until when; ``tells_date`` tells that a date is what it says.  ``is_finding``
    tells that another source says so, not the article; ``source`` is then the page that was read,
    and ``concerns`` the codes of the sentences that it bears on.  ``remarks`` add in words what the
    properties do not say.
    """

    iri: str
    sentence: str
    dated: str
    subject: Value
    property: Value
    value: Value
    rank: str
    date: str
    period: str
    tells_date: bool
    qualifiers: Sequence[tuple[Value, Sequence[Value]]]
    speakers: Sequence[Value]
    footnotes: Sequence[Footnote]
    passages: Sequence[Value]
    contradicts: Sequence[Value]
    issues: Sequence[Value]
    remarks: Sequence[Value]
    bearing: Value | None
    standing: Value | None
    source: Value | None
    is_finding: bool
    concerns: Sequence[str]


@dataclass(frozen=True)
class StatementGroup:
    """The statements of one property."""

    property: Value
    statements: Sequence[StatementView]


@dataclass(frozen=True)
class Part:
    """A part of a long list: what is shown of how many, and which part it is, from 1."""

    shown: Sequence[StatementView]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class EntityView:
    """A page's worth of knowledge about one IRI.

    ``parts`` are the sections of the article or the sentences of a section, in reading order.
    """

    iri: str
    kinds: Sequence[Value]
    labels: Mapping[str, str]
    descriptions: Mapping[str, str]
    aliases: Sequence[Value]
    remarks: Sequence[Value]
    identifiers: Sequence[tuple[Value, Value]]
    details: Sequence[tuple[Value, Sequence[Value]]]
    parts: Sequence[Value]
    groups: Sequence[StatementGroup]
    mentions: Part
    findings: Part
    issues: Sequence[Value]
    replaced_by: Sequence[Value] | None

    @property
    def footnotes(self) -> list[Footnote]:
        """The references of all statements on the page, each once, by number."""
        statements = [item for group in self.groups for item in group.statements]
        found = {
            f.number: f for item in (*statements, *self.mentions.shown) for f in item.footnotes
        }
        return [found[number] for number in sorted(found)]
