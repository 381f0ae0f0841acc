"""What may be wrong with a query that finds nothing: names unknown here, texts without language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from nrr_graph.describe.names import Names
from nrr_graph.describe.search import Index
from nrr_graph.namespaces import BASE, ID, shorten
from nrr_graph.sparql.tokens import Token, tokens_of

#: As many clues are given.
CLUES_LIMIT: Final = 5
WIKIDATA: Final = "http://www.wikidata.org/"
_PREFIX: Final = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
Kind = Literal["wikidata", "unknown", "language"]


@dataclass(frozen=True)
class Clue:
    """Something written in a query, why nothing fits it, and what may have been meant, if known.

    ``wikidata``: an IRI of Wikidata, which this graph links but does not use.  ``unknown``: an IRI
    that this graph does not have.  ``language``: a label without the tag that all labels have.
    """

    kind: Kind
    written: str
    meant: str = ""


def clues(query: str, names: Names, index: Index) -> list[Clue]:
    """Return what may be the cause that a query finds nothing, in the order in which it stands."""
    prefixes = dict(_PREFIX.findall(query))
    tokens = [*tokens_of(query), Token("mark", "", len(query))]
    found: dict[str, Clue] = {}
    for clue in _clues(tokens, prefixes, names, index):
        found.setdefault(clue.written, clue)
    return list(found.values())[:CLUES_LIMIT]


def _clues(
    tokens: list[Token], prefixes: dict[str, str], names: Names, index: Index
) -> Iterator[Clue]:
    labels: dict[str, str] | None = None
    for token, after in pairwise(tokens):
        iri = _iri(token, prefixes)
        if iri.endswith(("#", "/")):
            continue  # A namespace, as a declaration has it.
        if iri.startswith(WIKIDATA):
            yield Clue("wikidata", token.text)
        elif iri.startswith(BASE) and not names.of(iri).kinds:
            yield Clue("unknown", token.text, _meant(iri, index))
        elif token.kind == "string" and after.kind != "tag" and after.text != "^":
            labels = _labels(names) if labels is None else labels
            text = token.text.strip("\"'")
            if language := labels.get(text):
                yield Clue("language", token.text, f"{token.text}@{language}")


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    """Return the IRI that a token means; nothing if it is none."""
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, local = token.text.partition(":")
    is_name = token.kind == "name" and colon and local
    return prefixes[prefix] + local if is_name and prefix in prefixes else ""


def _meant(iri: str, index: Index) -> str:
    """Return the name of what an unknown IRI may have meant."""
    if not iri.startswith(ID):
        return ""
    found = index.find(iri.removeprefix(ID).replace("-", " "), limit=1)
    return shorten(found[0].iri) if found else ""


def _labels(names: Names) -> dict[str, str]:
    """Return the languages of all labels, by their texts."""
    return {
        text: language
        for named in names.all.values()
        for language, text in sorted(named.labels.items(), reverse=True)
        if language
    }
