"""Things and statements as Python objects, each with its evidence, read when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.proof import PassageView, Proof, SourceView, StatementIssue, prove
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.statements import read_statements
from nrr_graph.describe.verdict import FacetVerdict, verdict_of
from nrr_graph.describe.views import StatementView


def findings_on(reader: Reader, names: Names, claim: str, language: str) -> list[StatementView]:
    """Return what other sources say that bears on a statement, in the order of their IRIs."""
    rows = reader.rows(f"SELECT DISTINCT ?f {{ ?f nrr:bearsOn {ox.NamedNode(claim)} }} ORDER BY ?f")
    return read_statements(reader, names, [str(row["f"].value) for row in rows], language)


@dataclass(frozen=True)
class Fact:
    """A statement of the article, in words and in parts, with its evidence."""

    reader: Reader
    names: Names
    view: StatementView
    language: str

    def __repr__(self) -> str:
        """Say it in words."""
        date = f", {self.date}" if self.date else ""
        return f"<{self.view.sentence}{date} ({self.view.iri})>"

    @property
    def iri(self) -> str:
        """The IRI under which it can be cited."""
        return self.view.iri

    @property
    def sentence(self) -> str:
        """What it says, in words."""
        return self.view.sentence

    @property
    def date(self) -> str:
        """When, as exactly as the article says it; empty if it does not."""
        return self.view.date

    @property
    def qualifiers(self) -> Mapping[str, Sequence[str]]:
        """What it says beside subject, property and value, by the name of the property."""
        return {name.text: [v.text for v in values] for name, values in self.view.qualifiers}

    @property
    def references(self) -> Sequence[SourceView]:
        """The numbered references that the article gives for it, with what is known of each."""
        return self._proof.sources

    @property
    def passages(self) -> Sequence[PassageView]:
        """Where in the article it stands."""
        return self._proof.passages

    @property
    def issues(self) -> Sequence[StatementIssue]:
        """What is wrong with it, in words."""
        return self._proof.issues

    @property
    def standing(self) -> str:
        """How it stands among other sources as a whole; empty if none was read that bears on it."""
        return self.view.standing.text if self.view.standing else ""

    @cached_property
    def verdict(self) -> Sequence[FacetVerdict]:
        """How it stands among other sources, facet by facet."""
        return verdict_of(self.view, self._proof.facets)

    @cached_property
    def findings(self) -> Sequence[StatementView]:
        """What other sources say that bears on it."""
        return findings_on(self.reader, self.names, self.iri, self.language)

    @cached_property
    def _proof(self) -> Proof:
        return prove(self.reader, self.names, self.iri, self.language)


@dataclass(frozen=True)
class Thing:
    """A person, an organization, an event or whatever else has an IRI."""

    reader: Reader
    names: Names
    iri: str
    language: str

    def __repr__(self) -> str:
        """Name it."""
        return f"<{self.label} ({self.iri})>"

    @property
    def label(self) -> str:
        """What it is called."""
        return self.names.value(self.iri, self.language).text

    @property
    def description(self) -> str:
        """What it is, in a few words."""
        return self.names.description(self.iri, self.language)

    @property
    def aliases(self) -> Sequence[str]:
        """What else it is called, in any language."""
        return [alias for alias, _language in self.names.of(self.iri).aliases]

    @property
    def kinds(self) -> Sequence[str]:
        """The names of its narrowest classes."""
        kinds = self.names.of(self.iri).kinds
        return [self.names.value(kind, self.language).text for kind in kinds]

    @cached_property
    def statements(self) -> Sequence[Fact]:
        """What the article says about it, by date as far as there is one."""
        rows = self.reader.rows(
            f"SELECT DISTINCT ?s ?day {{ ?s a nrr:Statement ; nrr:subject {ox.NamedNode(self.iri)} "
            "OPTIONAL { ?s nrr:earliestDay ?day } } ORDER BY ?day ?s"
        )
        iris = list(dict.fromkeys(str(row["s"].value) for row in rows))
        views = read_statements(self.reader, self.names, iris, self.language)
        return [Fact(self.reader, self.names, view, self.language) for view in views]
