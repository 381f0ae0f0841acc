"""Queries with the habits of the Wikidata Query Service, turned into standard SPARQL 1.1.

Prefixes are predeclared, the label service becomes calls of a function, hints are dropped.  The
rewriting looks at tokens only: what stands in strings, IRIs and comments is never touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from nrr_graph.engine.labels import TEXT_FUNCTION
from nrr_graph.engine.tokens import Token, tokens_of
from nrr_graph.errors import RefusedQuery
from nrr_graph.release.wikibase.rdf import PREFIXES, WIKIBASE

_LABEL_SERVICE: Final = WIKIBASE + "label"
_LANGUAGE: Final = WIKIBASE + "language"
_AUTO: Final = "[AUTO_LANGUAGE]"
#: What a variable ends with, and what it then holds.
_ENDINGS: Final = {"AltLabel": "alias", "Description": "description", "Label": "label"}
#: What the manual mode asks for, by the property.
_ASKED: Final = {
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    "http://www.w3.org/2004/02/skos/core#altLabel": "alias",
    "http://schema.org/description": "description",
}
_DEFAULT_LANGUAGES: Final = "en"


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
    """Turn a query of the Wikidata kind into a standard one.

    :param languages: what ``[AUTO_LANGUAGE]`` stands for, first choice first.
    :raises RefusedQuery: another service than that of labels is called.
    """
    tokens = list(tokens_of(query))
    prefixes = {**PREFIXES, **_declared(tokens)}
    edits = [*_label_services(query, tokens, prefixes, languages), *_hints(query, tokens, prefixes)]
    text = query
    for edit in sorted(edits, key=lambda e: (e.begin, e.end), reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    prologue = _prologue(tokens, _declared(tokens))
    return Rewritten(prologue + text, len(prologue))


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


def _iri_of(token: Token, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + local if token.kind == "name" else ""


def _label_services(
    query: str, tokens: Sequence[Token], prefixes: Mapping[str, str], languages: Sequence[str]
) -> list[_Edit]:
    edits = []
    for place, token in enumerate(tokens):
        if not token.is_word("SERVICE"):
            continue
        is_silent = any(t.is_word("SILENT") for t in tokens[place + 1 : place + 2])
        opening = place + 1 + is_silent
        names = tokens[opening : opening + 2]
        if len(names) < 2 or _iri_of(names[0], prefixes) != _LABEL_SERVICE or names[1].text != "{":
            raise RefusedQuery(
                "of all services only wikibase:label is known here: this server opens no "
                "connection to others"
            )
        closing = _closing(tokens, opening + 1)
        inside = tokens[opening + 2 : closing]
        end = _after_dot(tokens, closing)
        block = query[token.start : end]
        # Lines keep their numbers, so that an error is told at its place.
        edits.append(_Edit(token.start, end, "\n" * block.count("\n") or " "))
        group_end = tokens[_closing(tokens, _group_of(tokens, place))].start
        outside = [*tokens[:place], *tokens[closing:]]
        calls = _calls(inside, outside, prefixes, languages)
        edits.append(_Edit(group_end, group_end, " ".join(["", *calls, ""]) if calls else ""))
    return edits


def _calls(
    inside: Sequence[Token],
    outside: Iterable[Token],
    prefixes: Mapping[str, str],
    languages: Sequence[str],
) -> list[str]:
    """Return the BIND clauses that a label service stands for."""
    wanted = _language_list(inside, prefixes, languages)
    manual = _manual(inside, prefixes)
    asked = manual or _automatic({t.text for t in outside if t.kind == "variable"})
    return [
        f"BIND(<{TEXT_FUNCTION}>({variable}, {json.dumps(wanted)}, {json.dumps(what)}) AS {name})"
        for variable, what, name in asked
    ]


def _language_list(
    inside: Sequence[Token], prefixes: Mapping[str, str], languages: Sequence[str]
) -> str:
    given = _DEFAULT_LANGUAGES
    for name, value in pairwise(inside):
        if _iri_of(name, prefixes) == _LANGUAGE and value.kind == "string":
            given = value.text.strip("\"'")
    own = ",".join(language for language in languages if re.fullmatch(r"[A-Za-z-]{1,20}", language))
    return ",".join(part.strip() for part in given.replace(_AUTO, own).split(",") if part.strip())


def _manual(inside: Sequence[Token], prefixes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what the patterns in the block ask for: of which variable, what, under which name."""
    found = []
    subject = ""
    for place, token in enumerate(inside):
        after = inside[place + 1 : place + 3]
        if token.kind == "variable" and (place == 0 or inside[place - 1].text in (".", "{")):
            subject = token.text
        what = _ASKED.get(_iri_of(token, prefixes))
        if what and subject and after and after[0].kind == "variable":
            found.append((subject, what, after[0].text))
    return found


def _automatic(variables: set[str]) -> list[tuple[str, str, str]]:
    found = []
    for name in sorted(variables):
        for ending, what in _ENDINGS.items():
            base = name.removesuffix(ending)
            if name.endswith(ending) and base in variables and len(base) > 1:
                found.append((base, what, name))
                break
    return found


def _hints(query: str, tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[_Edit]:
    """Drop triples about the optimizer of another engine."""
    edits: list[_Edit] = []
    place = 0
    while place < len(tokens):
        is_hint = _iri_of(tokens[place], prefixes).startswith(prefixes["hint"])
        if is_hint and (place == 0 or tokens[place - 1].text in ("{", "}", ".")):
            last = min(place + 2, len(tokens) - 1)
            end = _after_dot(tokens, last)
            dropped = query[tokens[place].start : end]
            edits.append(_Edit(tokens[place].start, end, "\n" * dropped.count("\n")))
            place = last
        place += 1
    return edits


def _group_of(tokens: Sequence[Token], place: int) -> int:
    """Return the brace that opens the group in which a token stands."""
    depth = 0
    for number in range(place - 1, -1, -1):
        depth += (tokens[number].text == "}") - (tokens[number].text == "{")
        if depth < 0:
            return number
    raise RefusedQuery("SERVICE stands outside of any group")


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the brace that closes a group."""
    depth = 0
    for number in range(opening, len(tokens)):
        depth += (tokens[number].text == "{") - (tokens[number].text == "}")
        if depth == 0:
            return number
    raise RefusedQuery("a brace is opened and not closed")


def _after_dot(tokens: Sequence[Token], place: int) -> int:
    """Return the offset after a token, and after a full stop that follows it."""
    following = tokens[place + 1 : place + 2]
    last = following[0] if following and following[0].text == "." else tokens[place]
    return last.start + len(last.text)
