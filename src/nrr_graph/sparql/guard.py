"""Refuse what would break the engine, or what it would read otherwise than we do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from nrr_graph.errors import MalformedQuery, RefusedQuery
from nrr_graph.sparql.tokens import (
    IRI,
    NAME,
    OPAQUE,
    UNCLOSED,
    WORD,
    Token,
    line_and_column,
    tokens_of,
)

#: Deeper nesting can overflow the engine's stack, which kills the process.
NESTING_LIMIT: Final = 64
#: Triples in triples deeper than this take the engine long to read: 50 ms here, 8 s at 64.
TRIPLE_NESTING_LIMIT: Final = 16
#: Longer chains of one operator nest just as deeply inside the engine.
CHAIN_LIMIT: Final = 1000

#: The data after VALUES, which nest nowhere and may be as long as they like.
_DATA: Final = rf"(?i:VALUES)(?:{OPAQUE}|[()])*+\{{(?:{OPAQUE}|{IRI}|{NAME}|{WORD}|[()+\-])*+\}}"
_LINKS: Final = re.compile(
    rf"(?:{OPAQUE}|{IRI}|{_DATA}|{NAME})*+({WORD}|{UNCLOSED}|.|\Z)", re.DOTALL
)
_CHAINED: Final = frozenset("!-+*/|^=<>&,;.")
_OPERANDS: Final = frozenset(("variable", "string", "number", "tag", "name", "iri"))
#: IRIs that hold none of ``'#()``, or ``://``, which is no comparison, cannot be misread.
PLAIN_IRI: Final = (
    r"<(?:[A-Za-z][A-Za-z0-9+.\-]*+://[^<>\"{}|^`\\\x00-\x20]*+"
    r"|[^<>\"{}|^`\\\x00-\x20'#()]*+)>"
)
_PLAIN: Final = re.compile(PLAIN_IRI)


def refuse_ambiguous(text: str) -> None:
    """Refuse what the engine would cut into other tokens than the standard does.

    In round brackets it takes ``<`` after an operand for a comparison, the standard for the begin
    of an IRI.  It matters where what follows differs then: with a quote, a bracket or ``#``.

    :raises MalformedQuery: there is such a place.
    """
    earlier, before, opened = Token("mark", "", 0), Token("mark", "", 0), [""]
    for token in tokens_of(text):
        # A triple in angle brackets (SPARQL 1.2) compares nothing.
        begins_triple = before.text == earlier.text == "<" and before.start == earlier.start + 1
        if token.kind == "iri" and not _PLAIN.fullmatch(token.text):
            is_operand = before.kind in _OPERANDS or before.is_word("TRUE", "FALSE")
            is_compared = before.text == "<" and not begins_triple
            if (opened[-1] == "(" and (is_operand or before.text in ")]}")) or is_compared:
                problem = f"“{token.text}” can be an IRI or comparisons"
                hint = "Put blanks around < and > where they compare."
                raise MalformedQuery(problem, hint, *line_and_column(text, token.start))
        if token.kind == "mark" and token.text in "{([":
            opened.append("<<(" if begins_triple else token.text)
        elif token.kind == "mark" and token.text in "})]" and len(opened) > 1:
            opened.pop()
        earlier, before = before, token


def refuse_deep_nesting(tokens: Sequence[str]) -> None:
    """Refuse brackets in more brackets than the engine bears.

    :raises RefusedQuery: there are.
    """
    depth = 0
    for token in tokens:
        depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
        if depth > NESTING_LIMIT:
            raise RefusedQuery(
                f"brackets nest deeper than {NESTING_LIMIT}: write the query flatter"
            )


def refuse_deep_triples(text: str) -> None:
    """Refuse triples and annotations (SPARQL 1.2) deeper in one another than the engine bears.

    :raises RefusedQuery: there are.
    """
    if text.count("<<") + text.count("{|") <= TRIPLE_NESTING_LIMIT:
        return
    depth, half = 0, Token("mark", "", -1)
    for token in tokens_of(text):
        is_pair = token.text == half.text and token.start == half.start + 1
        depth += (token.text == "{|") - (token.text == "|}")
        depth += is_pair * ((token.text == "<") - (token.text == ">"))
        half = token if token.text in ("<", ">") and not is_pair else Token("mark", "", -1)
        if depth > TRIPLE_NESTING_LIMIT:
            raise RefusedQuery(
                f"triples nest deeper than {TRIPLE_NESTING_LIMIT}: write the query flatter"
            )


def refuse_long_chains(text: str) -> None:
    """Refuse more links of one kind than the engine bears.

    :raises RefusedQuery: there are.
    """
    links = Counter(link.upper() for link in _LINKS.findall(text))
    chains = {link: n for link, n in links.items() if link in _CHAINED or link.isalpha()}
    operator, length = max(chains.items(), key=lambda item: item[1], default=("", 0))
    if length > CHAIN_LIMIT:
        raise RefusedQuery(
            f"“{operator}” occurs {length} times, more than {CHAIN_LIMIT}: "
            "use VALUES for long lists, or ask in parts"
        )
