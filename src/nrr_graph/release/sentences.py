"""Statements as sentences: the template of a property, filled with names.

In a template ``{subject}`` and ``{value}`` stand for the names; ``{a value}`` and
``{lower value}`` for a common noun in the middle of a sentence, ``{on value}`` for a date, in
Russian with the word for the year.
"""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE
from nrr_graph.release.dates import DATE_TYPES
from nrr_graph.release.wording import spell_date
from nrr_graph.terms import Term

#: The function that rules call with a template, the subject's name, and the value's name or itself.
SENTENCE: Final = ox.NamedNode(BASE + "function#sentence")
_PLACE: Final = re.compile(r"\{(?:(a|lower|on) )?(subject|value)\}")


def fill(template: str, subject: str, value: str, language: str = "en") -> str:
    """Fill a template.

    >>> fill("{subject} is {a value}", "NATO", "Military alliance")
    'NATO is a military alliance'
    >>> fill("{subject} came into being {on value}", "The council", "28 May 2002")
    'The council came into being on 28 May 2002'
    >>> fill("{subject}: дата создания — {on value}", "Совет", "28 мая 2002", "ru")
    'Совет: дата создания — 28 мая 2002 года'
    """
    names = {"subject": subject, "value": value}
    return _PLACE.sub(lambda place: _worded(place[1], names[place[2]], language), template)


def _worded(manner: str | None, name: str, language: str) -> str:
    if manner == "on" and language == "ru":
        year = {True: " год", False: " года"}[name.isdigit()] if name[-4:].isdigit() else ""
        return name + year
    if manner == "on":
        return f"{'on' if name[:1].isdigit() and ' ' in name else 'in'} {name}"
    if manner is None:
        return name
    lower = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    article = "an " if lower[:1] in "aeiou" else "a "
    return lower if manner == "lower" else article + lower


def sentence(template: Term, subject: Term, value: Term) -> ox.Literal | None:
    """Return the sentence as a literal in the template's language, as a SPARQL function does."""
    if not isinstance(template, ox.Literal) or template.language is None:
        return None
    written = str(value.value)
    if isinstance(value, ox.Literal) and value.datatype.value in DATE_TYPES:
        written = spell_date(written, template.language)
    text = fill(template.value, str(subject.value), written, template.language)
    return ox.Literal(text, language=template.language)
