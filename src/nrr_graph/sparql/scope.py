"""The rules on names in a query, as far as it takes to say which is broken where.

SPARQL 1.1, sections 18.2.1 (variables in scope), 19.8, notes 5 to 13 (blank nodes, AS, grouping).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from nrr_graph.sparql.tokens import Fault, Token

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_AFTER_GROUPING: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass
class _Selection:
    """What one SELECT clause names; ``end`` is the place of the token after it."""

    columns: list[Token] = field(default_factory=list)
    given: list[Token] = field(default_factory=list)
    ungrouped: list[Token] = field(default_factory=list)
    has_aggregates: bool = False
    end: int = 0


def name_given_twice(tokens: Sequence[Token]) -> Fault | None:
    """Find a name that AS or SELECT gives although it is taken."""
    for selection in _selections(tokens):
        seen: set[str] = set()
        for token in selection.columns:
            if token.text[1:] in seen:
                hint = "Give each column a name of its own."
                return token.start, f"SELECT names “{token.text}” twice", hint
            seen.add(token.text[1:])
        used = {t.text[1:] for t in tokens[selection.end :] if t.kind == "variable"}
        for token in selection.given:
            if token.text[1:] in used:
                return _taken(token)
    return None


def name_bound_again(tokens: Sequence[Token]) -> Fault | None:
    """Find a BIND to a variable that its group has used before."""
    groups: list[set[str]] = [set()]
    for before, token in pairwise(tokens):
        if token.text == "{":
            groups.append(set())
        elif token.text == "}" and len(groups) > 1:
            inner = groups.pop()
            groups[-1] |= inner
        elif token.kind == "variable":
            if before.is_word("AS") and token.text[1:] in groups[-1]:
                return _taken(token)
            groups[-1].add(token.text[1:])
    return None


def _taken(token: Token) -> Fault:
    problem = f"AS gives the name “{token.text}”, which something else in the query has"
    return token.start, problem, "Choose a name that is not used yet."


def ungrouped_variable(tokens: Sequence[Token]) -> Fault | None:
    """Find a variable in SELECT that has no single value in a group."""
    for selection in _selections(tokens):
        keys = _group_keys(tokens, selection.end)
        if keys is None and not selection.has_aggregates:
            continue
        known = (keys or set()) | {token.text[1:] for token in selection.given}
        for token in selection.ungrouped:
            if token.text[1:] not in known:
                problem = f"“{token.text}” is neither grouped by nor inside an aggregate"
                hint = f"Add it to GROUP BY, or aggregate it: (SAMPLE({token.text}) AS ?name)."
                return token.start, problem, hint
    return None


def blank_node_in_two_groups(tokens: Sequence[Token]) -> Fault | None:
    """Find a label of a blank node that stands in two groups of triples."""
    group, seen = 0, dict[str, int]()
    for before, token in zip([Token("mark", "", 0), *tokens], tokens, strict=False):
        if token.text in ("{", "}"):
            group += 1
        if before.is_word("CONSTRUCT") and token.text == "{":
            seen.clear()
        if token.text.startswith("_:") and seen.setdefault(token.text, group) != group:
            problem = f"the blank node “{token.text}” stands in two groups of triples"
            return token.start, problem, f"Use a variable, such as ?{token.text[2:]}, in both."
    return None


def _selections(tokens: Sequence[Token]) -> Iterator[_Selection]:
    for place, token in enumerate(tokens):
        if token.is_word("SELECT"):
            yield _selection(tokens, place + 1)


def _selection(tokens: Sequence[Token], begin: int) -> _Selection:
    """Read a SELECT clause."""
    found, aggregates, depth = _Selection(end=len(tokens)), list[int](), 0
    for place in range(begin, len(tokens)):
        token, before = tokens[place], tokens[place - 1]
        if token.text == "{" or token.is_word("WHERE", "FROM"):
            found.end = place
            break
        if token.text == "(":
            depth += 1
            if before.is_word(*_AGGREGATES):
                aggregates.append(depth)
                found.has_aggregates = True
        elif token.text == ")":
            if aggregates and aggregates[-1] == depth:
                aggregates.pop()
            depth -= 1
        elif token.kind == "variable" and before.is_word("AS"):
            found.given.append(token)
            found.columns.append(token)
        elif token.kind == "variable" and not aggregates:
            found.ungrouped.append(token)
            found.columns += [token] if depth == 0 else []
    return found


def _group_keys(tokens: Sequence[Token], begin: int) -> set[str] | None:
    """Return the variables that a query groups by; nothing if it does not group."""
    depth = 0
    keys: set[str] | None = None
    for place in range(begin, len(tokens)):
        token = tokens[place]
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0 or (keys is not None and token.is_word(*_AFTER_GROUPING)):
            break
        if depth == 0 and token.is_word("BY") and tokens[place - 1].is_word("GROUP"):
            keys = set()
        elif keys is not None and token.kind == "variable":
            keys.add(token.text[1:])
    return keys
