"""One thing among those that it is linked to, for a picture that a person can still read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import GRAPH, ID

#: More nodes than this nobody reads.
NODES_LIMIT: Final = 40
_WIDTH, _HEIGHT = 900.0, 560.0
_INNER: Final = 16


@dataclass(frozen=True)
class Neighbour:
    """A thing linked to the one in the middle: by what, in which direction, where it is drawn."""

    node: Value
    links: Sequence[tuple[Value, bool]]
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Neighbourhood:
    """The picture: the middle, what is around it, and how many more there are."""

    middle: Value
    neighbours: Sequence[Neighbour]
    left_out: int
    width: float = _WIDTH
    height: float = _HEIGHT


def neighbourhood(reader: Reader, names: Names, iri: str, language: str) -> Neighbourhood:
    """Return the neighbours of an entity in the direct triples, those with most links first."""
    node = ox.NamedNode(iri)
    rows = reader.rows(
        f"SELECT DISTINCT ?other ?p ?way {{ GRAPH <{GRAPH}derived> {{ "
        f"{{ {node} ?p ?other BIND('out' AS ?way) }} UNION {{ ?other ?p {node} "
        "BIND('in' AS ?way) } } "
        f"FILTER(STRSTARTS(STR(?other), '{ID}')) FILTER NOT EXISTS {{ ?other nrr:property ?x }} "
        "FILTER NOT EXISTS { ?other nrr:sentence ?y } }"
    )
    links: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows:
        is_out = row["way"].value == "out"
        links[str(row["other"].value)].append((str(row["p"].value), is_out))
    ordered = sorted(links, key=lambda other: (-len(links[other]), names.value(other, "en").text))
    drawn = ordered[:NODES_LIMIT]
    return Neighbourhood(
        names.value(iri, language),
        [
            Neighbour(
                names.value(other, language),
                [(names.value(p, language), is_out) for p, is_out in sorted(links[other])],
                *_place(number, len(drawn)),
            )
            for number, other in enumerate(drawn)
        ],
        len(ordered) - len(drawn),
    )


def _place(number: int, count: int) -> tuple[float, float, str]:
    """Put the first neighbours on an inner ellipse, the others on an outer one."""
    inner = min(count, _INNER)
    is_outer = number >= inner
    of, at = (count - inner, number - inner) if is_outer else (inner, number)
    angle = 2 * pi * (at + (0.5 if is_outer else 0)) / max(of, 1) - pi / 2
    share_x, share_y = (0.36, 0.44) if is_outer else (0.21, 0.26)
    x = _WIDTH / 2 + cos(angle) * _WIDTH * share_x
    y = _HEIGHT / 2 + sin(angle) * _HEIGHT * share_y
    side = "middle" if abs(cos(angle)) < 0.25 else "start" if cos(angle) > 0 else "end"
    return round(x, 1), round(y, 1), side
