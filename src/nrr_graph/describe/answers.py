"""Answers to stored questions in words: names for things, dates as people write them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.date_bounds import as_bound
from nrr_graph.describe.names import Names
from nrr_graph.describe.results import ResultTable, Row, is_iri, yes_or_no
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import ID
from nrr_graph.release.dates import is_date
from nrr_graph.release.wording import spell_date
from nrr_graph.terms import Term

#: In an answer of more rows than these, what is the same in all of them is said once.
COMMON_FROM_ROWS: Final = 3
#: An answer in short is no longer than this.
SHORT_LIMIT_CHARACTERS: Final = 160
#: The code of a sentence of the article.
_SENTENCE: Final = re.compile(r"S\d\d-\d\d")
_NO_BOUNDS: Final[Mapping[str, bool]] = MappingProxyType({})


@dataclass(frozen=True)
class Answer:
    """An answer in words: the columns that say something, and their cells.

    ``common`` are the columns that say the same in every row, each with what it says; ``untold``
    those of which no row says anything.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    more: bool
    common: Sequence[tuple[str, Value]] = ()
    untold: Sequence[str] = ()

    def in_short(self, limit: int = 2) -> str:
        """Return what the first rows say, in a line; nothing if a part is in another language."""
        parts = self.short(limit)
        return "" if any(part.language for part in parts) else "".join(p.text for p in parts)

    def short(self, limit: int = 2) -> list[Value]:
        """Return what the first rows say as parts of a line, each in its own language."""
        rows = [[value for value in row if value.text] for row in self.rows]
        told = {tuple(value.text for value in row): row for row in reversed(rows) if row}
        shown = list(reversed(told.values()))
        parts: list[Value] = []
        for number, row in enumerate(shown[:limit]):
            for place, value in enumerate(row):
                joint = " · " if place else "; "
                parts += [*([Value(joint)] if place or number else []), value]
        parts, is_cut = _shortened(parts)
        is_more = is_cut or len(shown) > limit or self.more
        return [*parts, Value(" …")] if is_more and parts else parts


def _shortened(parts: Sequence[Value]) -> tuple[list[Value], bool]:
    """Return parts of a line up to the limit, the last one cut between words; tell if one was."""
    room, kept = SHORT_LIMIT_CHARACTERS, list[Value]()
    for part in parts:
        if len(part.text) > room:
            text = textwrap.shorten(part.text, max(room, 1), placeholder="")
            return [*kept, *([replace(part, text=text)] if text else [])], True
        kept.append(part)
        room -= len(part.text)
    return kept, False


def in_words(
    table: ResultTable, names: Names, language: str, bound: Mapping[str, bool] = _NO_BOUNDS
) -> Answer:
    """Return results as a reader wants them: names for things, dates in words.

    A column of names that only repeats the things of another column is left out.

    :param bound: columns that hold bounds of dates; whether it is the first day.
    """
    kinds = [bound.get(column) for column in table.columns]
    rows = [
        [plain(term, names, language, is_first) for term, is_first in zip(row, kinds, strict=True)]
        for row in table.rows
    ]
    untold = [n for n in range(len(table.columns)) if rows and not any(r[n].text for r in rows)]
    told = [n for n in range(len(table.columns)) if n not in untold]
    kept = [n for n in told if not _repeats(n, table.rows, rows)]
    common = [n for n in kept if _is_common(n, rows)] if len(kept) > 1 else []
    varied = [n for n in kept if n not in common]
    return Answer(
        [table.columns[n] for n in varied],
        [[row[n] for n in varied] for row in rows],
        table.more,
        [(table.columns[n], rows[0][n]) for n in common],
        [table.columns[n] for n in untold],
    )


def plain(term: Term | None, names: Names, language: str, is_first: bool | None = None) -> Value:
    """Show a term by its name, a date in words.

    :param is_first: whether a day is the first or the last possible one; none if it is a date.
    """
    if isinstance(term, ox.Literal):
        if _SENTENCE.fullmatch(term.value):
            passage = f"{ID}passage-{term.value.lower()}"
            return Value(term.value, "", passage if names.of(passage).kinds else "")
        if (answer := yes_or_no(term, language)) is not None:
            return answer
        text = spell_date(term.value, language) if is_date(term) else term.value
        if is_date(term) and is_first is not None:
            text = as_bound(text, language, is_first=is_first)
        return Value(text, "" if term.language == language else term.language or "")
    if isinstance(term, ox.NamedNode):
        return names.value(term.value, language)
    return Value("" if term is None else str(term))


def _is_common(column: int, rows: Sequence[Sequence[Value]]) -> bool:
    """Tell whether a column says the same in every one of several rows."""
    return len(rows) > COMMON_FROM_ROWS and len({row[column] for row in rows}) == 1


def _repeats(column: int, terms: Sequence[Row], rows: Sequence[Sequence[Value]]) -> bool:
    """Tell whether a column of texts only names the things of another column."""
    if any(is_iri(row[column]) for row in terms) or len(rows) == 0:
        return False
    others = (n for n in range(len(rows[0])) if n != column)
    return any(
        all(
            is_iri(term[n]) and row[n].text == row[column].text
            for term, row in zip(terms, rows, strict=True)
        )
        for n in others
    )
