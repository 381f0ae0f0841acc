"""Show in a text what a reader cannot see: characters of no shape, letters that look alike."""

from __future__ import annotations

import re
import unicodedata


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


def _shown(character: str) -> str:
    is_seen = character.isprintable() and not unicodedata.combining(character)
    return character if is_seen or character == "\n" else f"[U+{ord(character):04X}]"


def _latin_among_cyrillic(word: str) -> list[str]:
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in word]
    if "CYRILLIC" not in scripts:
        return []
    return [letter for letter, script in zip(word, scripts, strict=True) if script == "LATIN"]
