"""What changed between two states of the graph, with what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nrr_graph.describe.questions import questions
from nrr_graph.engine.embedded import EmbeddedEngine, serialize
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import CSV
from nrr_graph.namespaces import shorten
from nrr_graph.release.differences import (
    Change,
    Shrunk,
    StandingChange,
    changes_between,
    labels_of,
    shrunk_classes,
    standing_changes,
)
from nrr_graph.release.sides import Side

Labels = Mapping[str, Mapping[str, str]]
LANGUAGES: Final = ("en", "ru")


@dataclass(frozen=True)
class AnswerChange:
    """A question whose recorded answer changes; rows are lines of CSV."""

    slug: str
    lost: Sequence[str]
    gained: Sequence[str]


@dataclass(frozen=True)
class Difference:
    """All that differs between two states, and what everything in it is called."""

    old: str
    new: str
    changes: Sequence[Change]
    standings: Sequence[StandingChange]
    answers: Sequence[AnswerChange]
    shrunk: Sequence[Shrunk]
    labels: Labels

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.changes or self.standings or self.answers)


def difference(old: Side, new: Side) -> Difference:
    """Compare two states of the graph."""
    return Difference(
        old.name,
        new.name,
        changes_between(old, new),
        standing_changes(old, new),
        answer_changes(old, new),
        shrunk_classes(old, new),
        labels_of(new, old),
    )


def answer_changes(old: Side, new: Side) -> list[AnswerChange]:
    """List the questions of both states that are answered otherwise."""
    before, after = _answers(old), _answers(new)
    found = []
    for slug in sorted(before.keys() & after.keys()):
        if before[slug] != after[slug]:
            lost, gained = before[slug] - after[slug], after[slug] - before[slug]
            found.append(AnswerChange(slug, [*lost.elements()], [*gained.elements()]))
    return found


def answer_of(engine: EmbeddedEngine, sparql: str) -> str:
    """Return the answer to a question as CSV, with lines that end as text files' do."""
    return serialize(engine.evaluate(sparql), CSV).decode().replace("\r\n", "\n")


def as_json(found: Difference) -> dict[str, Any]:
    """Return plain values for JSON; terms are written as in N-Triples."""
    return {
        "old": found.old,
        "new": found.new,
        "changes": [_change_json(change, found.labels) for change in found.changes],
        "standings": [
            {
                "claim": one.claim,
                "facet": one.facet or None,
                "before": one.before or None,
                "after": one.after or None,
                "labels": dict(found.labels.get(one.claim, {})),
            }
            for one in found.standings
        ],
        "answers": [
            {"question": one.slug, "lost": list(one.lost), "gained": list(one.gained)}
            for one in found.answers
        ],
        "shrunk": [
            {"class": one.class_, "before": one.before, "after": one.after} for one in found.shrunk
        ],
    }


def name_of(iri: str, labels: Labels, language: str) -> str:
    """Return what a thing is called in a language, else its short IRI."""
    known = labels.get(iri, {})
    return known.get(language) or known.get("en") or shorten(iri)


def _change_json(change: Change, labels: Labels) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "iri": change.iri,
        "classes": list(change.classes),
        "labels": dict(labels.get(change.iri, {})),
        "properties": [
            {
                "property": one.property,
                "before": [str(term) for term in one.before],
                "after": [str(term) for term in one.after],
            }
            for one in change.properties
        ],
    }


def _answers(side: Side) -> dict[str, Counter[str]]:
    engine = EmbeddedEngine(side.store)
    return {one.slug: Counter(_lines(engine, one.sparql)) for one in questions(engine)}


def _lines(engine: EmbeddedEngine, sparql: str) -> list[str]:
    """Return the lines of an answer; a question that fails is answered by its error."""
    try:
        return answer_of(engine, sparql).splitlines()
    except NrrGraphError as error:
        return [str(error)]
