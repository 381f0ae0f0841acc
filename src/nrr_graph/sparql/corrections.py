"""Word a query so that the engine answers it as the standard says, where it would not.

Only what is sure is rewritten; docs/conformance.md lists what is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from nrr_graph.sparql.query import Query
from nrr_graph.sparql.tokens import Token, tokens_of

#: A query that would become longer, in characters, or get more branches is left as it is.
LENGTH_LIMIT: Final = 1_000_000
BRANCHES_LIMIT: Final = 1000


def corrected(query: Query, named_graphs: Sequence[str]) -> str:
    """Return the text to evaluate.

    :param named_graphs: those of the dataset, as IRIs in angle brackets.
    """
    text = query.text
    if "GROUP_CONCAT" in query.words:
        text = _with_plain_concatenations(text)
    if query.has_graph:
        text = _with_each_graph(text, named_graphs)
    return text


def _with_plain_concatenations(text: str) -> str:
    """Wrap GROUP_CONCAT in STR: it gives a simple literal (SPARQL 1.1, section 18.5.1.7).

    >>> _with_plain_concatenations("SELECT (GROUP_CONCAT(?x) AS ?y) {}")
    'SELECT (STR(GROUP_CONCAT(?x)) AS ?y) {}'
    """
    opened: list[bool] = []
    pieces, end = [], 0
    for before, token in pairwise([Token("mark", "", 0), *tokens_of(text)]):
        if token.text == "(":
            opened.append(before.is_word("GROUP_CONCAT"))
            if opened[-1]:
                pieces += [text[end : before.start], "STR("]
                end = before.start
        elif token.text == ")" and opened and opened.pop():
            pieces += [text[end : token.start], "))"]
            end = token.start + 1
    return "".join([*pieces, text[end:]])


def _with_each_graph(text: str, graphs: Sequence[str]) -> str:
    """Replace GRAPH with a variable by the union over the graphs, its definition (section 18.6).

    Only where the engine needs it: it binds the variable by the triples that match, which is too
    late for MINUS and subqueries, and never happens in groups without triples.
    """
    tokens = list(tokens_of(text))
    pieces, end = [], 0
    for start, opening, closing in _graph_clauses(tokens):
        stop = tokens[closing].start + 1
        size = len(graphs) * (stop - tokens[opening].start)
        is_outermost = tokens[start].start >= end
        if not is_outermost or size > LENGTH_LIMIT or len(graphs) > BRANCHES_LIMIT:
            continue
        group = tokens[opening : closing + 1]
        if _needs_its_graph(group):
            name, begin = tokens[start + 1].text, group[0].start
            body, labels = text[begin:stop], [t for t in group if t.text.startswith("_:")]
            union = " UNION ".join(
                f"{{VALUES {name} {{{iri}}} GRAPH {iri} {_copy(body, labels, begin, number)}}}"
                for number, iri in enumerate(graphs)
            )
            pieces += [text[end : tokens[start].start], f"{{{union or f'VALUES {name} {{}}'}}}"]
            end = stop
    return "".join([*pieces, text[end:]])


def _graph_clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Yield the places of GRAPH with a variable, of the brace that follows and of its closing."""
    closing, opened = {}, []
    for place, token in enumerate(tokens):
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and opened:
            closing[opened.pop()] = place
    for place, token in enumerate(tokens[:-2]):
        is_any = token.is_word("GRAPH") and tokens[place + 1].kind == "variable"
        if is_any and place + 2 in closing:
            yield place, place + 2, closing[place + 2]


def _needs_its_graph(group: Sequence[Token]) -> bool:
    """Tell whether a group subtracts, or has a group that does not begin with a triple."""
    return any(
        token.is_word("MINUS") or (token.text == "{" and following.kind == "word")
        for token, following in pairwise(group)
    )


def _copy(text: str, labels: Sequence[Token], start: int, number: int) -> str:
    """Write a group again; a label of a blank node may stand in one group only."""
    pieces, end = [], 0
    for label in labels:
        after = label.start - start + len(label.text)
        pieces.append(f"{text[end:after]}.{number}")
        end = after
    return "".join([*pieces, text[end:]])
