"""Questions that two states of the graph answer otherwise, row by row, in both languages."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.describe.questions import Question, questions
from nrr_graph.engine.embedded import EmbeddedEngine, serialize
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import CSV
from nrr_graph.release.sides import Side

LANGUAGES: Final = ("en", "ru")
#: The cells of a row, as in CSV.
Row = tuple[str, ...]


@dataclass(frozen=True)
class RowChange:
    """The rows of one language that stand on one side only; none if only their order differs."""

    columns: Sequence[str]
    lost: Sequence[Row]
    gained: Sequence[Row]


@dataclass(frozen=True)
class AnswerChange:
    """A question that is answered otherwise: what differs, by language."""

    slug: str
    rows: Mapping[str, RowChange]


@dataclass(frozen=True)
class _Answer:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def answer_changes(old: Side, new: Side) -> list[AnswerChange]:
    """List the questions of both states that are answered otherwise, in any language."""
    found: dict[str, dict[str, RowChange]] = {}
    for language in LANGUAGES:
        before, after = _answers(old, language), _answers(new, language)
        for slug in before.keys() & after.keys():
            if before[slug] != after[slug]:
                change = _row_change(before[slug], after[slug])
                found.setdefault(slug, {})[language] = change
    return [AnswerChange(slug, rows) for slug, rows in sorted(found.items())]


def answer_of(engine: EmbeddedEngine, sparql: str) -> str:
    """Return the answer to a question as CSV, with lines that end as text files' do."""
    return serialize(engine.evaluate(sparql), CSV).decode().replace("\r\n", "\n")


def _row_change(before: _Answer, after: _Answer) -> RowChange:
    old, new = Counter(before.rows), Counter(after.rows)
    if before.columns == after.columns:
        old, new = old - new, new - old
    return RowChange(after.columns, [*old.elements()], [*new.elements()])


def _answers(side: Side, language: str) -> dict[str, _Answer]:
    engine = EmbeddedEngine(side.store)
    return {one.slug: _answer(engine, one) for one in questions(engine, language)}


def _answer(engine: EmbeddedEngine, question: Question) -> _Answer:
    """Return the columns by their meanings, and the rows; a failure is an answer of one row."""
    try:
        text = answer_of(engine, question.sparql)
    except NrrGraphError as error:
        return _Answer((), ((str(error),),))
    head, *rows = csv.reader(io.StringIO(text))
    return _Answer(tuple(question.columns.get(n, n) for n in head), tuple(map(tuple, rows)))
