"""Turn an engine's complaint about a query into one that a person can act on."""

from __future__ import annotations

import difflib
import re
from itertools import pairwise
from typing import Final

from nrr_graph.errors import MalformedQuery
from nrr_graph.namespaces import PREFIXES
from nrr_graph.sparql.scope import (
    blank_node_in_two_groups,
    name_bound_again,
    name_given_twice,
    ungrouped_variable,
)
from nrr_graph.sparql.spelling import broken_iri, broken_iri_before, wrong_escape
from nrr_graph.sparql.tokens import PROLOGUE, Fault, Token, line_and_column, tokens_of

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CLOSING: Final = {"{": "}", "(": ")", "[": "]", "{|": "|}"}
#: Prefixes that only queries of the Wikidata kind use.
_OF_WIKIDATA: Final = frozenset(
    (
        *("p", "ps", "psv", "pq", "pqv", "pr", "prv"),
        *("wdt", "wds", "wdv", "wdref", "wdno"),
        *("wikibase", "bd", "hint"),
    )
)


def explain(query: str, complaint: str = "") -> MalformedQuery:
    """Explain why a query is malformed.

    :param complaint: the engine's own message, if it was asked: ``error at 2:13: expected …``.
    """
    tokens, place = list(tokens_of(query)), _place(query, complaint)
    # Of a subquery or a BIND the engine says no more than that its group may not end.
    ends_group = query[place : place + 1] == "}"
    broken_rules = (
        rule(tokens) for words, rule in _RULES if ends_group or (words and words in complaint)
    )
    fault = (
        _empty(tokens)
        or _unclosed_string(tokens)
        or broken_iri(query, tokens)
        or _unknown_form(tokens)
        or wrong_escape(tokens)
        or (broken_iri_before(query, place) if "IRI parsing failed" in complaint else None)
        or _missing_prefix(tokens)
        or _named_subquery(tokens)
        or _unbalanced(tokens)
        or next(filter(None, broken_rules), None)
        or _from_complaint(complaint, place)
    )
    return fault_at(query, fault)


def fault_at(query: str, fault: Fault) -> MalformedQuery:
    """Make the error that tells of a fault, at its line and column."""
    offset, problem, hint = fault
    return MalformedQuery(problem, hint, *line_and_column(query, offset))


def _empty(tokens: list[Token]) -> Fault | None:
    if tokens:
        return None
    hint = "Send a query such as: SELECT * WHERE { ?s ?p ?o } LIMIT 10"
    return 0, "the query is empty", hint


def _unclosed_string(tokens: list[Token]) -> Fault | None:
    token = next((t for t in tokens if t.kind == "unclosed"), None)
    if not token:
        return None
    quotes = token.text[:3] if token.text.startswith(('"""', "'''")) else token.text[0]
    hint = f"Close the text with {quotes}"
    hint += " on the same line, or use three quotes." if len(quotes) == 1 else "."
    return (token.start, "a quoted text is not closed", hint)


def _unknown_form(tokens: list[Token]) -> Fault | None:
    words = [t for t in tokens if t.kind == "word"]
    first = next((t for t in words if not t.is_word(*PROLOGUE)), None)
    if first is not None and first.is_word(*_FORMS):
        return None
    if first is None:
        return 0, "the query has no form", "Start with SELECT, ASK, CONSTRUCT or DESCRIBE."
    close = difflib.get_close_matches(first.text.upper(), _FORMS, n=1)
    hint = "A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines."
    if close:
        hint = f"Did you mean {close[0]}? {hint}"
    return (first.start, f"“{first.text}” is no kind of query", hint)


def _missing_prefix(tokens: list[Token]) -> Fault | None:
    declared = {b.text for a, b in pairwise(tokens) if a.is_word("PREFIX")}
    for token in tokens:
        if token.kind != "name" or token.text in declared:
            continue
        prefix = token.text.split(":", 1)[0] + ":"
        if prefix not in declared and token.text != "_:" and prefix != "_:":
            namespace = PREFIXES.get(prefix[:-1], "…")
            hint = f"Add this line at the top: PREFIX {prefix} <{namespace}>"
            if prefix[:-1] in _OF_WIKIDATA:
                hint = (
                    "Queries with the prefixes of Wikidata are answered at /wikibase/sparql, "
                    "which declares them."
                )
            return (token.start, f"the prefix “{prefix}” is not declared", hint)
    return None


def _named_subquery(tokens: list[Token]) -> Fault | None:
    """Find what Blazegraph alone knows: ``WITH { … } AS %x``, ``INCLUDE %x``."""
    for word, mark in pairwise(tokens):
        if word.is_word("INCLUDE", "AS") and mark.text == "%":
            problem = "named subqueries are no part of SPARQL 1.1"
            return word.start, problem, "Write them as subqueries, or ask at /wikibase/sparql."
    return None


def _unbalanced(tokens: list[Token]) -> Fault | None:
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
            return (token.start, f"“{token.text}” closes nothing", hint)
    if not open_marks:
        return None
    mark = open_marks[-1]
    hint = f"Add the missing “{_CLOSING[mark.text]}”."
    return (mark.start, f"this “{mark.text}” is never closed", hint)


#: What the engine says when a rule on names is broken.
_RULES: Final = (
    ("Duplicated variable name", name_given_twice),
    ("overrides an existing variable", name_given_twice),
    ("variable that is unbound", ungrouped_variable),
    ("<unreported>", blank_node_in_two_groups),
    ("", name_bound_again),
)


def _from_complaint(complaint: str, place: int) -> Fault:
    """Use the place that the engine names; its list of expected tokens helps nobody."""
    if "error at" not in complaint:
        return place, complaint, "Correct the query and send it again."
    if "SELECT * is not authorized" in complaint:
        problem = "SELECT * cannot stand with GROUP BY or an aggregate"
        return place, problem, "Name what to select: what is grouped by, and aggregates."
    if "variable that is unbound" in complaint:
        problem = "SELECT names a variable that the query never binds"
        return place, problem, "Use it in a pattern."
    hint = "Look just before this place: a dot, a bracket, a variable or a keyword is wrong."
    return place, "the query cannot be understood from here on", hint


def _place(query: str, complaint: str) -> int:
    """Return the offset that the engine names.

    It names the end of what it tried last; where that is keywords, their begin is meant.
    """
    found = re.search(r"error at (\d+):(\d+): expected (?:one of )?(.*)", complaint, re.DOTALL)
    if not found:
        return 0
    lines = query.split("\n")
    line = min(int(found[1]), len(lines)) - 1
    column = min(int(found[2]) - 1, len(lines[line]))
    expected = [words for words in found[3].split(", ") if words != "[_]"]
    lengths = {len(word) if re.fullmatch(r"\w{2,}", word) else 0 for word in expected}
    return max(sum(len(text) + 1 for text in lines[:line]) + column - min(lengths, default=0), 0)
