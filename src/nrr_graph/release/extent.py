"""What a release covers: from which day to which, in which area, and whether it has the article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import DCAT, DCTERMS, PREFIXES, RDF, RDFS
from nrr_graph.release.triples import Properties, about, iri_of, iris_of, texts_of, typed
from nrr_graph.release.wikibase.model import ARTICLE
from nrr_graph.terms import Term

_AREA: Final = {"en": "the places of the graph", "ru": "места, о которых говорит граф"}
_WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"
_QUERIES: Final = (
    "SELECT (MIN(?day) AS ?first_day) { ?fact nrr:earliestDay ?day }",
    "SELECT (MAX(?day) AS ?last_day) { ?fact nrr:latestDay|nrr:endLatestDay ?day }",
    "SELECT (MIN(?x) AS ?west) (MIN(?y) AS ?south) (MAX(?x) AS ?east) (MAX(?y) AS ?north) "
    "{ ?place nrr:longitude ?x ; nrr:latitude ?y }",
)


def extent_of(store: ox.Store) -> dict[str, str]:
    """Return first and last day (ISO), the corners of the area in degrees, and the article's IRI.

    What the store does not say is missing.
    """
    found: dict[str, str] = {}
    for query in _QUERIES:
        solutions = cast(ox.QuerySolutions, store.query(query, prefixes=PREFIXES))
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            values = {name: cast(Term | None, solution[name]) for name in names}
            found |= {name: str(term.value) for name, term in values.items() if term is not None}
    article = ox.NamedNode(ARTICLE)
    if next(store.quads_for_pattern(article, None, None, ox.DefaultGraph()), None):
        found["article"] = ARTICLE
    return found


def extent_properties(extent: Mapping[str, str], dataset: str) -> Properties:
    """Return what a dataset says of its period and its area (DCAT 3, section 6.6)."""
    return {
        DCTERMS + "temporal": iris_of(f"{dataset}#period") if "first_day" in extent else [],
        DCTERMS + "spatial": iris_of(f"{dataset}#area") if "west" in extent else [],
    }


def describe_extent(extent: Mapping[str, str], dataset: str) -> Iterable[ox.Triple]:
    """Describe period and area themselves, as far as they are known."""
    if "first_day" in extent:
        yield from about(
            f"{dataset}#period",
            {
                RDF + "type": iris_of(DCTERMS + "PeriodOfTime"),
                DCAT + "startDate": [typed(extent["first_day"], "date")],
                DCAT + "endDate": [typed(extent["last_day"], "date")],
            },
        )
    if "west" in extent:
        yield from about(
            f"{dataset}#area",
            {
                RDF + "type": iris_of(DCTERMS + "Location"),
                RDFS + "label": texts_of(_AREA),
                DCAT + "bbox": [ox.Literal(_box(extent), datatype=iri_of(_WKT))],
            },
        )


def _box(extent: Mapping[str, str]) -> str:
    """Return the corners of the area as a polygon in WKT, longitude before latitude."""
    west, south, east, north = (extent[side] for side in ("west", "south", "east", "north"))
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"
