"""Russian names in another case than the first: ``в Грузии`` is Грузия, ``Путиным`` is Путин.

The forms are those of the regular declensions, by the ending of the first case (Zaliznyak's types
without their exceptions).  They are compared in Cyrillic: in Latin letters endings are lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from anyascii import anyascii

#: The endings of the other cases, singular and plural, by that of the first; the longest counts.
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ия": ("ии", "ию", "ией", "иею"),
        "ая": ("ой", "ую", "ою"),
        "яя": ("ей", "юю", "ею"),
        "ое": ("ого", "ому", "ым", "ом", "им"),
        "ее": ("его", "ему", "им", "ем"),
        "ие": ("ия", "ию", "ием", "ии", "их", "им", "ими"),
        "ые": ("ых", "ым", "ыми"),
        "ий": ("ия", "ию", "ием", "ии", "ого", "ому", "им", "ом", "его", "ему", "ем"),
        "ый": ("ого", "ому", "ым", "ом"),
        "ой": ("ого", "ому", "ым", "ом", "им"),
        "й": ("я", "ю", "ем", "е"),
        "ь": ("я", "ю", "ем", "е", "и", "ью"),
        "а": ("ы", "и", "е", "у", "ой", "ою", "ей", "ею"),
        "я": ("и", "е", "ю", "ей", "ею"),
        "о": ("а", "у", "ом", "е"),
        "ы": ("ов", "", "ам", "ами", "ах"),
        "и": ("ов", "ев", "ей", "", "ам", "ами", "ах", "ям", "ями", "ях"),
        "": ("а", "у", "ом", "ем", "е", "ым"),
    }
)
_CYRILLIC: Final = re.compile(r"[а-я]{3,}")
_NOT_PLAIN: Final = re.compile(r"[^0-9a-z]+")
_LONGEST: Final = 2
#: In shorter words an ending is too much of the word.
_SHORTEST: Final = 3
_VOWELS: Final = frozenset("аеёиоуыэюя")


@lru_cache(maxsize=20_000)
def _other_cases(first: str) -> frozenset[str]:
    for length in range(_LONGEST, -1, -1):
        ending = first[len(first) - length :]
        if ending in _ENDINGS and (ending or first[-1] not in _VOWELS):
            stem = first[: len(first) - length]
            return frozenset(stem + other for other in _ENDINGS[ending])
    return frozenset()


def plain_cases(word: str) -> frozenset[str]:
    """Return a word and its other cases, all in plain Latin letters.

    >>> sorted(plain_cases("посол"))[:3], plain_cases("envoy")
    (['posol', 'posola', 'posole'], frozenset({'envoy'}))
    """
    small = word.lower().replace("ё", "е")
    cases = _other_cases(small) if _CYRILLIC.fullmatch(small) else ()
    return frozenset(_NOT_PLAIN.sub("", anyascii(form).lower()) for form in (word, *cases))


def is_case_of(asked: str, first: str) -> bool:
    """Tell whether a word is another in a case other than the first.

    :param asked: a word in small Cyrillic letters; nothing if it was not written so.
    :param first: the word of a name, likewise.

    >>> is_case_of("грузии", "грузия"), is_case_of("путиным", "путин"), is_case_of("рима", "риф")
    (True, True, False)
    """
    if len(asked) < _SHORTEST or len(first) < _SHORTEST or asked == first:
        return False
    return asked in _other_cases(first)
