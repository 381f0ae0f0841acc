"""Numbers that tell how well the graph is sourced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader

#: What is counted, in words, each with the pattern that finds it.
_MEASURES: Final = (
    ("statements of the article", "?x a nrr:Statement"),
    ("of these with a passage", "?x nrr:passage ?p ; nrr:subject ?s"),
    (
        "of these with a reference of the sentence or its paragraph",
        "?x nrr:subject ?s ; nrr:reference|nrr:paragraphReference ?r",
    ),
    ("of these with an issue", "?i nrr:concerns ?x . ?x nrr:subject ?s"),
    ("findings in other sources", "?x a nrr:Finding"),
    ("sources read beside the article", "?f nrr:foundIn ?x"),
    ("references of the article", "?x a nrr:Reference"),
    ("references that were found", "?x nrr:source/(nrr:foundAs|nrr:likelyFoundAs) ?found"),
    ("issues", "?x a nrr:Issue"),
    ("entities linked to Wikidata, with evidence", "?x nrr:wikidata ?item"),
)


@dataclass(frozen=True)
class Quality:
    """Each measure with its number; how many claims stand in which way."""

    measures: Sequence[tuple[str, int]]
    standings: Sequence[tuple[str, int]]


def quality(reader: Reader, names: Names, language: str) -> Quality:
    """Count."""
    rows = reader.rows(
        "SELECT ?standing (COUNT(DISTINCT ?sentence) AS ?n) { ?place nrr:sentence ?sentence ; "
        "nrr:standing ?standing } GROUP BY ?standing ORDER BY DESC(?n)"
    )
    return Quality(
        [(text, _count(reader, pattern)) for text, pattern in _MEASURES],
        [
            (names.value(str(row["standing"].value), language).text, int(str(row["n"].value)))
            for row in rows
        ],
    )


def _count(reader: Reader, pattern: str) -> int:
    (row,) = reader.rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
    return int(str(row["n"].value))
