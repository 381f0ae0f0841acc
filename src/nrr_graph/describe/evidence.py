"""References and passages in words: what a reader needs to check a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Footnote
from nrr_graph.release.wording import spell_date
from nrr_graph.terms import Row


def footnotes(reader: Reader, references: Iterable[str], language: str) -> dict[str, Footnote]:
    """Spell out references: number, title, publisher, date as far as the article gives them.

    :param references: IRIs of references.
    """
    if not (references := set(references)):
        return {}
    rows = reader.rows(
        "SELECT ?reference ?number ?title ?publisher ?published ?retrieved { "
        f"VALUES ?reference {{ {_listed(references)} }} ?reference nrr:number ?number . "
        "OPTIONAL { ?reference nrr:retrieved ?retrieved } "
        "OPTIONAL { ?reference nrr:source ?s . ?s nrr:title ?title . "
        "  OPTIONAL { ?s nrr:published ?published } "
        "  OPTIONAL { ?s nrr:publisher/rdfs:label ?publisher "
        f"    FILTER(LANG(?publisher) = '{language}') }} }} }} ORDER BY ?publisher"
    )
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        grouped[_text(row, "reference")].append({name: _text(row, name) for name in row})
    return {
        iri: Footnote(int(found[0]["number"]), _citation(found, language), iri)
        for iri, found in grouped.items()
    }


def _citation(found: list[dict[str, str]], language: str) -> str:
    first = found[0]
    russian = language == "ru"
    if "title" not in first:
        return "пустая сноска" if russian else "an empty reference"
    parts = [f"“{first['title']}”"]
    parts += sorted({row["publisher"] for row in found if "publisher" in row})
    if "published" in first:
        parts.append(spell_date(first["published"], language))
    if "retrieved" in first:
        read = "прочитано " if russian else "read "
        parts.append(read + spell_date(first["retrieved"], language))
    return ", ".join(parts)


def places(reader: Reader, passages: Iterable[str], language: str) -> dict[str, str]:
    """Spell out passages: sentence, section and character offsets.

    :param passages: IRIs of passages.
    """
    if not (passages := set(passages)):
        return {}
    rows = reader.rows(
        "SELECT ?passage ?sentence ?section ?begin ?end { "
        f"VALUES ?passage {{ {_listed(passages)} }} ?passage nrr:sentence ?sentence ; "
        "nrr:beginOffset ?begin ; nrr:endOffset ?end ; nrr:section/rdfs:label ?section . "
        f"FILTER(LANG(?section) = '{language}') }}"
    )
    word = "символы" if language == "ru" else "characters"
    return {
        _text(row, "passage"): f"{_text(row, 'sentence')}, {_text(row, 'section')}, "
        f"{word} {_text(row, 'begin')}–{_text(row, 'end')}"
        for row in rows
    }


def _listed(iris: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(iri)) for iri in sorted(set(iris)))


def _text(row: Row, name: str) -> str:
    return str(row[name].value)
