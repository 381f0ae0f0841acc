"""References and passages in words: what a reader needs to check a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Footnote, Value
from nrr_graph.release.wording import quoted, spell_date
from nrr_graph.terms import Row, Term


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
    titles: dict[str, Value] = {}
    for row in rows:
        grouped[_text(row, "reference")].append({name: _text(row, name) for name in row})
        if "title" in row:
            titles[_text(row, "reference")] = title_of(row["title"], language)
    return {
        iri: _footnote(iri, found, titles.get(iri, Value("")), language)
        for iri, found in grouped.items()
    }


def _footnote(
    iri: str, found: Sequence[Mapping[str, str]], title: Value, language: str
) -> Footnote:
    number, details = int(found[0]["number"]), _details(found, language)
    if not title.text:
        text = "пустая сноска" if language == "ru" else "an empty reference"
        return Footnote(number, text, title, text, iri)
    whole = ", ".join(filter(None, [quoted(title.text, language), details]))
    return Footnote(number, whole, title, details, iri)


def _details(found: Sequence[Mapping[str, str]], language: str) -> str:
    first = found[0]
    parts = sorted({row["publisher"] for row in found if "publisher" in row})
    if "published" in first:
        parts.append(spell_date(first["published"], language))
    if "retrieved" in first:
        read = "прочитано " if language == "ru" else "read "
        parts.append(read + spell_date(first["retrieved"], language))
    return ", ".join(parts)


def title_of(term: Term, language: str) -> Value:
    """Show a title, marked with its language where that is not the reader's."""
    written_in = term.language or "" if isinstance(term, ox.Literal) else ""
    return Value(str(term.value), "" if written_in == language else written_in)


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
