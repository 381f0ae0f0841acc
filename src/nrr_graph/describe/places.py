"""Where things happened: places with coordinates, and the statements that name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value
from nrr_graph.engine.geometry import point_of
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.release.wikibase.rdf_values import ENTITY
from nrr_graph.terms import Term


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


def position_of(term: Term | None, known: Mapping[str, Position]) -> Position | None:
    """Return where a term lies: a thing with known coordinates, or a point as well-known text.

    >>> position_of(ox.Literal("Point(26.1 44.4)"), {})
    Position(latitude=44.4, longitude=26.1)
    """
    if isinstance(term, ox.NamedNode):
        return known.get(term.value)
    point = point_of(term) if isinstance(term, ox.Literal) else None
    return Position(point[1], point[0]) if point else None


def positions(reader: Reader) -> dict[str, Position]:
    """Return the coordinates of every place that has them, by IRI, also that of its entity."""
    rows = reader.rows("SELECT ?e ?lat ?long { ?e nrr:latitude ?lat ; nrr:longitude ?long }")
    found = {
        str(row["e"].value): Position(float(str(row["lat"].value)), float(str(row["long"].value)))
        for row in rows
    }
    items = {iri: numbers().item(iri) for iri in found}
    return found | {ENTITY + number: found[iri] for iri, number in items.items() if number}


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
    return in_order(
        Spot(
            names.value(iri, language),
            known[iri],
            [names.value(statement, language) for statement in dict.fromkeys(statements)],
        )
        for iri, statements in named.items()
        if iri in known
    )


def in_order(found: Iterable[Spot]) -> list[Spot]:
    """Return places, those of which most is told first."""
    return sorted(found, key=lambda spot: (-len(spot.statements), spot.place.text))
