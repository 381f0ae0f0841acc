"""Where things happened: places with coordinates, and the statements that name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value


@dataclass(frozen=True)
class Position:
    """Degrees north and east of a representative point."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Spot:
    """A place with the statements that name it."""

    place: Value
    position: Position
    statements: Sequence[Value]


def positions(reader: Reader) -> dict[str, Position]:
    """Return the coordinates of every place that has them, by IRI."""
    rows = reader.rows("SELECT ?e ?lat ?long { ?e nrr:latitude ?lat ; nrr:longitude ?long }")
    return {
        str(row["e"].value): Position(float(str(row["lat"].value)), float(str(row["long"].value)))
        for row in rows
    }


def spots(reader: Reader, names: Names, known: Mapping[str, Position], language: str) -> list[Spot]:
    """Return the places that statements of the article or of others name, most named first."""
    rows = reader.rows(
        "SELECT DISTINCT ?place ?s { ?place nrr:latitude ?north . "
        "?s ?link ?place ; nrr:property ?property . FILTER(?link != nrr:subject) "
        "VALUES ?link { nrr:place nrr:country nrr:area nrr:value nrr:about } } ORDER BY ?s"
    )
    named: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        named[str(row["place"].value)].append(str(row["s"].value))
    return on_map({iri: named[iri] for iri in named}, names, known, language)


def on_map(
    named: Mapping[str, Iterable[str]], names: Names, known: Mapping[str, Position], language: str
) -> list[Spot]:
    """Return what has coordinates, each with what is to be told of it, most told of first."""
    found = [
        Spot(
            names.value(iri, language),
            known[iri],
            [names.value(statement, language) for statement in dict.fromkeys(statements)],
        )
        for iri, statements in named.items()
        if iri in known
    ]
    return sorted(found, key=lambda spot: (-len(spot.statements), spot.place.text))
