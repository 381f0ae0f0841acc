"""Named subqueries, ``WITH { … } AS %x`` and ``INCLUDE %x``, as subqueries where they are included.

Blazegraph's wiki describes them as "named subqueries"; SPARQL 1.1 has nothing of the kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from nrr_graph.errors import MalformedQuery, RefusedQuery
from nrr_graph.sparql.editing import Piece, Reworded, closing_braces, joined, reworded
from nrr_graph.sparql.guard import NESTING_LIMIT
from nrr_graph.sparql.tokens import Token, line_and_column, solution_set

#: Characters that a query may have once its subqueries stand where they are included.
LENGTH_LIMIT: Final = 1_000_000
_FORM: Final = "Write WITH { SELECT … } AS %name before WHERE, and INCLUDE %name where it is used."


@dataclass(frozen=True)
class _Inclusion:
    """``INCLUDE %name``: its first word, the offset after it, and the name."""

    word: Token
    end: int
    name: str


@dataclass(frozen=True)
class _Part:
    """A text of the query between two offsets: that of a named subquery, or the rest of it."""

    begin: int
    end: int
    inclusions: Sequence[_Inclusion]
    labels: Sequence[Token]


def with_subqueries(query: str, tokens: Sequence[Token]) -> Reworded:
    """Put named subqueries where they are included.

    :raises MalformedQuery: one has no name, an unknown one or that of another, or includes itself.
    :raises RefusedQuery: the query would grow beyond :data:`LENGTH_LIMIT`, or nest too deeply.
    """
    if not any(token.is_word("INCLUDE", "WITH") for token in tokens):
        return reworded(query, ())
    return _Inclusions(query, tokens).reworded()


class _Inclusions:
    """The named subqueries of one query."""

    def __init__(self, query: str, tokens: Sequence[Token]) -> None:
        self._query, self._tokens = query, tokens
        self._begins = [token.start for token in tokens]
        self._closing = closing_braces(tokens)
        self._named: dict[str, _Part] = {}
        self._copies = count(1)
        self._length = 0
        self._main = list(self._read())

    def reworded(self) -> Reworded:
        """Return the query with all that it includes."""
        return joined(piece for part in self._main for piece in self._pieces(part, ()))

    def _read(self) -> Iterator[_Part]:
        """Note the named subqueries; yield what stands between them."""
        begin, place, depth, tokens = 0, 0, 0, self._tokens
        while place < len(tokens):
            token = tokens[place]
            depth += (token.text == "{") - (token.text == "}")
            if token.is_word("WITH") and depth == 0 and place > 0:
                yield self._part(begin, token.start)
                place, begin = self._note(place)
            else:
                place += 1
        yield self._part(begin, len(self._query))

    def _note(self, place: int) -> tuple[int, int]:
        """Note the subquery at ``WITH``; return the place and the offset after its name."""
        closing = self._closing.get(place + 1)
        after = self._tokens[closing + 1 : closing + 3] if closing else ()
        name = solution_set(self._query, after[1]) if len(after) > 1 else ""
        if closing is None or not after[0].is_word("AS") or not name:
            raise self._fault(self._tokens[place], "WITH names no subquery", _FORM)
        if name in self._named:
            problem = f"two subqueries have the name “{name}”"
            raise self._fault(after[1], problem, "Give each WITH a name of its own.")
        inner = self._tokens[place + 1].start + 1, self._tokens[closing].start
        self._named[name] = self._part(*inner)
        end = after[1].start + len(name)
        following = closing + 2
        while following < len(self._tokens) and self._tokens[following].start < end:
            following += 1
        return following, end

    def _part(self, begin: int, end: int) -> _Part:
        first, last = bisect_left(self._begins, begin), bisect_left(self._begins, end)
        tokens = self._tokens[first:last]
        found = [
            self._inclusion(tokens[n : n + 2]) for n, t in enumerate(tokens) if t.is_word("INCLUDE")
        ]
        return _Part(begin, end, found, [t for t in tokens if t.text.startswith("_:")])

    def _inclusion(self, tokens: Sequence[Token]) -> _Inclusion:
        name = solution_set(self._query, tokens[1]) if len(tokens) > 1 else ""
        if not name:
            raise self._fault(tokens[0], "INCLUDE names no subquery", _FORM)
        return _Inclusion(tokens[0], tokens[1].start + len(name), name)

    def _pieces(self, part: _Part, opened: tuple[str, ...]) -> Iterator[Piece]:
        """Yield the pieces of a part, each inclusion as a group of its own.

        :param opened: the subqueries that this part stands in, outermost first.
        """
        copy = next(self._copies) if opened else 0
        begin = part.begin
        for inclusion in part.inclusions:
            yield from self._own(part, begin, inclusion.word.start, copy)
            yield "{", inclusion.word.start, 0
            yield from self._pieces(self._included(inclusion, opened), (*opened, inclusion.name))
            yield "}", inclusion.word.start, 0
            begin = inclusion.end
        yield from self._own(part, begin, part.end, copy)

    def _included(self, inclusion: _Inclusion, opened: tuple[str, ...]) -> _Part:
        name = inclusion.name
        if name not in self._named:
            problem = f"INCLUDE names “{name}”, and the query has no such subquery"
            known = f"Its named subqueries are: {', '.join(self._named)}."
            hint = known if self._named else "It has no named subqueries."
            raise self._fault(inclusion.word, problem, hint)
        if name in opened:
            problem = f"the subquery “{name}” includes itself"
            raise self._fault(inclusion.word, problem, "Include only what does not lead back.")
        if len(opened) >= NESTING_LIMIT:
            raise RefusedQuery(
                f"named subqueries include each other deeper than {NESTING_LIMIT}: "
                "write the query flatter"
            )
        return self._named[name]

    def _own(self, part: _Part, begin: int, end: int, copy: int) -> Iterator[Piece]:
        """Yield what stands between two offsets; a label of a blank node holds in one copy only."""
        self._length += end - begin + 1
        if self._length > max(LENGTH_LIMIT, len(self._query)):
            raise RefusedQuery(
                f"with its named subqueries the query has more than {LENGTH_LIMIT} characters: "
                "include fewer of them"
            )
        first, last = (bisect_left(part.labels, at, key=_start) for at in (begin, end))
        for label in part.labels[first:last] if copy > 1 else ():
            after = label.start + len(label.text)
            yield f"{self._query[begin:after]}.{copy}", begin, after - begin
            begin = after
        yield self._query[begin:end], begin, end - begin

    def _fault(self, token: Token, problem: str, hint: str) -> MalformedQuery:
        return MalformedQuery(problem, hint, *line_and_column(self._query, token.start))


def _start(token: Token) -> int:
    return token.start
