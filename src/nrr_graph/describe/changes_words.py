"""Changes in words, English and Russian, as plain text and as Markdown for the changelog."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.changes import Difference, name_of
from nrr_graph.describe.changes_answers import Row
from nrr_graph.namespaces import ID, shorten
from nrr_graph.release.differences import Change, PropertyChange
from nrr_graph.terms import Term

#: The words of a report, by language.
WORDS: Final = {
    "en": {
        "title": "What changed from {old} to {new}",
        "nothing": "Nothing changed.",
        "added": "Added",
        "corrected": "Corrected",
        "withdrawn": "Withdrawn",
        "evidence": "Evidence changed",
        "standings": "Standings that change",
        "answers": "Answers that change",
        "shrunk": "Fewer than before",
        "whole": "the claim",
        "none": "none",
        "rows": "{lost} rows fewer, {gained} more",
        "reordered": "the same rows in another order",
        "supports": "facts that rest on it: {count}: {names}",
        "members": "{before} before, {after} now",
    },
    "ru": {
        "title": "Что изменилось с {old} до {new}",
        "nothing": "Ничего не изменилось.",
        "added": "Добавлено",
        "corrected": "Исправлено",
        "withdrawn": "Отозвано",
        "evidence": "Изменены источники",
        "standings": "Изменилась подтверждённость",
        "answers": "Изменились ответы",
        "shrunk": "Меньше прежнего",
        "whole": "утверждение в целом",
        "none": "нет",
        "rows": "строк убыло: {lost}, прибыло: {gained}",
        "reordered": "те же строки в другом порядке",
        "supports": "на этом основаны утверждения, их {count}: {names}",
        "members": "было {before}, стало {after}",
    },
}
#: Values longer than this are cut in words; JSON and RDF have them whole.
_SHOWN: Final = 200
Section = tuple[str, list[tuple[str, list[str]]]]


def as_text(found: Difference, language: str) -> str:
    """Write the difference for a terminal."""
    words = WORDS[language]
    lines = [words["title"].format(old=found.old, new=found.new)]
    sections = sections_of(found, language)
    for heading, items in sections:
        lines += ["", f"{heading} ({len(items)})"]
        for text, details in items:
            lines += [f"  {text}", *(f"    {detail}" for detail in details)]
    return "\n".join(lines if sections else [*lines, "", words["nothing"]]) + "\n"


def as_markdown(found: Difference, language: str) -> str:
    """Write the difference as a section of the changelog."""
    lines = [f"## Data {found.new}", ""]
    for heading, items in sections_of(found, language):
        lines += [f"### {heading}", ""]
        for text, details in items:
            lines.append(f"- {text}")
            lines += [f"  - {detail}" for detail in details]
        lines.append("")
    return "\n".join(lines)


def sections_of(found: Difference, language: str) -> list[Section]:
    """Return the parts of a report that are not empty: a heading and items with details."""
    words = WORDS[language]
    parts: list[Section] = [
        (words["shrunk"], [*_shrunk(found, language)]),
        *((words[kind], [*_changes(found, kind, language)])
          for kind in ("added", "corrected", "withdrawn", "evidence")),
        (words["standings"], [*_standings(found, language)]),
        (words["answers"], [*_answers(found, language)]),
    ]  # fmt: skip
    return [(heading, items) for heading, items in parts if items]


def _changes(found: Difference, kind: str, language: str) -> Iterator[tuple[str, list[str]]]:
    for change in found.changes:
        if change.kind == kind:
            text = f"{_named(found, change.iri, language)}{_classes(found, change, language)}"
            details = change.properties if kind in ("corrected", "evidence") else ()
            lines = [line for one in details for line in _property(found, one, language)]
            yield text, [*lines, *_supports(change, language)]


def _supports(change: Change, language: str) -> Iterator[str]:
    if change.supports:
        names = _cut(", ".join(shorten(iri) for iri in change.supports))
        yield WORDS[language]["supports"].format(count=len(change.supports), names=names)


def _classes(found: Difference, change: Change, language: str) -> str:
    names = [name_of(iri, found.labels, language) for iri in change.classes]
    return f" [{', '.join(names)}]" if names else ""


def _property(found: Difference, one: PropertyChange, language: str) -> list[str]:
    """Tell what a property was and is; of a text of several lines, the lines that changed."""
    name = name_of(one.property, found.labels, language)
    texts = [[term.value for term in terms] for terms in (one.before, one.after)]
    if all(len(text) == 1 and "\n" in text[0] for text in texts):
        (before,), (after,) = texts
        lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
        return [f"{name}:", *(f"  {line.rstrip()}" for line in lines if line[0] in "+-")]
    return [
        f"{name}: {_values(found, one.before, language)} → {_values(found, one.after, language)}"
    ]


def _standings(found: Difference, language: str) -> Iterator[tuple[str, list[str]]]:
    words = WORDS[language]
    for one in found.standings:
        facet = name_of(one.facet, found.labels, language) if one.facet else words["whole"]
        before = name_of(one.before, found.labels, language) if one.before else words["none"]
        after = name_of(one.after, found.labels, language) if one.after else words["none"]
        yield f"{_named(found, one.claim, language)}: {facet}: {before} → {after}", []


def _answers(found: Difference, language: str) -> Iterator[tuple[str, list[str]]]:
    for one in found.answers:
        rows = one.rows.get(language) or next(iter(one.rows.values()))
        words = WORDS[language]["rows" if rows.lost or rows.gained else "reordered"]
        counts = words.format(lost=len(rows.lost), gained=len(rows.gained))
        details = [*_signed("-", rows.columns, rows.lost), *_signed("+", rows.columns, rows.gained)]
        yield f"{_named(found, f'{ID}question-{one.slug}', language)}: {counts}", details


def _shrunk(found: Difference, language: str) -> Iterator[tuple[str, list[str]]]:
    for one in found.shrunk:
        counts = WORDS[language]["members"].format(before=one.before, after=one.after)
        yield f"{name_of(one.class_, found.labels, language)}: {counts}", []


def _named(found: Difference, iri: str, language: str) -> str:
    name, short = name_of(iri, found.labels, language), shorten(iri)
    return name if name == short else f"{name} ({short})"


def _values(found: Difference, terms: Sequence[Term], language: str) -> str:
    shown = [
        term.value if isinstance(term, ox.Literal) else name_of(term.value, found.labels, language)
        for term in terms
    ]
    return _cut(", ".join(shown)) if shown else WORDS[language]["none"]


def _signed(sign: str, columns: Sequence[str], rows: Iterable[Row]) -> list[str]:
    return [f"{sign} {_cut(row_text(columns, row))}" for row in rows]


def row_text(columns: Sequence[str], row: Row) -> str:
    """Write a row of an answer, each cell after what its column means.

    >>> row_text(["who", "when"], ("https://w3id.org/nrr/id/nato", "1949"))
    'who: id:nato; when: 1949'
    """
    cells = [shorten(cell) if cell.startswith("http") else cell for cell in row]
    if len(columns) != len(cells):
        return "; ".join(cells)
    return "; ".join(f"{name}: {cell}" for name, cell in zip(columns, cells, strict=True) if cell)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
