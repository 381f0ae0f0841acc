"""Show in a text what a reader cannot see: characters of no shape, letters that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

import pyoxigraph as ox
from anyascii import anyascii

from nrr_graph.namespaces import BASE, ID
from nrr_graph.terms import Term

_PAIRS: Final = {"(": ")", "[": "]", "«": "»"}


def visible(text: str) -> str:
    r"""Write characters that nobody sees by their numbers, and name letters out of place.

    >>> visible("a\u00a0b")
    'a[U+00A0]b'
    >>> visible("Бapак")
    'Бapак (Latin letters among Cyrillic ones: a, p)'
    """
    shown = "".join(map(_shown, text))
    foreign = [found for word in re.findall(r"\w+", text) for found in _latin_among_cyrillic(word)]
    if not foreign:
        return shown
    return f"{shown} (Latin letters among Cyrillic ones: {', '.join(foreign)})"


def word_twice(text: str) -> str:
    """Return the first word of two letters or more that stands exactly twice in a row.

    >>> word_twice("the the council"), word_twice("New York, New York"), word_twice("no no no")
    ('the', '', '')
    """
    runs = ([*run] for _, run in groupby(text.split(" "), str.lower))
    return next((run[0] for run in runs if len(run) == 2 and len(run[0]) > 1), "")


def unpaired(text: str) -> str:
    """Return the first bracket or quotation mark that has no partner; nothing if all have.

    >>> unpaired("the council (2002"), unpaired("совет »"), unpaired("a [radar] station")
    ('(', '»', '')
    """
    open_: list[str] = []
    for sign in text:
        if sign in _PAIRS:
            open_.append(sign)
        elif sign in _PAIRS.values() and (not open_ or _PAIRS[open_.pop()] != sign):
            return sign
    return open_[-1] if open_ else ""


def _shown(character: str) -> str:
    is_seen = character.isprintable() and not unicodedata.combining(character)
    return character if is_seen or character == "\n" else f"[U+{ord(character):04X}]"


def _latin_among_cyrillic(word: str) -> list[str]:
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in word]
    if "CYRILLIC" not in scripts:
        return []
    return [letter for letter, script in zip(word, scripts, strict=True) if script == "LATIN"]


def names(slug: str, name: str) -> bool:
    """Tell whether a name in addresses goes with a name: they share a word, or it is its initials.

    >>> names("vladimir-putin", "Vladimir Putin"), names("vladimir-putin", "Dmitry Medvedev")
    (True, False)
    >>> names("pti", "Press Trust of India"), names("kurt-volker", "Volker Rühe")
    (True, True)
    """
    words = re.findall(r"\w+", anyascii(name))
    initials = ("".join(word[0] for word in chosen).lower() for chosen in (words, _capital(words)))
    plain = slug.replace("-", "")
    return bool({word.lower() for word in words} & set(slug.split("-"))) or plain in initials


def _capital(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isupper()]


def _goes_with(node: Term, name: Term) -> ox.Literal:
    """Tell whether the name of a node in addresses goes with a name, as a SPARQL function does."""
    return ox.Literal(names(str(node.value).removeprefix(ID), str(name.value)))


def _slip(term: Term) -> ox.Literal | None:
    """Return what is wrong with the writing of a text, as a SPARQL function does."""
    text = str(term.value)
    found = word_twice(text) or unpaired(text)
    return ox.Literal(found) if found else None


#: The functions of texts that rules may call, by IRI.
TEXT_FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., Any]]] = {
    ox.NamedNode(BASE + "function#slip"): _slip,
    ox.NamedNode(BASE + "function#names"): _goes_with,
}
