"""Query results as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from nrr_graph.describe.views import Value
from nrr_graph.namespaces import shorten
from nrr_graph.terms import Term


@dataclass(frozen=True)
class ResultTable:
    """Columns and rows; ``more`` tells that further rows were left out."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    more: bool


def result_table(
    results: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple], row_limit: int
) -> ResultTable:
    """Lay results of any query form out in a table of at most ``row_limit`` rows."""
    if isinstance(results, ox.QueryBoolean):
        return ResultTable(["answer"], [[Value("yes" if results else "no")]], more=False)
    if isinstance(results, ox.QuerySolutions):
        columns = [variable.value for variable in results.variables]
        solutions = islice(results, row_limit + 1)
        rows = [[_value(solution[name]) for name in columns] for solution in solutions]
    else:
        columns = ["subject", "predicate", "object"]
        rows = [[_value(t) for t in triple] for triple in islice(results, row_limit + 1)]
    return ResultTable(columns, rows[:row_limit], more=len(rows) > row_limit)


def _value(term: Term | None) -> Value:
    if term is None:
        return Value("")
    if isinstance(term, ox.Literal):
        return Value(term.value, term.language or "")
    if isinstance(term, ox.NamedNode):
        return Value(shorten(term.value).strip("<>"), "", term.value)
    return Value(str(term))
