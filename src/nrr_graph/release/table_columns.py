"""What the columns of the tables mean: words and types come from the ontology where it has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, RDFS, SCHEMA, SKOS, XSD
from nrr_graph.release.load import GraphFile
from nrr_graph.release.tables import COLUMNS
from nrr_graph.terms import Term

Texts = Mapping[str, str]
#: Columns that are called otherwise than their property.
_PROPERTIES: Final = {"bears_on": "bearsOn", "earliest": "earliestDay", "latest": "latestDay"}
_DATATYPES: Final = {XSD + "integer": "integer", XSD + "date": "date"}
_LABEL: Final = "_label"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``means`` is its meaning by language; ``datatype`` is ``string``, ``integer`` or ``date``;
    ``is_list``: a cell may hold several values; ``property`` is the local name of the property of
    the ontology, if it is one.
    """

    name: str
    means: Texts
    datatype: str = "string"
    is_list: bool = False
    property: str = ""


def _own(en: str, ru: str, *, is_list: bool = False, datatype: str = "string") -> Column:
    return Column("", {"en": en, "ru": ru}, datatype, is_list)


#: Columns that are no property of the row's subject, by table and name.
_OWN: Final[Mapping[str, Mapping[str, Column]]] = {
    "statements.csv": {
        "statement": _own("The statement, by the end of its IRI.", "Утверждение: конец его IRI."),
        "kind": _own(
            "The classes to which the statement belongs.", "Классы утверждения.", is_list=True
        ),
        "sentences": _own(
            "Codes of the sentences of the article in which it stands.",
            "Коды предложений статьи, в которых оно стоит.",
            is_list=True,
        ),
        "references": _own(
            "Numbers of the references that the article gives for it.",
            "Номера сносок, которые статья даёт к нему.",
            is_list=True,
            datatype="integer",
        ),
        "sources": _own(
            "Titles of the sources, of references or of a finding.",
            "Названия источников: сносок или находки.",
            is_list=True,
        ),
        "precision": _own(
            "How exactly it is dated: day, month, year or interval.",
            "Точность даты: день, месяц, год или промежуток.",
            is_list=True,
        ),
    },
    "entities.csv": {
        "entity": _own("The thing, by the end of its IRI.", "Предмет: конец его IRI."),
        "kinds": _own("The classes to which it belongs.", "Его классы.", is_list=True),
        "label_en": _own("Its name in English.", "Название на английском."),
        "label_ru": _own("Its name in Russian.", "Название на русском."),
        "aliases": _own("Other names, in any language.", "Другие названия.", is_list=True),
        "description_en": _own("What it is, in English.", "Что это, на английском."),
        "description_ru": _own("What it is, in Russian.", "Что это, на русском."),
    },
    "sources.csv": {
        "reference": _own("The reference, by the end of its IRI.", "Сноска: конец её IRI."),
        "publisher": _own("Names of the publishers.", "Названия издателей.", is_list=True),
    },
}


def columns_of(table: str, files: Iterable[GraphFile]) -> Sequence[Column]:
    """Return the columns of a table, in their order.

    :param table: the name of its file.
    :param files: the ontology among them.
    """
    terms = _terms(files)
    return [_column(name, _OWN[table], terms) for name in COLUMNS[table]]


def _column(name: str, own: Mapping[str, Column], terms: _Terms) -> Column:
    if name in own:
        known = own[name]
        return Column(name, known.means, known.datatype, known.is_list)
    named = name.removesuffix(_LABEL)
    local_name = _PROPERTIES.get(named, named)
    known_of = terms[NRR + local_name]
    is_list = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")) in known_of.get(
        NRR + "repeatable", []
    )
    if name != named:
        means = {"en": f"What “{named}” is called.", "ru": f"Как называется «{named}»."}
        return Column(name, means, is_list=is_list)
    return Column(name, _definition(known_of), _datatype(known_of), is_list, local_name)


_Terms = Mapping[str, Mapping[str, list[Term]]]


def _terms(files: Iterable[GraphFile]) -> _Terms:
    terms: dict[str, dict[str, list[Term]]] = {}
    for file in files:
        if file.name == "ontology":
            for subject, predicate, value in file.triples:
                terms.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    return terms


def _definition(known: Mapping[str, list[Term]]) -> Texts:
    texts = known.get(SKOS + "definition", [])
    return {t.language: t.value for t in texts if isinstance(t, ox.Literal) and t.language}


def _datatype(known: Mapping[str, list[Term]]) -> str:
    """Return the one type that the values have, else ``string``."""
    ranges = [*known.get(RDFS + "range", []), *known.get(SCHEMA + "rangeIncludes", [])]
    types = {_DATATYPES.get(str(term.value), "string") for term in ranges}
    return types.pop() if len(types) == 1 else "string"
