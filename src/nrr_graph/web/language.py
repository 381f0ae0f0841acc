"""The reader's language: asked for by ``?lang``, else what the browser prefers."""

from __future__ import annotations

import functools
import json
from datetime import date
from pathlib import Path
from typing import Final

from babel import Locale
from babel.numbers import format_decimal
from flask import g, has_request_context, request
from markupsafe import Markup

from nrr_graph.namespaces import NRR
from nrr_graph.release import wording

LANGUAGES: Final = ("en", "ru")
LOCALES: Final = {name: Locale(name) for name in LANGUAGES}
#: The plural forms of each language in the order in which the message files give them.
_FORMS: Final = {"en": ("one", "other"), "ru": ("one", "few", "many", "other")}
_MESSAGES: Final = Path(__file__).parent / "messages"


def language() -> str:
    """Return the language of this request."""
    if "language" not in g:
        asked = request.args.get("lang", "")
        best = request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
        g.language = asked if asked in LANGUAGES else best
    return str(g.language)


def other_language() -> str:
    """Return the language that the page offers beside its own."""
    return next(name for name in LANGUAGES if name != language())


def is_asked_for() -> bool:
    """Tell whether the address itself says which language; then links keep it."""
    return has_request_context() and request.args.get("lang") in LANGUAGES


def translate(text: str) -> str:
    """Return a text of the interface, written in English in the code, in the reader's language."""
    return messages(language()).get(text, text)


def number(value: int) -> str:
    """Write a number as the reader's language groups its digits."""
    return str(format_decimal(value, locale=LOCALES[language()]))


def spelled(day: date) -> str:
    """Write a day in the reader's language."""
    return wording.spell_date(day.isoformat(), language())


def spelled_out(property_: str, text: str) -> str:
    """Return what a code stands for: the kind of a sentence, the language of a work."""
    if property_ == NRR + "language":
        return str(LOCALES[language()].languages.get(text, text))
    return translate(f"sentence:{text}") if property_ == NRR + "sentenceKind" else text


def quoted(text: str) -> Markup:
    """Put a text, which may be markup, in the quotation marks of the reader's language."""
    opening, _, closing = wording.quoted("\0", language()).partition("\0")
    return Markup("").join([opening, text, closing])


def counted(number: int, noun: str) -> str:
    """Return a number with a noun in the form that it asks for (CLDR plural rules).

    :param noun: the English noun; the message file has its forms under ``plural:`` and the noun.
    """
    spelled = LOCALES[language()]
    forms = messages(language()).get(f"plural:{noun}", noun).split("|")
    names = _FORMS[language()]
    form = forms[min(names.index(spelled.plural_form(number)), len(forms) - 1)]
    return f"{format_decimal(number, locale=spelled)} {form}"


@functools.cache
def messages(name: str) -> dict[str, str]:
    """Return the texts of the interface in a language, by the English ones."""
    path = _MESSAGES / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def add_to_links(endpoint: str, values: dict[str, object]) -> None:
    """Keep the language that was asked for in the links of the page."""
    if is_asked_for() and not endpoint.startswith("files."):
        values.setdefault("lang", request.args["lang"])
