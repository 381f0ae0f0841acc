"""Query results as a page shows them: a table, and what else suits their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.places import Position, position_of
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import BASE, XSD, shorten
from nrr_graph.release.dates import is_moment
from nrr_graph.terms import Term, triple_term

#: The ways to look at results, in the order in which a page offers them.
VIEWS: Final = ("table", "timeline", "chart", "map", "graph")
#: Characters of one text that a page shows; the other formats have all of them.
CELL_LENGTH_LIMIT: Final = 2_000
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
_YES_OR_NO: Final = {"en": ("no", "yes"), "ru": ("нет", "да")}
Row = Sequence[Term | None]


@dataclass(frozen=True)
class Cell:
    """A term in a table: what is shown, the name of what it stands for, if it has one."""

    value: Value
    name: str


@dataclass(frozen=True)
class ResultTable:
    """Columns and rows of terms; ``more`` tells that further rows were left out."""

    columns: Sequence[str]
    rows: Sequence[Row]
    more: bool

    def cells(self, names: Names, language: str) -> list[list[Cell]]:
        """Return the rows as they are shown."""
        return [[_cell(term, names, language) for term in row] for row in self.rows]

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


def yes_or_no(term: ox.Literal, language: str) -> Value | None:
    """Return a truth value in words; none for any other literal.

    >>> yes_or_no(ox.Literal(True), "en")
    Value(text='yes', language='', iri='')
    """
    if term.datatype != _BOOLEAN:
        return None
    return Value(_YES_OR_NO[language][term.value in ("true", "1")])


def is_iri(term: Term | None) -> bool:
    """Tell whether a term is an IRI."""
    return isinstance(term, ox.NamedNode)


def _cell(term: Term | None, names: Names, language: str) -> Cell:
    if isinstance(term, ox.Literal):
        return Cell(yes_or_no(term, language) or Value(term.value, term.language or ""), "")
    if isinstance(term, ox.NamedNode):
        text = shorten(term.value).strip("<>")
        name = names.value(term.value, language).text if term.value.startswith(BASE) else ""
        return Cell(Value(text, "", term.value), "" if name == text else name)
    return Cell(Value("" if term is None else str(term)), "")


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
