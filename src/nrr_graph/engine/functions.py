"""The functions beyond those of SPARQL 1.1 that queries may call, by IRI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.engine.geometry import (
    IN_BOX_FUNCTION,
    distance,
    in_box,
    latitude,
    longitude,
)
from nrr_graph.engine.labels import TEXT_FUNCTION, text_function
from nrr_graph.engine.moments import (
    DATE_TIME_FUNCTION,
    DAYS_FUNCTION,
    MOMENT_FUNCTION,
    date_time,
    days,
    moment,
)

#: GeoSPARQL 1.1, section 8; Wikidata's query service swaps two parts of the path.
GEOF: Final = "http://www.opengis.net/def/geosparql/function/"
GEOF_OF_STANDARD: Final = "http://www.opengis.net/def/function/geosparql/"
_OF_POINTS: Final[Mapping[str, Callable[..., Any]]] = {
    "distance": distance,
    "latitude": latitude,
    "longitude": longitude,
}


def functions(store: ox.Store) -> dict[ox.NamedNode, Callable[..., Any]]:
    """Return the functions; that of labels reads the Wikibase graph of a store."""
    known: dict[str, Callable[..., Any]] = {
        TEXT_FUNCTION: text_function(store),
        MOMENT_FUNCTION: moment,
        DAYS_FUNCTION: days,
        DATE_TIME_FUNCTION: date_time,
        IN_BOX_FUNCTION: in_box,
        **{
            base + name: call
            for base in (GEOF, GEOF_OF_STANDARD)
            for name, call in _OF_POINTS.items()
        },
    }
    return {ox.NamedNode(iri): function for iri, function in known.items()}
