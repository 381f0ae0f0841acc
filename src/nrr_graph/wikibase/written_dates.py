"""Dates as people write them: ``1 May 2014``, ``May 2014``, ``01.05.2014``, ``май 2014 г.``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: The beginnings of the names of months, in English, German, French; Russian; Ukrainian.
_MONTHS: Final = (
    ("jan", "янв", "січ"),
    ("feb", "fév", "fev", "фев", "лют"),
    ("mar", "mär", "мар", "бер"),
    ("apr", "avr", "апр", "кві"),
    ("may", "mai", "май", "мая", "мае", "тра"),
    ("jun", "juin", "июн", "чер"),
    ("jul", "juil", "июл", "лип"),
    ("aug", "aoû", "aou", "авг", "сер"),
    ("sep", "сен", "вер"),
    ("oct", "okt", "окт", "жов"),
    ("nov", "ноя", "лис"),
    ("dec", "dez", "déc", "дек", "гру"),
)
_ISO: Final = re.compile(r"([12]\d{3})(?:[-/](\d\d?))?(?:[-/](\d\d?))?(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d\d?)[./-](\d\d?)[./-]([12]\d{3})(?:\s*г\.?)?")
_MONTH_ONLY: Final = re.compile(r"(\d\d?)[./]([12]\d{3})")
_WITH_MONTH: Final = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th|er|\.|-го)?[\s,]+(?:of\s+)?)?(?P<month>[^\W\d_]{3,10})\.?"
    r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?)?[\s,]+(?P<year>[12]\d{3})"
    r"(?:\s*(?:г|р|года|року|year)\.?)?",
    re.IGNORECASE,
)


def dates_written(text: str) -> list[tuple[str, ...]]:
    """Return the dates that a text can mean: year, and month and day as far as they are given.

    Of ``5/6/2014`` nobody knows which is the month; both readings are returned.

    >>> dates_written("1 May 2014"), dates_written("май 2014"), dates_written("May 1st, 2014")
    ([('2014', '05', '01')], [('2014', '05')], [('2014', '05', '01')])
    >>> dates_written("5/6/2014")
    [('2014', '06', '05'), ('2014', '05', '06')]
    """
    return list(dict.fromkeys(_readings(text.strip()[:100])))


def _readings(text: str) -> Iterator[tuple[str, ...]]:
    if match := _ISO.fullmatch(text):
        yield from _date(match[1], match[2], match[3])
    elif match := _DAY_FIRST.fullmatch(text):
        yield from _date(match[3], match[2], match[1])
        if "/" in text:
            yield from _date(match[3], match[1], match[2])
    elif match := _MONTH_ONLY.fullmatch(text):
        yield from _date(match[2], match[1], None)
    elif match := _WITH_MONTH.fullmatch(text):
        month = _month(match["month"].lower())
        if month:
            yield from _date(match["year"], str(month), match["before"] or match["after"])


def _month(word: str) -> int:
    """Return the number of a month; 0 if the word is none."""
    fitting = [
        (len(begin), number)
        for number, begins in enumerate(_MONTHS, 1)
        for begin in begins
        if word.startswith(begin)
    ]
    return max(fitting, default=(0, 0))[1]


def _date(year: str, month: str | None, day: str | None) -> Iterator[tuple[str, ...]]:
    """Yield the date if there can be such a month and day."""
    if month and not 1 <= int(month) <= 12:
        return
    if day and not 1 <= int(day) <= 31:
        return
    yield tuple(part.zfill(2) for part in (year, month, day) if part)
