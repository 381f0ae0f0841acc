"""Give the columns of ``SELECT *`` the order in which the query first names them.

The standard leaves the order open (SPARQL 1.1, section 16.1); the engine sorts by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from nrr_graph.sparql.tokens import Token, tokens_of


def in_order(text: str, arguments: dict[str, Any]) -> str:
    """Return a query with its columns named, if its outermost SELECT has an asterisk.

    Which variables are in scope the engine says, asked where there is nothing to evaluate.

    :param arguments: what the engine needs to read the query.
    """
    if "*" not in text:
        return text
    results = ox.Store().query(text, **arguments)
    if not isinstance(results, ox.QuerySolutions):
        return text
    return _with_columns(text, [variable.value for variable in results.variables])


def _with_columns(text: str, names: Sequence[str]) -> str:
    """Replace the asterisk by variables.

    :param names: those in scope.

    >>> _with_columns("SELECT * { ?s ?p ?o MINUS { ?s a ?class } }", ["o", "p", "s"])
    'SELECT ?s ?p ?o { ?s ?p ?o MINUS { ?s a ?class } }'
    """
    star = _star(tokens := list(tokens_of(text)))
    if star is None or not names:
        return text
    written = dict.fromkeys(t.text[1:] for t in tokens if t.kind == "variable")
    ordered = [name for name in written if name in set(names)]
    missing = [name for name in names if name not in written]
    columns = " ".join(f"?{name}" for name in (*ordered, *missing))
    return f"{text[: star.start]}{columns} {text[star.start + 1 :].lstrip()}"


def _star(tokens: Sequence[Token]) -> Token | None:
    """Return the asterisk of the outermost SELECT, if it has one."""
    for place, token in enumerate(tokens):
        if token.is_word("SELECT"):
            after = tokens[place + 1 : place + 3]
            star = next((t for t in after if not t.is_word("DISTINCT", "REDUCED")), token)
            return star if star.text == "*" else None
    return None
