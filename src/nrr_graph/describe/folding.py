"""Bring names of different scripts and spellings to one form in which they can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

#: Longer names are compared by their beginning.
LENGTH_LIMIT: Final = 200
_SEPARATORS: Final = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return a name without case, diacritics and punctuation, in Latin letters.

    Cyrillic is transliterated, so that a name is found from either script.

    >>> fold("Рогозин, Дмитрий"), fold("Jaap de Hoop Scheffer"), fold("NATO–Russia Council")
    ('rogozin dmitriy', 'jaap de hoop scheffer', 'nato russia council')
    >>> fold("Rühe") == fold("RUHE"), fold("Россия") == fold("Rossiya")
    (True, True)
    """
    latin = anyascii(text[:LENGTH_LIMIT]).lower()
    return _SEPARATORS.sub(" ", latin).strip()
