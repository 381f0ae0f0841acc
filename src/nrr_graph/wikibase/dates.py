"""Dates as users of Wikidata write them: a day for a moment, no zone, one type for the other.

All moments of the Wikibase graph are in UTC.  Blazegraph, which Wikidata's queries are written for,
reads what has no zone so, and a difference of two dates as days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nrr_graph.engine.moments import (
    DATE_TIME_FUNCTION,
    DAYS_FUNCTION,
    MOMENT_FUNCTION,
    completed,
)
from nrr_graph.namespaces import XSD
from nrr_graph.sparql.editing import Edit
from nrr_graph.sparql.explain import fault_at
from nrr_graph.sparql.tokens import Token
from nrr_graph.wikibase.expressions import Operation, wrapped_operands
from nrr_graph.wikibase.prefixes import iri_of

_DATE_TIME: Final = XSD + "dateTime"
_DATE: Final = XSD + "date"
_DURATIONS: Final = (XSD + "duration", XSD + "dayTimeDuration", XSD + "yearMonthDuration")
_HINT: Final = "Write a day as 2014-04-01, a moment as 2014-04-01T10:00:00Z."


def date_edits(query: str, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[Edit]:
    """Complete the moments of a query, and let dates of both types compare.

    :raises MalformedQuery: a text is given the type of a moment and is none.
    """
    named = [(n, iri) for n, t in enumerate(tokens) if (iri := iri_of(t, prefixes)).startswith(XSD)]
    types = {iri for _place, iri in named}
    moments = [place for place, iri in named if iri == _DATE_TIME]
    literals = [place for place in moments if _is_type(tokens, place)]
    edits = [edit for place in literals for edit in _completed(query, tokens[place - 3])]
    edits += _casts(tokens, [place for place in moments if not _is_type(tokens, place)])
    functions: dict[Operation, str] = {}
    if _DATE in types or len(literals) < len(moments):
        functions["compare"] = MOMENT_FUNCTION
    if not types.intersection(_DURATIONS):
        functions["subtract"] = DAYS_FUNCTION
    return edits + (wrapped_operands(tokens, functions) if functions else [])


def _is_type(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether an IRI is the type of a literal."""
    before = tokens[max(place - 3, 0) : place]
    return len(before) == 3 and before[0].kind == "string" and before[1].text == "^"


def _completed(query: str, literal: Token) -> Iterator[Edit]:
    quotes = 3 if literal.text.startswith(('"""', "'''")) else 1
    written = literal.text[quotes:-quotes]
    text = completed(written)
    if not text:
        raise fault_at(query, (literal.start, f"“{written}” is no date", _HINT))
    if text != written:
        begin = literal.start + quotes
        yield Edit(begin, begin + len(written), text)


def _casts(tokens: Sequence[Token], places: Sequence[int]) -> Iterator[Edit]:
    """Let a cast take a date without a time or a zone."""
    for place in places:
        token, after = tokens[place], tokens[place + 1 : place + 2]
        if after and after[0].text == "(":
            yield Edit(token.start, token.start + len(token.text), f"<{DATE_TIME_FUNCTION}>")
