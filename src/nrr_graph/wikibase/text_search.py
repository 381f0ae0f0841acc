"""Search in the texts and the statements of entities, as WikibaseCirrusSearch is asked for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from nrr_graph.describe.folding import fold
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.entities import Entities, names_of

_STATEMENT: Final = re.compile(r'(-?)haswbstatement:("[^"]*"|\S+)', re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Terms:
    """What is searched for: words, and statements of which each must (or must not) be there.

    A statement is told by alternatives, each a property with or without a value.
    """

    words: Sequence[str]
    statements: Sequence[tuple[bool, Sequence[tuple[str, str]]]]

    @classmethod
    def read(cls, text: str) -> Terms:
        """Read a search, such as ``summit haswbstatement:P31=Q129``.

        >>> Terms.read("Rome -haswbstatement:P31=Q5|P31=Q6")
        Terms(words=['rome'], statements=[(False, [('P31', 'Q5'), ('P31', 'Q6')])])
        """
        statements = [
            (not sign, [_alternative(one) for one in told.strip('"').split("|")])
            for sign, told in _STATEMENT.findall(text)
        ]
        return cls(fold(_STATEMENT.sub(" ", text)).split(), statements)


def _alternative(told: str) -> tuple[str, str]:
    property_, _, value = told.partition("=")
    return property_.upper(), value


def best_first(entities: Entities, terms: Terms, kinds: str) -> list[Json]:
    """Return the entities that fit, best first: by a whole name, its beginning, its words, a text.

    :param kinds: the first letters of their numbers.
    """
    if not terms.words and not terms.statements:
        return []
    found = []
    for number, entity in entities.all.items():
        if number[0] in kinds and all(
            _has(entity, one) == wanted for wanted, one in terms.statements
        ):
            rank = _rank(entity, terms.words)
            if rank is not None:
                found.append((rank, len(entities.label(number)), int(number[1:]), entity))
    return [entity for *_, entity in sorted(found, key=lambda hit: hit[:3])]


def _rank(entity: Json, words: Sequence[str]) -> int | None:
    """Return how well words fit; nothing if one of them stands nowhere."""
    if not words:
        return 0
    asked = " ".join(words)
    names = [fold(name) for name in names_of(entity)]
    if asked == entity["id"].lower() or asked in names:
        return 0
    if any(name.startswith(asked) for name in names):
        return 1
    in_names = set(" ".join(names).split())
    if in_names.issuperset(words):
        return 2
    texts = " ".join([*names, *(fold(t["value"]) for t in entity["descriptions"].values())])
    return 3 if all(word in texts for word in words) else None


def _has(entity: Json, alternatives: Sequence[tuple[str, str]]) -> bool:
    """Tell whether an entity has one of several statements, deprecated ones left aside."""
    return any(
        not value or value in _values(claim["mainsnak"])
        for property_, value in alternatives
        for claim in entity["claims"].get(property_, ())
        if claim["rank"] != "deprecated"
    )


def _values(snak: Json) -> tuple[str, ...]:
    """Return the ways to write a value in a search."""
    if snak["snaktype"] != "value":
        return ()
    value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
    if kind == "wikibase-entityid":
        return (value["id"], value["id"].lower())
    if kind == "monolingualtext":
        return (value["text"],)
    return (value,) if isinstance(value, str) else ()


def snippet(entities: Entities, entity: Json, terms: Terms, language: str) -> str:
    """Return the description of an entity as HTML, with what was searched for marked.

    A name in which the words stand comes instead, where the description has none of them.
    """
    description = entities.description(entity["id"], language)
    texts = [description, *names_of(entity)]
    text = next((t for t in texts if any(w in fold(t) for w in terms.words)), description)
    return _marked(text, terms.words)


def _marked(text: str, words: Sequence[str]) -> str:
    parts, end = [], 0
    for match in _WORD.finditer(text):
        if any(word in fold(match[0]) for word in words):
            parts += [escape(text[end : match.start()])]
            parts += [f'<span class="searchmatch">{escape(match[0])}</span>']
            end = match.end()
    return "".join([*parts, escape(text[end:])])
