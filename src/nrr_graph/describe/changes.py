"""What changed between two states of the graph, with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nrr_graph.describe.changes_answers import AnswerChange, answer_changes
from nrr_graph.languages import choose
from nrr_graph.namespaces import ID, shorten
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
            {
                "question": f"{ID}question-{one.slug}",
                "labels": dict(found.labels.get(f"{ID}question-{one.slug}", {})),
                "rows": {language: asdict(rows) for language, rows in one.rows.items()},
            }
            for one in found.answers
        ],
        "shrunk": [
            {"class": one.class_, "before": one.before, "after": one.after} for one in found.shrunk
        ],
    }


def name_of(iri: str, labels: Labels, language: str) -> str:
    """Return what a thing is called in a language, else its short IRI."""
    return choose(labels.get(iri, {}), language)[0] or shorten(iri)


def _change_json(change: Change, labels: Labels) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "iri": change.iri,
        "classes": list(change.classes),
        "supports": list(change.supports),
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
