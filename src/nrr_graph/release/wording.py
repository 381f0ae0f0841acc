"""Put values into words: dates as people write them."""

from __future__ import annotations

import re
from typing import Final

#: The names of the months by language, and in Russian the form that stands behind a day.
MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("январь", "февраль", "март", "апрель", "май", "июнь", "июль"),
        *("август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    ),
}
MONTHS_OF: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня", "июля"),
    *("августа", "сентября", "октября", "ноября", "декабря"),
)
_SEASONS: Final = {
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
    "ru": {"21": "весна", "22": "лето", "23": "осень", "24": "зима"},
}
_SEASONS_OF: Final = {"21": "весны", "22": "лета", "23": "осени", "24": "зимы"}
#: Quotation marks around a title or somebody's words.
_QUOTES: Final = {"en": "“{}”", "ru": "«{}»"}


def quoted(text: str, language: str = "en") -> str:
    """Put a text in the quotation marks of a language.

    >>> quoted("NATO", "en"), quoted("НАТО", "ru")
    ('“NATO”', '«НАТО»')
    """
    return _QUOTES.get(language, _QUOTES["en"]).format(text)


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
        return f"{MONTHS[language][index]} {year}"
    names = MONTHS_OF if language == "ru" else MONTHS["en"]
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
        return f"by {spell_date(last)}" if language == "en" else f"не позднее {_spell_of(last)}"
    if last == "..":
        return spell_start(first, language)
    return f"{spell_date(first, language)} – {spell_date(last, language)}"


def spell_start(text: str, language: str = "en") -> str:
    """Write since when something holds.

    >>> spell_start("2008-01"), spell_start("2008-01", "ru"), spell_start("199X", "ru")
    ('from January 2008', 'с января 2008 года', 'с 1990-х годов')
    """
    return f"from {spell_date(text)}" if language == "en" else f"с {_spell_of(text)}"


def spell_end(text: str, language: str = "en") -> str:
    """Write until when something holds.

    >>> spell_end("2008-05-07"), spell_end("2008-22", "ru"), spell_end("2008", "ru")
    ('until 7 May 2008', 'до лета 2008 года', 'до 2008 года')
    """
    return f"until {spell_date(text)}" if language == "en" else f"до {_spell_of(text)}"


def _spell_of(text: str) -> str:
    """Write a date in the Russian genitive."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?", text)
    if not match:
        is_decade = re.fullmatch(r"\d{3}X", text)
        return f"{text[:3]}0-х годов" if is_decade else spell_date(text, "ru")
    year, month = match.groups()
    if month is None:
        return f"{year} года"
    return f"{_SEASONS_OF.get(month) or MONTHS_OF[int(month) - 1]} {year} года"
