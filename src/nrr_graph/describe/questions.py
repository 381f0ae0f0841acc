"""Questions as data: what people ask of the graph, in words and in SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nrr_graph.describe.reader import Reader
from nrr_graph.namespaces import ID

#: The questions that the home page offers at one click.
SHOWN_FIRST: Final = (
    "creation-of-the-council",
    "everything-rogozin-said",
    "the-suspension-and-its-source",
)


@dataclass(frozen=True)
class Question:
    """A question with the query that answers it; ``slug`` is its name under ``id/question-``."""

    slug: str
    text: str
    sparql: str


def questions(reader: Reader, language: str = "en") -> list[Question]:
    """Return all questions, in the order of their names."""
    rows = reader.rows(
        "SELECT ?question ?text ?sparql { ?question a nrr:Question ; rdfs:label ?text ; "
        f"nrr:sparql ?sparql . FILTER(LANG(?text) = '{language}') }} ORDER BY ?question"
    )
    start = len(ID + "question-")
    return [
        Question(
            str(row["question"].value)[start:], str(row["text"].value), str(row["sparql"].value)
        )
        for row in rows
    ]


def shown_first(found: list[Question]) -> list[Question]:
    """Pick the questions of the home page, in its order."""
    by_slug = {question.slug: question for question in found}
    return [by_slug[slug] for slug in SHOWN_FIRST if slug in by_slug]
