"""Say in the reader's language what an error says in English.

Errors are written in English where they arise, below everything that knows of readers.  The file of
messages has their sentences with ``{}`` for what differs, and with its number in the translation.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from nrr_graph.web.language import language, messages, number

_NUMBERED: Final = re.compile(r"\{(\d)\}")
#: A whole number as English groups its digits.
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
#: What is written in the letters of a language, where these differ from the English ones.
_OWN_LETTERS: Final = {"ru": re.compile("[а-яё]", re.IGNORECASE)}


def in_words(text: str) -> tuple[str, str]:
    """Return the text of an error, line by line, in the reader's language, and which that is.

    What has no translation stays as it is.
    """
    asked = language()
    if asked == "en":
        return text, asked
    told = "\n".join(translated(line, asked) or line for line in text.split("\n"))
    return told, asked if _OWN_LETTERS[asked].search(told) else "en"


def translated(text: str, to: str) -> str | None:
    """Return an English sentence in another language; none if it is no sentence of an error.

    What it quotes is translated too if it is such a sentence itself, or a number.

    >>> translated("the answer has more than 5 rows (row_limit)", "ru") is None
    True
    >>> translated("the answer has more than 5 rows", "ru")
    'в ответе больше 5 строк'
    """
    for pattern, sentence in _sentences(to):
        if match := pattern.fullmatch(text):
            parts = [translated(part, to) or _grouped(part) for part in match.groups()]
            return _NUMBERED.sub(lambda number: parts[int(number[1])], sentence)  # noqa: B023
    return None


def _grouped(text: str) -> str:
    """Group the digits of a number as the reader's language does; leave any other text."""
    return number(int(text.replace(",", ""))) if _GROUPED.fullmatch(text) else text


@functools.cache
def _sentences(to: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences as patterns, those with the most words of their own first."""
    known = sorted(messages(f"errors.{to}").items(), key=lambda item: -len(item[0]))
    return [
        (re.compile("(.*?)".join(map(re.escape, english.split("{}")))), sentence)
        for english, sentence in known
    ]
