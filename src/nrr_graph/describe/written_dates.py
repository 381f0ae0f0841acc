"""Find dates in what people write, in English and in Russian."""

from __future__ import annotations

import re
from typing import Final

from nrr_graph.release.wording import MONTHS, MONTHS_OF

#: Short forms of the months that are no beginning of three letters.
_SHORT: Final = {"sept": 9, "сент": 9, "февр": 2, "нояб": 11}


def _forms() -> dict[str, int]:
    """Return the forms in which months are written, by lower-case text."""
    forms = dict(_SHORT)
    for number in range(1, 13):
        english, russian, of = MONTHS["en"], MONTHS["ru"], MONTHS_OF[number - 1]
        for name in (english[number - 1].casefold(), russian[number - 1], of, f"{of[:-1]}е"):
            forms[name] = number
            forms.setdefault(name[:3], number)
    return forms


_FORMS: Final = _forms()
_MONTH: Final = rf"(?P<m>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b\.?"
_YEAR: Final = r"(?P<y>[12]\d{3})\b(?:\s*(?:года|году|год|г)\b\.?)?"
_DAY: Final = r"\b(?P<d>\d{1,2})(?:st|nd|rd|th|-?го|-?е)?"
#: The ways of writing a date, the longer ones first.
_WAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<y>[12]\d{3})[-‐-―](?P<m>\d\d)(?:[-‐-―](?P<d>\d\d))?\b",
        r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>[12]\d{3})\b",
        r"\b(?P<m>\d{1,2})[./](?P<y>[12]\d{3})\b",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?(?:\s+{_YEAR})?",
        rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b,?(?:\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+{_YEAR}",
        r"\b(?P<y>[12]\d{3})\s*(?:года|году|год|г)\b\.?",
    )
)


def find_dates(text: str) -> tuple[list[str], str]:
    """Return the dates in a lower-case text, as exactly as they are written, and what else it says.

    A day without its year is written as in XML Schema 1.1 part 2, section 3.3.12 (gMonthDay).

    >>> find_dates("may 1, 2014"), find_dates("1 мая 2014 г.")
    ((['2014-05-01'], ' '), (['2014-05-01'], ' '))
    >>> find_dates("envoys in may 2009"), find_dates("5 марта"), find_dates("99 may 2014")[0]
    ((['2009-05'], 'envoys in  '), (['--03-05'], ' '), ['2014-05'])
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        """Take a date out; leave what only looks like one."""
        date = _date(match.groupdict())
        if date:
            found.append(date)
        return " " if date else match[0]

    for way in _WAYS:
        text = way.sub(take, text)
    return found, text


def wider(date: str) -> list[str]:
    """Return a date and all less exact ones that it lies in, and its day in any year.

    >>> wider("2014-05-01"), wider("2014")
    (['2014-05-01', '2014-05', '2014', '--05-01'], ['2014'])
    """
    if date.startswith("--"):
        return [date]
    parts = date.split("-")
    narrower = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return [*narrower, f"--{parts[1]}-{parts[2]}"] if len(parts) == 3 else narrower


def _date(parts: dict[str, str | None]) -> str:
    """Write a date from its parts; nothing if there is no such month or day."""
    year, named, day = parts.get("y") or "", parts.get("m") or "", int(parts.get("d") or 0)
    month = _FORMS.get(named) or int(named or 0)
    if month > 12 and 0 < day <= 12:
        month, day = day, month  # As Americans write it.
    if not named:
        return year
    if not 1 <= month <= 12 or day > 31 or (parts.get("d") and not day):
        return ""
    ends = f"-{month:02d}-{day:02d}" if day else f"-{month:02d}"
    return f"{year or '-'}{ends}"
