"""Find out what another engine lacks before it answers for this project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import pyoxigraph as ox

from nrr_graph.errors import MalformedQuery, NrrGraphError
from nrr_graph.release.release import Release
from nrr_graph.terms import Row


class Reader(Protocol):
    """Answers our own queries."""

    def rows(self, query: str) -> list[Row]:
        """Return the solutions."""

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples."""


@dataclass(frozen=True)
class Feature:
    """A part of SPARQL 1.1 that some engine is known to lack or bend.

    ``pattern`` has a solution exactly where the engine has it; ``cost`` says who will miss it.
    """

    name: str
    pattern: str
    cost: str


#: A larger release is compared by the size of its graphs alone.
COMPARED_TRIPLES_LIMIT: Final = 200_000

FEATURES: Final = (
    Feature(
        "dates of a month or a year as they are written",
        'VALUES ?v { "1997-05"^^xsd:gYearMonth } FILTER(STR(?v) = "1997-05")',
        "dates known to the month or the year may be shown or compared wrongly",
    ),
    Feature(
        "order among years",
        'FILTER("1997"^^xsd:gYear < "2002"^^xsd:gYear)',
        "queries that compare years find nothing",
    ),
    Feature("case of non-Latin letters", 'FILTER(LCASE("НАТО") = "нато")', "search in Russian"),
    Feature("language tags", 'FILTER(LANGMATCHES(LANG("да"@ru), "RU"))', "labels by language"),
    Feature(
        "paths of any length, also none",
        "nrr:Statement rdfs:subClassOf* nrr:Statement",
        "queries over subclasses miss the class itself",
    ),
    Feature("values that are not bound", "VALUES (?a ?b) { (1 UNDEF) }", "some questions"),
    Feature(
        "a pattern that must not match",
        "FILTER NOT EXISTS { nrr:Statement a nrr:Statement }",
        "queries for what is missing",
    ),
    Feature(
        "averages in sub-queries",
        "{ SELECT (AVG(?x) AS ?y) { VALUES ?x { 1 3 } } } FILTER(?y = 2)",
        "some questions that count",
    ),
)


def lacks(engine: Reader) -> list[Feature]:
    """Return the features that an engine does not have.

    :raises EngineFailed: the engine does not answer at all.
    """
    return [feature for feature in FEATURES if not _has(engine, feature)]


def _has(engine: Reader, feature: Feature) -> bool:
    try:
        return bool(engine.rows(f"SELECT (1 AS ?one) {{ {feature.pattern} }}"))
    except MalformedQuery:
        return False


def require_release(engine: Reader, release: Release) -> None:
    """Make sure that an engine holds a release, graph by graph and merged.

    :raises NrrGraphError: it holds something else; the message says what and how to mend it.
    """
    found = _sizes(engine)
    wrong = [name for name, size in release.graphs.items() if found.get(name) != size]
    if wrong:
        first = wrong[0]
        problem = (
            f"holds {found.get(first, 0)} triples in {first} instead of {release.graphs[first]}"
            f" (and {len(wrong) - 1} more of {len(release.graphs)} graphs differ)"
        )
        raise NrrGraphError(f"the engine {problem}; load the release with “nrr-graph push”")
    merged = _number(engine.rows("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }"))
    if merged != release.counts["triples"]:
        raise NrrGraphError(
            f"the default graph of the engine has {merged} triples instead of "
            f"{release.counts['triples']}, the merge of all graphs; load the release with "
            "“nrr-graph push”, or let the engine take the union of its graphs by default"
        )
    if merged <= COMPARED_TRIPLES_LIMIT:
        _require_same(engine, release)


def _require_same(engine: Reader, release: Release) -> None:
    """Compare the default graphs triple by triple."""
    ours = release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    missing = {quad.triple for quad in ours}
    missing.difference_update(engine.triples("CONSTRUCT WHERE { ?s ?p ?o }"))
    if missing:
        raise NrrGraphError(
            f"the engine lacks {len(missing)} triples of this release, among them "
            f"{min(map(str, missing))}; load the release with “nrr-graph push”"
        )


def _sizes(engine: Reader) -> Mapping[str, int]:
    rows = engine.rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return {str(row["g"].value): _number([row]) for row in rows}


def _number(rows: list[Row]) -> int:
    return int(str(rows[0]["n"].value))
