"""Put values into words: dates as people write them."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("январь", "февраль", "март", "апрель", "май", "июнь", "июль"),
        *("август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    ),
}
_MONTHS_OF: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня", "июля"),
    *("августа", "сентября", "октября", "ноября", "декабря"),
)
_SEASONS: Final = {
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
    "ru": {"21": "весна", "22": "лето", "23": "осень", "24": "зима"},
}


def spell_date(text: str, language: str = "en") -> str:
    """Write a date of any precision as a reader expects it.

    >>> spell_date("1997-05"), spell_date("1997-05-27"), spell_date("2008-22")
    ('May 1997', '27 May 1997', 'summer 2008')
    >>> spell_date("1997-05-27", "ru"), spell_date("199X")
    ('27 мая 1997', '1990s')
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    if not match:
        return _spell_other(text, language)
    year, month, day = match.groups()
    if month is None:
        return year
    if month in _SEASONS[language]:
        return f"{_SEASONS[language][month]} {year}"
    index = int(month) - 1
    if day is None:
        return f"{_MONTHS[language][index]} {year}"
    names = _MONTHS_OF if language == "ru" else _MONTHS["en"]
    return f"{int(day)} {names[index]} {year}"


def on_date(text: str, language: str = "en") -> str:
    """Write a date as it stands in a sentence: "on" a day, "in" a month, a season or a year.

    >>> on_date("2002-05-28"), on_date("2002")
    ('on 28 May 2002', 'in 2002')
    >>> on_date("2009-01", "ru"), on_date("2002-05-28", "ru")
    ('в январе 2009 года', '28 мая 2002 года')
    """
    match = re.fullmatch(r"(\d{4})(-(\d\d))?(-\d\d)?", text)
    spelled = spell_date(text, language)
    if not match or match[3] in _SEASONS[language]:
        return spelled
    if language != "ru":
        return f"{'on' if match[4] else 'in'} {spelled}"
    if match[4]:
        return f"{spelled} года"
    month, _, year = spelled.rpartition(" ")
    # In the prepositional case all names of months end alike.
    within = f"{month.removesuffix('ь').removesuffix('й')}е " if month else ""
    return f"в {within}{year} года" if month else f"в {year} году"


def _spell_other(text: str, language: str) -> str:
    if re.fullmatch(r"\d{3}X", text):
        return f"{text[:3]}0s" if language == "en" else f"{text[:3]}0-е годы"
    first, slash, last = text.partition("/")
    if not slash:
        return text
    if first == "..":
        return ("by " if language == "en" else "не позднее ") + spell_date(last, language)
    if last == "..":
        return ("from " if language == "en" else "с ") + spell_date(first, language)
    return f"{spell_date(first, language)} – {spell_date(last, language)}"
