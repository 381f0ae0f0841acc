"""Queries with the habits of the Wikidata Query Service, turned into standard SPARQL 1.1.

Prefixes are predeclared, the label service becomes calls of a function, hints are dropped.  The
rewriting looks at tokens only: what stands in strings, IRIs and comments is never touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.errors import RefusedQuery
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.sparql.guard import CHAIN_LIMIT
from nrr_graph.sparql.tokens import Token, tokens_of
from nrr_graph.wikibase.label_service import (
    automatic_names,
    binds,
    iri_of,
    language_list,
    manual_names,
    without_own_names,
)

_LABEL_SERVICE: Final = WIKIBASE + "label"
#: More calls only cost time; the guard would refuse so many clauses anyway.
CALLS_LIMIT: Final = CHAIN_LIMIT


@dataclass(frozen=True)
class Rewritten:
    """A standard query; ``added`` is how many characters stand before the first line's own."""

    text: str
    added: int


@dataclass(frozen=True)
class _Edit:
    """Put ``text`` in place of what stands between two offsets."""

    begin: int
    end: int
    text: str


def rewrite(query: str, languages: Sequence[str] = ("en",)) -> Rewritten:
    """Turn a query of the Wikidata kind into a standard one, in linear time.

    :param languages: what ``[AUTO_LANGUAGE]`` stands for, first choice first.
    :raises RefusedQuery: another service than that of labels is called, or too many labels.
    """
    query = query.removeprefix("\ufeff")
    tokens = list(tokens_of(query))
    declared = _declared(tokens)
    prefixes = {**PREFIXES, **declared}
    edits = [*_label_services(query, tokens, prefixes, languages), *_hints(query, tokens, prefixes)]
    pieces, end = [_prologue(tokens, declared)], 0
    for edit in sorted(edits, key=lambda e: (e.begin, e.end)):
        if edit.begin >= end:
            pieces += [query[end : edit.begin], edit.text]
            end = edit.end
    return Rewritten("".join([*pieces, query[end:]]), len(pieces[0]))


def _declared(tokens: Sequence[Token]) -> dict[str, str]:
    return {
        name.text.rstrip(":"): iri.text[1:-1]
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri"
    }


def _prologue(tokens: Sequence[Token], declared: Mapping[str, str]) -> str:
    """Declare the prefixes that are used and not declared; the label service may add one."""
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    wanted = [prefix for prefix in PREFIXES if prefix in used and prefix not in declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in wanted)


def _label_services(
    query: str, tokens: Sequence[Token], prefixes: Mapping[str, str], languages: Sequence[str]
) -> list[_Edit]:
    edits: list[_Edit] = []
    groups = _groups(tokens)
    variables = Counter(token.text for token in tokens if token.kind == "variable")
    automatic, called, end = automatic_names(variables), 0, 0
    for place, token in enumerate(tokens):
        if place < end or not token.is_word("SERVICE"):
            continue
        opening = _opening_of_labels(tokens, place, prefixes)
        end, group_end = groups.closing_of(opening), groups.closing_around(place)
        inside = tokens[opening + 1 : end]
        asked = manual_names(inside, prefixes) or without_own_names(automatic, inside, variables)
        called += len(asked)
        if called > CALLS_LIMIT:
            raise RefusedQuery(f"the label service would give more than {CALLS_LIMIT} names")
        stop = _after_dot(tokens, end)
        # Lines keep their numbers, so that an error is told at its place.
        kept = "\n" * query.count("\n", token.start, stop) or " "
        edits.append(_Edit(token.start, stop, kept))
        calls = binds(asked, language_list(inside, prefixes, languages))
        edits.append(_Edit(tokens[group_end].start, tokens[group_end].start, calls))
    return edits


def _opening_of_labels(tokens: Sequence[Token], place: int, prefixes: Mapping[str, str]) -> int:
    """Return the brace after ``SERVICE wikibase:label``."""
    after = tokens[place + 1 : place + 4]
    is_silent = bool(after) and after[0].is_word("SILENT")
    names = after[is_silent : is_silent + 2]
    if len(names) < 2 or iri_of(names[0], prefixes) != _LABEL_SERVICE or names[1].text != "{":
        raise RefusedQuery(
            "of all services only wikibase:label is known here: this server opens no "
            "connection to others"
        )
    return place + is_silent + 2


def _hints(query: str, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[_Edit]:
    """Drop triples about the optimizer of another engine."""
    edits: list[_Edit] = []
    place = 0
    while place < len(tokens):
        is_hint = iri_of(tokens[place], prefixes).startswith(prefixes["hint"])
        if is_hint and (place == 0 or tokens[place - 1].text in ("{", "}", ".")):
            last = min(place + 2, len(tokens) - 1)
            end = _after_dot(tokens, last)
            dropped = query[tokens[place].start : end]
            edits.append(_Edit(tokens[place].start, end, "\n" * dropped.count("\n")))
            place = last
        place += 1
    return edits


@dataclass(frozen=True)
class _Groups:
    """Where the groups of a query begin and end, as places of tokens."""

    closing: Mapping[int, int]
    around: Mapping[int, int]

    def closing_of(self, opening: int) -> int:
        """Return the brace that closes what a brace opens."""
        if opening not in self.closing:
            raise RefusedQuery("a brace is opened and not closed")
        return self.closing[opening]

    def closing_around(self, service: int) -> int:
        """Return the brace that closes the group in which SERVICE stands."""
        if self.around[service] < 0:
            raise RefusedQuery("SERVICE stands outside of any group")
        return self.closing_of(self.around[service])


def _groups(tokens: Sequence[Token]) -> _Groups:
    closing, around, opened = {}, {}, [-1]
    for place, token in enumerate(tokens):
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and len(opened) > 1:
            closing[opened.pop()] = place
        elif token.is_word("SERVICE"):
            around[place] = opened[-1]
    return _Groups(closing, around)


def _after_dot(tokens: Sequence[Token], place: int) -> int:
    """Return the offset after a token, and after a full stop that follows it."""
    following = tokens[place + 1 : place + 2]
    last = following[0] if following and following[0].text == "." else tokens[place]
    return last.start + len(last.text)
