"""What an answer rests on: the statements that its query names or its rows hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.results import ResultTable
from nrr_graph.describe.statements import read_statements
from nrr_graph.describe.views import StatementView
from nrr_graph.namespaces import ID, NRR, shorten
from nrr_graph.sparql.tokens import tokens_of

#: How many statements are shown below an answer.
GROUNDS_LIMIT: Final = 8
_FACTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))
_OURS: Final = re.compile(r"id:([\w-]+)")
_WORD: Final = re.compile(r"nrr:\w+")


def grounds(
    reader: Reader, names: Names, sparql: str, table: ResultTable, language: str
) -> Sequence[StatementView]:
    """Return the first statements among what a query names and what its rows hold.

    Where neither names one, those are returned whose values the rows hold.
    """
    in_rows = [str(term.value) for row in table.rows for term in row if term is not None]
    named = [ID + m[1] for text in _texts(sparql) if (m := _OURS.fullmatch(text))]
    facts = [iri for iri in dict.fromkeys([*in_rows, *named]) if _is_fact(names, iri)]
    if not facts:
        facts = _about(reader, named, {m[0] for m in map(_WORD.fullmatch, _texts(sparql)) if m})
    return read_statements(reader, names, facts[:GROUNDS_LIMIT], language)


def _is_fact(names: Names, iri: str) -> bool:
    return bool(_FACTS.intersection(names.of(iri).kinds))


def _texts(sparql: str) -> list[str]:
    return [token.text for token in tokens_of(sparql)]


def _about(reader: Reader, named: Sequence[str], words: set[str]) -> list[str]:
    """Return the article's statements about things that a query names, those that it asks for."""
    if not named:
        return []
    listed = " ".join(f"<{iri}>" for iri in named)
    rows = reader.rows(
        f"SELECT DISTINCT ?s ?p {{ VALUES ?thing {{ {listed} }} ?s a nrr:Statement ; "
        f"nrr:subject ?thing ; nrr:property ?p }} ORDER BY ?s"
    )
    asked = [row for row in rows if shorten(str(row["p"].value)) in words]
    return [str(row["s"].value) for row in asked or rows]
