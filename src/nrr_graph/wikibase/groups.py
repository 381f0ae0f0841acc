"""The groups of a query: where they begin and end, and what SELECT they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nrr_graph.errors import RefusedQuery
from nrr_graph.sparql.editing import closing_braces
from nrr_graph.sparql.tokens import Token


@dataclass(frozen=True)
class Scope:
    """What the variables of a query or a subquery are there for.

    ``counts``: how often each is named; ``bound``: those that its patterns bind.
    """

    counts: Counter[str]
    bound: frozenset[str]


class Groups:
    """Where groups and services stand, as places of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._closing = closing_braces(tokens)
        #: For the place of each SERVICE the brace around it, and that of its subquery; -1 for none.
        self._around, self._subquery = _surroundings(tokens)
        self._scopes: dict[int, Scope] = {}

    def closing_of(self, opening: int) -> int:
        """Return the brace that closes what a brace opens."""
        if opening not in self._closing:
            raise RefusedQuery("a brace is opened and not closed")
        return self._closing[opening]

    def range_around(self, service: int) -> tuple[int, int]:
        """Return the braces of the group in which SERVICE stands."""
        if self._around[service] < 0:
            raise RefusedQuery("SERVICE stands outside of any group")
        return self._around[service], self.closing_of(self._around[service])

    def scope_of(self, service: int) -> Scope:
        """Return the variables of the query or the subquery in which SERVICE stands."""
        opening = self._subquery[service]
        if opening not in self._scopes:
            end = len(self._tokens) if opening < 0 else self.closing_of(opening)
            self._scopes[opening] = _scope(self._tokens[opening + 1 : end])
        return self._scopes[opening]


def _surroundings(tokens: Sequence[Token]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    around, subquery = dict[int, int](), dict[int, int]()
    opened, selecting = [-1], [-1]
    for place, token in enumerate(tokens):
        if token.text == "{":
            opened.append(place)
            is_subquery = place + 1 < len(tokens) and tokens[place + 1].is_word("SELECT")
            selecting.append(place if is_subquery else selecting[-1])
        elif token.text == "}" and len(opened) > 1:
            opened.pop()
            selecting.pop()
        elif token.is_word("SERVICE"):
            around[place], subquery[place] = opened[-1], selecting[-1]
    return around, subquery


def _scope(tokens: Sequence[Token]) -> Scope:
    """Read the variables; those of services, templates and expressions are not bound there."""
    counts, bound, braces, brackets, apart = Counter[str](), set[str](), 0, 0, 0
    for place, token in enumerate(tokens):
        if token.is_word("SERVICE", "CONSTRUCT") and not apart:
            apart = braces + 1
        if token.text in ("{", "}"):
            braces += 1 if token.text == "{" else -1
            apart = 0 if token.text == "}" and braces < apart else apart
        elif token.text in ("(", ")"):
            brackets += 1 if token.text == "(" else -1
        elif token.kind == "variable":
            counts[token.text] += 1
            is_given = not brackets or tokens[place - 1].is_word("AS")
            if braces and is_given and not apart:
                bound.add(token.text)
    return Scope(counts, frozenset(bound))
