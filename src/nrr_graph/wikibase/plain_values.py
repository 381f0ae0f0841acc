"""Read the values that stand for themselves: a date, an address, a text in a language, a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import EDTF, XSD
from nrr_graph.release.dates import bounds
from nrr_graph.release.fields import Field

_DATE_TYPES: Final = (
    (r"\d{4}-\d\d-\d\d", XSD + "date"),
    (r"\d{4}-(0[1-9]|1[0-2])", XSD + "gYearMonth"),
    (r"\d{4}", XSD + "gYear"),
)


def plain_value(field: Field, form: str, given: str, language: str) -> ox.Literal | ox.NamedNode:
    """Return the term that is meant by a value of some form.

    :param language: the tag of what is given as printed.
    :raises NrrGraphError: it is no value of that form; says which forms there are.
    :raises OSError: it names a file that cannot be read.
    """
    tags = {"english": "en", "russian": "ru", "printed": language, "language": given}
    if form in tags:
        return _tagged(given, tags[form])
    if form == "date":
        return _date(field, given)
    if form == "address":
        return _address(field, given)
    if form == "file":
        return ox.Literal(_text_of(Path(given)))
    is_number = form == "any" and re.fullmatch(r"-?\d+", given)
    return ox.Literal(int(given)) if is_number else ox.Literal(given)


def _date(field: Field, given: str) -> ox.Literal:
    """Return a date as precise as it is written."""
    refused = NrrGraphError(
        f"--{field.name} {given!r} is no date: write 2009-09-18, 2009-09, 2009 or EDTF"
    )
    try:
        first_and_last = bounds(given)
    except ValueError as error:
        raise refused from error
    if first_and_last == (None, None):
        raise refused
    type_ = next((t for form, t in _DATE_TYPES if re.fullmatch(form, given)), EDTF + "EDTF")
    return ox.Literal(given, datatype=ox.NamedNode(type_))


def _address(field: Field, given: str) -> ox.NamedNode:
    if not re.match(r"https?://[^\s<>\"{}|\\^`]+$", given):
        raise NrrGraphError(f"--{field.name} {given!r} is no address: write it with https://")
    return ox.NamedNode(given)


def _tagged(text: str, language: str) -> ox.Literal:
    """Return a text in a language (RFC 5646)."""
    try:
        return ox.Literal(text, language=language)
    except ValueError as error:
        raise NrrGraphError(
            f"--language {language!r} is no language: write its short form, such as en, ru or de"
        ) from error


def _text_of(path: Path) -> str:
    """Return the text of a file, with a line feed at its end."""
    text = path.read_text(encoding="utf-8")
    return text if text.endswith("\n") else text + "\n"
