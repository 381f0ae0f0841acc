"""Refuse what a read-only server must not run, before the engine sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from nrr_graph.engine.tokens import Token, tokens_of, unescape
from nrr_graph.errors import RefusedQuery

#: Deeper nesting can overflow the engine's stack, which kills the process.
NESTING_LIMIT: Final = 64
#: Longer chains of one operator nest just as deeply inside the engine.
CHAIN_LIMIT: Final = 1000

_UPDATES: Final = (
    *("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"),
)
#: What a refused query must hold somewhere, be it only in a string; also the start of an escape.
_SUSPICIOUS: Final = re.compile("|".join(("SERVICE", r"\\u", *_UPDATES)), re.IGNORECASE)
_CHAINED: Final = frozenset("!-+*/|^=<>&,;.")


def refuse_unsafe(query: str) -> None:
    """Check a query for updates, federation and nesting that would break the engine.

    :raises RefusedQuery: with a sentence that says what is refused and what to do instead.

    >>> refuse_unsafe("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    nrr_graph.errors.RefusedQuery: SERVICE is refused: ...
    """
    if _is_plainly_safe(query):
        return
    for text in {query, unescape(query)}:
        tokens = list(tokens_of(text))
        _refuse_updates(tokens)
        _refuse_federation(tokens)
        _refuse_deep_nesting(tokens)


def _is_plainly_safe(query: str) -> bool:
    """Tell without looking at tokens that nothing here can be refused; most queries are so."""
    return (
        len(query) <= CHAIN_LIMIT
        and sum(map(query.count, "{([")) <= NESTING_LIMIT
        and not _SUSPICIOUS.search(query)
    )


def _refuse_updates(tokens: Sequence[Token]) -> None:
    """Refuse a request whose first keyword after the prologue is that of an update."""
    words = [token for token in tokens if token.kind == "word"]
    first = next((w for w in words if not w.is_word("PREFIX", "BASE")), None)
    if first and first.is_word(*_UPDATES):
        raise RefusedQuery(
            f"{first.text.upper()} is refused: the graph is curated in files under review and "
            "nothing can be written here; CONTRIBUTING.md says how to propose a change"
        )


def _refuse_federation(tokens: Sequence[Token]) -> None:
    if any(token.is_word("SERVICE") for token in tokens):
        raise RefusedQuery(
            "SERVICE is refused: this server opens no connection to others; "
            "ask here and there separately and join the answers in your own program"
        )


def _refuse_deep_nesting(tokens: Sequence[Token]) -> None:
    depth = 0
    for token in tokens:
        depth += (token.text in "{([") - (token.text in "})]")
        if depth > NESTING_LIMIT:
            raise RefusedQuery(
                f"brackets nest deeper than {NESTING_LIMIT}: write the query flatter"
            )
    chains = Counter(t.text.upper() for t in tokens if t.text in _CHAINED or t.kind == "word")
    operator, length = max(chains.items(), key=lambda item: item[1], default=("", 0))
    if length > CHAIN_LIMIT:
        raise RefusedQuery(
            f"“{operator}” occurs {length} times, more than {CHAIN_LIMIT}: "
            "use VALUES for long lists, or ask in parts"
        )
