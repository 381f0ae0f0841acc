"""Queries with the habits of the Wikidata Query Service, turned into standard SPARQL 1.1.

Prefixes are predeclared, named subqueries stand where they are included, services become calls of
functions, dates are completed, hints are dropped.  The rewording looks at tokens only: what stands
in strings, IRIs and comments is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nrr_graph.errors import MalformedQuery
from nrr_graph.sparql.editing import Edit, Reworded, reworded
from nrr_graph.sparql.guard import refuse_deep_nesting
from nrr_graph.sparql.tokens import Token, tokens_of
from nrr_graph.wikibase.dates import date_edits
from nrr_graph.wikibase.having import having_edits
from nrr_graph.wikibase.named_subqueries import with_subqueries
from nrr_graph.wikibase.prefixes import PREDECLARED, declarations, iri_of, prologue
from nrr_graph.wikibase.services import service_edits


@dataclass(frozen=True)
class Rewritten:
    """A standard query, and the steps that led to it from ``original``."""

    text: str
    original: str
    steps: Sequence[Reworded]

    def located(self, error: MalformedQuery) -> MalformedQuery:
        """Tell a mistake at its place in the query as it was written."""
        return _located(error, self.original, self.steps)


def rewrite(query: str, languages: Sequence[str] = ("en",)) -> Rewritten:
    """Turn a query of the Wikidata kind into a standard one, in linear time.

    :param languages: what ``[AUTO_LANGUAGE]`` stands for, first choice first.
    :raises RefusedQuery: a service that is not known here is called, too many labels are asked
        for, or the query would grow too long.
    :raises MalformedQuery: what makes it such a query is not well written.
    """
    query = query.removeprefix("\ufeff")
    tokens: Sequence[Token] = list(tokens_of(query))
    refuse_deep_nesting([token.text for token in tokens])
    steps = [with_subqueries(query, tokens)]
    tokens = _tokens_after(steps[-1], query, tokens)
    before = steps[-1].text
    steps.append(reworded(before, having_edits(before, tokens)))
    tokens = _tokens_after(steps[-1], before, tokens)
    try:
        steps.append(_in_standard_words(steps[-1].text, tokens, languages))
    except MalformedQuery as error:
        raise _located(error, query, steps) from error
    return Rewritten(steps[-1].text, query, tuple(steps))


def _tokens_after(step: Reworded, before: str, tokens: Sequence[Token]) -> Sequence[Token]:
    return tokens if step.text == before else list(tokens_of(step.text))


def _located(error: MalformedQuery, original: str, steps: Sequence[Reworded]) -> MalformedQuery:
    """Tell an error in what the last step gave at its place in the original."""
    texts = [original, *(step.text for step in steps[:-1])]
    for text, step in zip(reversed(texts), reversed(steps), strict=True):
        error = step.located(error, text)
    return error


def _in_standard_words(query: str, tokens: Sequence[Token], languages: Sequence[str]) -> Reworded:
    declared = declarations(tokens)
    prefixes = {**PREDECLARED, **{prefix: iri for prefix, (iri, _place) in declared.items()}}
    edits = [
        Edit(0, 0, prologue(tokens, declared)),
        *service_edits(query, tokens, prefixes, languages),
        *_hints(tokens, prefixes),
        *date_edits(query, tokens, prefixes),
    ]
    return reworded(query, edits)


def _hints(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[Edit]:
    """Drop triples about the optimizer of another engine."""
    edits: list[Edit] = []
    place = 0
    while place < len(tokens):
        is_hint = iri_of(tokens[place], prefixes).startswith(prefixes["hint"])
        if is_hint and (place == 0 or tokens[place - 1].text in ("{", "}", ".", ")")):
            first, place = tokens[place], _end_of_hint(tokens, place)
            last = tokens[place]
            edits.append(Edit(first.start, last.start + len(last.text), " "))
        place += 1
    return edits


def _end_of_hint(tokens: Sequence[Token], place: int) -> int:
    """Return the place of the last token of what is said of a subject, with its full stop."""
    last = min(place + 2, len(tokens) - 1)
    while last + 2 < len(tokens) and tokens[last + 1].text in (";", ","):
        last = min(last + (3 if tokens[last + 1].text == ";" else 2), len(tokens) - 1)
    has_stop = last + 1 < len(tokens) and tokens[last + 1].text == "."
    return last + has_stop
