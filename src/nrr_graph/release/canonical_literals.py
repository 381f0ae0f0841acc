"""Find literals that an Oxigraph store would rewrite or that no value corresponds to.

A store gives ``"007"^^xsd:integer`` back as ``7`` and every derived integer type as
``xsd:integer``; only canonical forms survive, so only these may be curated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import EDTF, RDF, XSD, shorten
from nrr_graph.release.dates import DATE_TYPES, bounds
from nrr_graph.release.load import GraphFile
from nrr_graph.release.oddities import Oddity

_SHAPE: Final = "https://w3id.org/nrr/shapes#CanonicalLiteral"
_REMEDY: Final = (
    "write the date or number as it is known, for example "
    '"2009-05"^^xsd:gYearMonth for May 2009, or 2 for a number'
)
_PLAIN: Final = {XSD + "string", RDF + "langString"}
_FORM: Final = {
    XSD + "integer": re.compile(r"0|-?[1-9]\d*"),
    # With a fraction that ends in no zero: what looks like a whole number is one.
    XSD + "decimal": re.compile(r"-?(?:0|[1-9]\d*)\.\d*[1-9]"),
    XSD + "date": re.compile(r"\d{4}-\d\d-\d\d"),
    XSD + "gYearMonth": re.compile(r"\d{4}-\d\d"),
    XSD + "gYear": re.compile(r"\d{4}"),
    EDTF + "EDTF": re.compile(r"[\d.X][\d.X/~?%-]*"),
}


def odd_literals(files: Sequence[GraphFile]) -> Iterator[Oddity]:
    """Yield each literal that is not in canonical form or means nothing."""
    for file in files:
        for subject, predicate, term in file.triples:
            problem = _problem(term) if isinstance(term, ox.Literal) else None
            if problem:
                said = f"{shorten(predicate.value)}: {problem}"
                yield Oddity(file, subject.value, predicate.value, said, _REMEDY, _SHAPE)


def _problem(literal: ox.Literal) -> str | None:
    datatype = literal.datatype.value
    if datatype in _PLAIN:
        return None
    form = _FORM.get(datatype)
    if form is None:
        return f"the datatype {shorten(datatype)} is not one of those in use here"
    if not form.fullmatch(literal.value):
        return f"“{literal.value}” is not the canonical form of {shorten(datatype)}"
    return _impossible_date(literal.value) if datatype in DATE_TYPES else None


def _impossible_date(text: str) -> str | None:
    try:
        bounds(text)
    except ValueError as error:
        return f"“{text}” is no day of the calendar ({error})"
    return None
