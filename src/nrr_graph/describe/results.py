"""Query results as a page shows them: a table, and what else suits their columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.places import Position, position_of
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import BASE, ID, XSD, shorten
from nrr_graph.release.dates import is_date, is_moment
from nrr_graph.release.wording import spell_date
from nrr_graph.terms import Term, triple_term

#: The ways to look at results, in the order in which a page offers them.
VIEWS: Final = ("table", "timeline", "chart", "map", "graph")
#: Characters of one text that a page shows; the other formats have all of them.
CELL_LENGTH_LIMIT: Final = 2_000
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
_YES_OR_NO: Final = {"en": ("no", "yes"), "ru": ("нет", "да")}
Row = Sequence[Term | None]
#: In an answer of more rows than these, what is the same in all of them is said once.
COMMON_FROM_ROWS: Final = 3
#: The code of a sentence of the article.
_SENTENCE: Final = re.compile(r"S\d\d-\d\d")
#: An answer in short is no longer than this.
SHORT_LIMIT_CHARACTERS: Final = 160


@dataclass(frozen=True)
class Cell:
    """A term in a table: what is shown, the name of what it stands for, if it has one."""

    value: Value
    name: str


@dataclass(frozen=True)
class Answer:
    """An answer in words: the columns that say something, and their cells.

    ``common`` are the columns that say the same in every row, each with what it says.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    more: bool
    common: Sequence[tuple[str, Value]] = ()

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


@dataclass(frozen=True)
class ResultTable:
    """Columns and rows of terms; ``more`` tells that further rows were left out."""

    columns: Sequence[str]
    rows: Sequence[Row]
    more: bool

    def cells(self, names: Names, language: str) -> list[list[Cell]]:
        """Return the rows as they are shown."""
        return [[_cell(term, names, language) for term in row] for row in self.rows]

    def answer(self, names: Names, language: str) -> Answer:
        """Return the results as a reader wants them: names for things, dates in words.

        A column of names that only repeats the things of another column is left out.
        """
        rows = [[_plain(term, names, language) for term in row] for row in self.rows]
        kept = [n for n in range(len(self.columns)) if not _repeats(n, self.rows, rows)]
        common = [n for n in kept if _is_common(n, rows)] if len(kept) > 1 else []
        varied = [n for n in kept if n not in common]
        return Answer(
            [self.columns[n] for n in varied],
            [[row[n] for n in varied] for row in rows],
            self.more,
            [(self.columns[n], rows[0][n]) for n in common],
        )

    def views(self, known: Mapping[str, Position]) -> list[str]:
        """Return the ways in which these results can be looked at."""
        has = {
            "table": True,
            "timeline": bool(self.columns_of(is_moment)),
            "chart": bool(self.columns_of(is_number)) and len(self.columns) > 1,
            "map": bool(self.columns_of(lambda term: position_of(term, known) is not None)),
            "graph": len(self.columns_of(is_iri)) > 1,
        }
        return [view for view in VIEWS if has[view]]

    def columns_of(self, fits: Callable[[Term | None], bool]) -> list[int]:
        """Return the columns in which at least half of what is there fits, and something does."""
        found = []
        for number in range(len(self.columns)):
            terms = [row[number] for row in self.rows if row[number] is not None]
            if terms and sum(map(fits, terms)) * 2 >= len(terms):
                found.append(number)
        return found


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


def result_table(
    results: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple], row_limit: int
) -> ResultTable:
    """Lay results of any query form out in a table of at most ``row_limit`` rows."""
    if isinstance(results, ox.QueryBoolean):
        return ResultTable(["answer"], [[ox.Literal(bool(results))]], more=False)
    if isinstance(results, ox.QuerySolutions):
        columns = [variable.value for variable in results.variables]
        solutions = islice(results, row_limit + 1)
        rows = [[_term(solution[name]) for name in columns] for solution in solutions]
    else:
        columns = ["subject", "predicate", "object"]
        rows = [[_term(t) for t in triple] for triple in islice(results, row_limit + 1)]
    return ResultTable(columns, rows[:row_limit], more=len(rows) > row_limit)


def is_number(term: Term | None) -> bool:
    """Tell whether a term is a number.

    >>> is_number(ox.Literal(5)), is_number(ox.Literal("5"))
    (True, False)
    """
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def is_iri(term: Term | None) -> bool:
    """Tell whether a term is an IRI."""
    return isinstance(term, ox.NamedNode)


def _cell(term: Term | None, names: Names, language: str) -> Cell:
    if isinstance(term, ox.Literal):
        if term.datatype == _BOOLEAN:
            return Cell(Value(_YES_OR_NO[language][term.value in ("true", "1")]), "")
        return Cell(Value(term.value, term.language or ""), "")
    if isinstance(term, ox.NamedNode):
        text = shorten(term.value).strip("<>")
        name = names.value(term.value, language).text if term.value.startswith(BASE) else ""
        return Cell(Value(text, "", term.value), "" if name == text else name)
    return Cell(Value("" if term is None else str(term)), "")


def _plain(term: Term | None, names: Names, language: str) -> Value:
    """Show a term by its name, a date in words."""
    if isinstance(term, ox.Literal):
        if _SENTENCE.fullmatch(term.value):
            passage = f"{ID}passage-{term.value.lower()}"
            return Value(term.value, "", passage if names.of(passage).kinds else "")
        if term.datatype == _BOOLEAN:
            return Value(_YES_OR_NO[language][term.value in ("true", "1")])
        text = spell_date(term.value, language) if is_date(term) else term.value
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


def _term(term: Term | ox.Triple | None) -> Term | None:
    """Keep RDF 1.1 terms; a triple as a term is shown as it is written, a very long text in part.

    How much of it is shown, and how much there is, stands behind it in any language.
    """
    if isinstance(term, ox.Triple):
        term = ox.Literal(triple_term(term))
    if isinstance(term, ox.NamedNode | ox.Literal) and len(term.value) > CELL_LENGTH_LIMIT:
        shown = term.value[:CELL_LENGTH_LIMIT]
        return ox.Literal(f"{shown}… [{CELL_LENGTH_LIMIT:,} / {len(term.value):,}]")
    return term
