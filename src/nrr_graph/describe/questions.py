"""Questions as data: what people ask of the graph, in words and in SPARQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from nrr_graph.describe.reader import Reader
from nrr_graph.namespaces import ID

#: The questions that the home page answers.
SHOWN_FIRST: Final = (
    "creation-of-the-council",
    "everything-rogozin-said",
    "the-suspension-and-its-source",
)
#: Where a stored query says in which language names are wanted.
_LANGUAGE: Final = re.compile(r'(VALUES \?language \{ )"\w+"( \})')


@dataclass(frozen=True)
class Question:
    """A question with the query that answers it; ``slug`` is its name under ``id/question-``.

    ``columns`` tells what each column of the answer means.
    """

    slug: str
    text: str
    sparql: str
    theme: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The IRI of the question."""
        return f"{ID}question-{self.slug}"


def questions(reader: Reader, language: str = "en") -> list[Question]:
    """Return all questions, in the order of their names."""
    return _read(reader, language)


def question(reader: Reader, slug: str, language: str = "en") -> Question | None:
    """Return one question, if there is one of that name."""
    known = {found.slug: found for found in questions(reader, language)}
    return known.get(slug)


def in_language(sparql: str, language: str) -> str:
    """Ask for names in a language, where a stored query lets its reader choose.

    >>> in_language('SELECT ?n { VALUES ?language { "en" } ?s ?p ?n }', "ru")
    'SELECT ?n { VALUES ?language { "ru" } ?s ?p ?n }'
    """
    return _LANGUAGE.sub(rf'\g<1>"{language}"\g<2>', sparql)


def shown_first(found: list[Question]) -> list[Question]:
    """Pick the questions of the home page, in its order."""
    by_slug = {question.slug: question for question in found}
    return [by_slug[slug] for slug in SHOWN_FIRST if slug in by_slug]


def by_theme(found: Sequence[Question]) -> dict[str, list[Question]]:
    """Group questions by theme, themes in the order of their names."""
    grouped: dict[str, list[Question]] = {}
    for one in sorted(found, key=lambda q: (q.theme, q.text)):
        grouped.setdefault(one.theme, []).append(one)
    return grouped


def related(found: Sequence[Question], to: Question, limit: int = 6) -> list[Question]:
    """Return questions of the same theme, those that share most words of their query first."""
    words = set(to.sparql.split())
    others = [q for q in found if q.theme == to.theme and q.slug != to.slug]
    return sorted(others, key=lambda q: (-len(words & set(q.sparql.split())), q.slug))[:limit]


def _read(reader: Reader, language: str) -> list[Question]:
    rows = reader.rows(
        "SELECT ?question ?text ?sparql ?theme ?column { ?question a nrr:Question ; "
        "rdfs:label ?text ; nrr:sparql ?sparql . "
        f"FILTER(LANG(?text) = '{language}') "
        f"OPTIONAL {{ ?question nrr:theme ?theme FILTER(LANG(?theme) = '{language}') }} "
        f"OPTIONAL {{ ?question nrr:column ?column FILTER(LANG(?column) = '{language}') }} "
        "} ORDER BY ?question ?column"
    )
    found: dict[str, Question] = {}
    columns: dict[str, dict[str, str]] = {}
    for row in rows:
        slug = str(row["question"].value).removeprefix(f"{ID}question-")
        told = columns.setdefault(slug, {})
        if "column" in row:
            name, _sep, meaning = str(row["column"].value).partition(": ")
            told[name] = meaning
        theme = str(row["theme"].value) if "theme" in row else ""
        sparql = in_language(str(row["sparql"].value), language)
        found[slug] = Question(slug, str(row["text"].value), sparql, theme, told)
    return list(found.values())
