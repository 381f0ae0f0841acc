"""Which text is shown where there are several languages: the one rule for all who choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Tried in this order where there is no text in the language that is wanted.
FALLBACKS: Final = ("mul", "en", "ru")


def choose(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Choose a text: the language that is wanted, else a fallback with its own language named.

    Among languages that are no fallback it is the shortest text.  Without any text both are empty.

    >>> choose({"en": "NATO", "ru": "НАТО"}, "ru"), choose({"en": "NATO"}, "ru")
    (('НАТО', ''), ('NATO', 'en'))
    >>> choose({"de": "NATO-Russland-Rat", "uk": "Рада"}, "ru"), choose({}, "ru")
    (('Рада', 'uk'), ('', ''))
    """
    if language in texts:
        return texts[language], ""
    for other in (*FALLBACKS, *sorted(texts, key=lambda name: (len(texts[name]), name))):
        if other in texts:
            return texts[other], other
    return "", ""
