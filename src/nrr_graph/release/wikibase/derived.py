"""Claims that the article does not make: where things lie, and in which state who publishes sits.

Each has one reference, to where it is said what it is: the graph of points, or the property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nrr_graph.namespaces import GRAPH, NRR
from nrr_graph.release.wikibase import snaks
from nrr_graph.release.wikibase.numbers import Numbers, guid
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.terms import Term

COORDINATES, COUNTRY, ADDRESS = "P625", "P17", "P854"
#: The points are given to a tenth of a degree.
PRECISION_DEGREES: Final = 0.1
_EARTH: Final = "http://www.wikidata.org/entity/Q2"


def claims_not_of_the_article(
    number: str, iri: str, own: Mapping[str, Sequence[Term]], numbers: Numbers
) -> list[Json]:
    """Return the claims of an item that come from the curators, each with where from."""
    return [
        {
            "mainsnak": snak,
            "type": "statement",
            "id": guid(number, iri, source, snak["hash"]),
            "rank": "normal",
            "references": [snaks.reference([snaks.value_snak(ADDRESS, "url", "string", source)])],
        }
        for snak, source in (*_points(own), *_countries(own, numbers))
    ]


def _points(own: Mapping[str, Sequence[Term]]) -> Iterator[tuple[Json, str]]:
    latitudes, longitudes = own.get(NRR + "latitude", ()), own.get(NRR + "longitude", ())
    for latitude, longitude in zip(latitudes, longitudes, strict=False):
        value = {
            "latitude": float(str(latitude.value)),
            "longitude": float(str(longitude.value)),
            "altitude": None,
            "precision": PRECISION_DEGREES,
            "globe": _EARTH,
        }
        snak = snaks.value_snak(COORDINATES, "globe-coordinate", "globecoordinate", value)
        yield snak, GRAPH + "coordinates"


def _countries(own: Mapping[str, Sequence[Term]], numbers: Numbers) -> Iterator[tuple[Json, str]]:
    for state in own.get(NRR + "basedIn", ()):
        written = numbers.item(str(state.value))
        if written:
            value = snaks.item_value(written)
            snak = snaks.value_snak(COUNTRY, "wikibase-item", "wikibase-entityid", value)
            yield snak, NRR + "basedIn"
