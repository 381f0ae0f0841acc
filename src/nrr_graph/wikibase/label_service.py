"""What the label service of Wikidata stands for: calls of a function that looks names up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from nrr_graph.engine.labels import TEXT_FUNCTION
from nrr_graph.release.wikibase.rdf_values import WIKIBASE
from nrr_graph.sparql.tokens import Token
from nrr_graph.wikibase.prefixes import iri_of

_LANGUAGE: Final = WIKIBASE + "language"
_AUTO: Final = "[AUTO_LANGUAGE]"
_ALL_LANGUAGES, _FOR_ALL = "mul", "en"
#: What a variable ends with, and what it then holds.
_ENDINGS: Final = {"AltLabel": "alias", "Description": "description", "Label": "label"}
#: What the manual mode asks for, by the property.
_ASKED: Final = {
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    "http://www.w3.org/2004/02/skos/core#altLabel": "alias",
    "http://schema.org/description": "description",
}
_DEFAULT_LANGUAGES: Final = "en"
#: Further languages, and longer tags than there are (RFC 5646, section 4.4.1), are not looked at.
LANGUAGES_LIMIT: Final = 100
TAG_LENGTH_LIMIT: Final = 35

#: Of which variable what is asked for, under which name.
Asked = tuple[str, str, str]


def manual_names(inside: Sequence[Token], prefixes: Mapping[str, str]) -> list[Asked]:
    """Return what the patterns in the block ask for: of which variable, what, under which name."""
    found = []
    subject = ""
    for place, token in enumerate(inside):
        after = inside[place + 1 : place + 3]
        if token.kind == "variable" and (place == 0 or inside[place - 1].text in (".", "{")):
            subject = token.text
        what = _ASKED.get(iri_of(token, prefixes))
        if what and subject and after and after[0].kind == "variable":
            found.append((subject, what, after[0].text))
    return found


def automatic_names(variables: Collection[str]) -> list[Asked]:
    """Return what the names of variables ask for: ``?xLabel`` is the label of ``?x``."""
    found = []
    for name in sorted(variables):
        for ending, what in _ENDINGS.items():
            base = name.removesuffix(ending)
            if name.endswith(ending) and base in variables and len(base) > 1:
                found.append((base, what, name))
                break
    return found


def without_own_names(
    automatic: Sequence[Asked], inside: Sequence[Token], variables: Counter[str]
) -> Sequence[Asked]:
    """Return what is asked for automatically, but for variables that only the block itself has."""
    here = Counter(token.text for token in inside if token.kind == "variable")
    only_here = {name for name, count in here.items() if count == variables[name]}
    if not only_here:
        return automatic
    return [asked for asked in automatic if not only_here & {asked[0], asked[2]}]


def language_list(
    inside: Sequence[Token], prefixes: Mapping[str, str], languages: Sequence[str]
) -> str:
    """Return the languages that a block asks for, first choice first, with commas between.

    It may ask more than once, for several languages each.  ``mul``, under which Wikidata has what
    is called the same in all languages, is English here: all things have a name in it.
    """
    given = ",".join(_languages_asked(inside, prefixes)) or _DEFAULT_LANGUAGES
    own = ",".join(language for language in languages if re.fullmatch(r"[A-Za-z-]{1,20}", language))
    parts = (part.strip() for part in given.replace(_AUTO, own).split(","))
    known = [part for part in parts if 0 < len(part) <= TAG_LENGTH_LIMIT][:LANGUAGES_LIMIT]
    return ",".join(_FOR_ALL if part == _ALL_LANGUAGES else part for part in known)


def _languages_asked(inside: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of ``wikibase:language``, of which one triple can have several."""
    is_asked = False
    for token in inside:
        if iri_of(token, prefixes) == _LANGUAGE:
            is_asked = True
        elif is_asked and token.kind == "string":
            yield token.text.strip("\"'")
        elif token.text != ",":
            is_asked = False


def binds(asked: Collection[Asked], wanted: str) -> str:
    """Return the BIND clauses that a label service stands for."""
    return "".join(
        f" BIND(<{TEXT_FUNCTION}>({variable}, {json.dumps(wanted)}, {json.dumps(what)}) AS {name})"
        for variable, what, name in asked
    ) + (" " if asked else "")
