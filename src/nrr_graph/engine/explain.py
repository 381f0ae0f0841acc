"""Turn an engine's complaint about a query into one that a person can act on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from nrr_graph.engine.tokens import Token, line_and_column, tokens_of
from nrr_graph.errors import MalformedQuery
from nrr_graph.namespaces import PREFIXES

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}


def explain(query: str, complaint: str) -> MalformedQuery:
    """Explain why a query is malformed.

    :param complaint: the engine's own message, such as ``error at 2:13: expected one of …``.
    """
    tokens = list(tokens_of(query))
    for diagnose in _DIAGNOSES:
        found = diagnose(query, tokens)
        if found:
            return found
    return _from_complaint(query, complaint)


def _at(query: str, offset: int, problem: str, hint: str) -> MalformedQuery:
    return MalformedQuery(problem, hint, *line_and_column(query, offset))


def _empty(query: str, tokens: list[Token]) -> MalformedQuery | None:
    if tokens:
        return None
    hint = "Send a query such as: SELECT * WHERE { ?s ?p ?o } LIMIT 10"
    return MalformedQuery("the query is empty", hint, 1, 1, query.split("\n", maxsplit=1)[0])


def _unclosed_string(query: str, tokens: list[Token]) -> MalformedQuery | None:
    token = next((t for t in tokens if t.kind == "unclosed"), None)
    if not token:
        return None
    quotes = token.text[:3] if token.text.startswith(('"""', "'''")) else token.text[0]
    hint = f"Close the text with {quotes}"
    hint += " on the same line, or use three quotes." if len(quotes) == 1 else "."
    return _at(query, token.start, "a quoted text is not closed", hint)


def _unknown_form(query: str, tokens: list[Token]) -> MalformedQuery | None:
    words = [t for t in tokens if t.kind == "word"]
    first = next((t for t in words if not t.is_word("PREFIX", "BASE")), None)
    if first is None or first.is_word(*_FORMS):
        return None
    close = difflib.get_close_matches(first.text.upper(), _FORMS, n=1)
    hint = "A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines."
    if close:
        hint = f"Did you mean {close[0]}? {hint}"
    return _at(query, first.start, f"“{first.text}” is no kind of query", hint)


def _missing_prefix(query: str, tokens: list[Token]) -> MalformedQuery | None:
    declared = {b.text for a, b in pairwise(tokens) if a.is_word("PREFIX")}
    for token in tokens:
        if token.kind != "name" or token.text in declared:
            continue
        prefix = token.text.split(":", 1)[0] + ":"
        if prefix not in declared and token.text != "_:" and prefix != "_:":
            namespace = PREFIXES.get(prefix[:-1], "…")
            hint = f"Add this line at the top: PREFIX {prefix} <{namespace}>"
            return _at(query, token.start, f"the prefix “{prefix}” is not declared", hint)
    return None


def _unbalanced(query: str, tokens: list[Token]) -> MalformedQuery | None:
    open_marks: list[Token] = []
    for token in tokens:
        if token.kind != "mark":
            continue
        if token.text in _CLOSING:
            open_marks.append(token)
        elif token.text in _CLOSING.values() and (
            not open_marks or _CLOSING[open_marks.pop().text] != token.text
        ):
            hint = "Remove it, or open the bracket it should close."
            return _at(query, token.start, f"“{token.text}” closes nothing", hint)
    if not open_marks:
        return None
    mark = open_marks[-1]
    hint = f"Add the missing “{_CLOSING[mark.text]}”."
    return _at(query, mark.start, f"this “{mark.text}” is never closed", hint)


_DIAGNOSES: Final[tuple[Callable[[str, list[Token]], MalformedQuery | None], ...]] = (
    _empty,
    _unclosed_string,
    _unknown_form,
    _missing_prefix,
    _unbalanced,
)


def _from_complaint(query: str, complaint: str) -> MalformedQuery:
    """Use the place that the engine names; its list of expected tokens helps nobody."""
    if "contains a variable that is unbound" in complaint:
        problem = "SELECT names a variable that the query never binds"
        hint = "Use it in a pattern, or, with GROUP BY, group by it or aggregate it."
    else:
        problem = "the query cannot be understood from here on"
        hint = "Look just before this place: a dot, a bracket, a variable or a keyword is wrong."
    place = re.search(r"error at (\d+):(\d+)", complaint)
    if not place:
        return MalformedQuery(complaint, "Correct the query and send it again.")
    lines = query.split("\n")
    line = min(int(place[1]), len(lines))
    column = min(int(place[2]), len(lines[line - 1]) + 1)
    return MalformedQuery(problem, hint, line, column, lines[line - 1])
