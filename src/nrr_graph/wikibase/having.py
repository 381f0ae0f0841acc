"""Names that SELECT gives, in HAVING: Blazegraph knows them there, SPARQL 1.1 (18.2.4) does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nrr_graph.errors import RefusedQuery
from nrr_graph.sparql.editing import Edit
from nrr_graph.sparql.tokens import Token

#: Characters that the expressions may have which are put into HAVING.
LENGTH_LIMIT: Final = 1_000_000
_AFTER_HAVING: Final = ("ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass
class _Selection:
    """A SELECT under way: what its names stand for, and where its clause is being read.

    ``expression`` is the offset where the expression begins that is being given a name.
    """

    given: dict[str, str] = field(default_factory=dict)
    is_clause: bool = True
    is_having: bool = False
    expression: int = 0


class _Reader:
    """Reads a query once; ``_opened`` has for each open group its SELECT and its open brackets."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._opened: list[tuple[_Selection | None, int]] = []
        self._selection: _Selection | None = None
        self._brackets = 0
        self._length = 0
        self.edits: list[Edit] = []

    def read(self, before: Token, token: Token) -> None:
        """Read the next token."""
        if token.text == "{":
            if self._selection:
                self._selection.is_clause = False
            self._opened.append((self._selection, self._brackets))
            self._selection, self._brackets = None, 0
        elif token.text == "}" and self._opened:
            self._selection, self._brackets = self._opened.pop()
        elif token.is_word("SELECT"):
            self._selection = _Selection()
        elif self._selection:
            self._read_in(self._selection, before, token)

    def _read_in(self, selection: _Selection, before: Token, token: Token) -> None:
        if token.text == "(":
            self._brackets += 1
            if self._brackets == 1:
                selection.expression = token.start + 1
        elif token.text == ")":
            self._brackets -= 1
        elif token.is_word("HAVING"):
            selection.is_having = True
        elif token.is_word(*_AFTER_HAVING) and not self._brackets:
            selection.is_having = False
        elif token.kind == "variable" and selection.is_clause and before.is_word("AS"):
            written = self._query[selection.expression : before.start].strip()
            selection.given[token.text[1:]] = written
        elif token.kind == "variable" and selection.is_having:
            self._replace(selection, token)

    def _replace(self, selection: _Selection, token: Token) -> None:
        written = selection.given.get(token.text[1:])
        if written is None:
            return
        self._length += len(written)
        if self._length > LENGTH_LIMIT:
            raise RefusedQuery(
                f"what HAVING names stands for more than {LENGTH_LIMIT} characters: "
                "filter outside of a subquery instead"
            )
        self.edits.append(Edit(token.start, token.start + len(token.text), f"({written})"))


def having_edits(query: str, tokens: Sequence[Token]) -> list[Edit]:
    """Put expressions in place of their names in HAVING, in linear time.

    :raises RefusedQuery: the query would grow by more than :data:`LENGTH_LIMIT`.
    """
    reader = _Reader(query)
    if any(token.is_word("HAVING") for token in tokens):
        for before, token in zip([Token("mark", "", 0), *tokens], tokens, strict=False):
            reader.read(before, token)
    return reader.edits
