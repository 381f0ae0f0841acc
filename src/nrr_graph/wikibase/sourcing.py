"""Pages on the web that say what a statement says, facet by facet, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.reader import Reader
from nrr_graph.namespaces import NRR
from nrr_graph.terms import Row

#: Facets by the property that tells them; all others tell that something happened or is so.
HAPPENED: Final = "facetHappened"
_FACETS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("P585", "P580", "P582", "P571", "P577"), "facetWhen"),
    **dict.fromkeys(("P710", "P1891", "P50"), "facetWho"),
    "P276": "facetWhere",
}
#: Read at the publisher's own page or at what stands for it; a blog's copy is no source.
_COPIES: Final = "nrr:publishersPage nrr:mirror nrr:reprint"
_AGREES: Final = "nrr:bearingConfirms nrr:bearingMorePrecise"
_AGAINST: Final = (NRR + "standingContradicted", NRR + "standingDisputed")


def facet_of(property_: str) -> str:
    """Return the facet that a property tells, by its P number.

    >>> facet_of("P585"), facet_of("P463")
    ('facetWhen', 'facetHappened')
    """
    return _FACETS.get(property_, HAPPENED)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read, and for whom it counts among independent publishers.

    ``retrieved`` is the day on which the article's authors read it, where they say so.
    """

    address: str
    independent: str
    title: ox.Literal | None = None
    published: ox.Literal | None = None
    retrieved: ox.Literal | None = None
    is_publishers_own: bool = True

    @property
    def order(self) -> tuple[bool, bool, str]:
        """Return what puts the publisher's own page first, and a page with a title."""
        return (not self.is_publishers_own, self.title is None, self.address)


class Sourcing:
    """The pages behind the statements of a release, and how each facet stands."""

    def __init__(self, reader: Reader) -> None:
        self._titles = _titles(reader)
        self._saying = self._found(reader.rows(_SAYING))
        self._cited = self._found(reader.rows(_CITED))
        self._against = {(str(row["claim"].value), _local(row)) for row in reader.rows(_STANDINGS)}
        self._reserved = {str(row["claim"].value) for row in reader.rows(_RESERVED)}

    def pages(self, statement: str, facet: str) -> Sequence[Page]:
        """Return the pages for one facet, those that tell it and those that the article cites.

        :param statement: the IRI of a statement.
        """
        found = [*self._saying[statement, facet], *self._cited[statement, ""]]
        by_address: dict[str, Page] = {}
        for page in found:
            known = by_address.setdefault(page.address, page)
            if page.retrieved:
                by_address[page.address] = replace(known, retrieved=page.retrieved)
        return sorted(by_address.values(), key=lambda page: page.order)

    def is_contested(self, statement: str, facet: str) -> bool:
        """Tell whether other sources contradict or dispute a facet."""
        return (statement, facet) in self._against

    def is_reserved(self, statement: str) -> bool:
        """Tell whether the article gives a statement with a reserve, or as somebody's view."""
        return statement in self._reserved

    def _found(self, rows: Sequence[Row]) -> Mapping[tuple[str, str], list[Page]]:
        found: dict[tuple[str, str], list[Page]] = defaultdict(list)
        for row in rows:
            page = str(row["page"].value)
            title, published = self._titles.get(page, (None, None))
            retrieved = row.get("retrieved")
            found[str(row["claim"].value), _local(row)].append(
                Page(
                    str(row["address"].value),
                    str(row["independent"].value),
                    title,
                    published,
                    retrieved if isinstance(retrieved, ox.Literal) else None,
                    str(row["copy"].value) == NRR + "publishersPage",
                )
            )
        return found


def _local(row: Row) -> str:
    """Return the local name of the facet of a row; nothing where it has none."""
    return str(row["facet"].value).removeprefix(NRR) if "facet" in row else ""


def _titles(reader: Reader) -> Mapping[str, tuple[ox.Literal | None, ox.Literal | None]]:
    """Return title and day of publication of each page with an address."""
    rows = reader.rows(
        "SELECT ?page (SAMPLE(?t) AS ?title) (SAMPLE(?p) AS ?published) { ?page nrr:address ?a . "
        "OPTIONAL { ?page nrr:title ?t } OPTIONAL { ?page nrr:published ?p } } GROUP BY ?page"
    )
    return {
        str(row["page"].value): tuple(  # type: ignore[misc]
            value if isinstance(value := row.get(name), ox.Literal) else None
            for name in ("title", "published")
        )
        for row in rows
    }


_SAYING: Final = f"""
SELECT DISTINCT ?claim ?facet ?page ?address ?independent ?copy {{
  VALUES ?bearing {{ {_AGREES} }}
  ?comparison a nrr:Comparison ; nrr:ofClaim ?claim ; nrr:facet ?facet ; nrr:bearing ?bearing ;
    nrr:ofFinding ?finding .
  ?finding nrr:countsFor ?independent ; nrr:foundIn ?page .
  ?page nrr:address ?address ; nrr:readAt ?copy .
}} ORDER BY ?claim ?facet ?address
"""
_CITED: Final = f"""
SELECT DISTINCT ?claim ?page ?address ?independent ?retrieved ?copy {{
  VALUES ?copy {{ {_COPIES} }}
  ?claim nrr:reference ?reference .
  ?reference nrr:source/nrr:foundAs? ?page .
  ?page nrr:address ?address ; nrr:readAt ?copy ; nrr:publisher ?independent .
  OPTIONAL {{ ?reference nrr:retrieved ?retrieved }}
}} ORDER BY ?claim ?address
"""
_STANDINGS: Final = (
    "SELECT ?claim ?facet { "
    f"VALUES ?standing {{ {' '.join(f'<{iri}>' for iri in _AGAINST)} }} "
    "?node a nrr:FacetStanding ; nrr:ofClaim ?claim ; nrr:facet ?facet ; nrr:standing ?standing }"
)
#: With a reserve, or attributed to a voice: no fact that another database could take.
_RESERVED: Final = (
    "SELECT DISTINCT ?claim { { ?claim nrr:reserve ?r } UNION { ?claim nrr:attributedTo ?who } "
    "UNION { ?claim nrr:qualification|nrr:status|nrr:claimant|nrr:dating ?how } }"
)
