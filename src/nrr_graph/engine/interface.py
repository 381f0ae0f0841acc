"""What every engine can do, whether it lives here, in processes of its own or on another server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pyoxigraph as ox

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from nrr_graph.sparql.query import Query
from nrr_graph.sparql.tokens import query_form
from nrr_graph.terms import Row

#: What a query gives.
Results = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


@dataclass(frozen=True)
class Dataset:
    """The dataset that a request names (SPARQL 1.1 Protocol, section 2.1.4).

    ``None`` for both means the server's own: the merge of all graphs by default, each graph
    by name.  An internal one is chosen by the project itself and may show graphs that are not
    part of what is published.
    """

    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    is_internal: bool = False

    @property
    def names_graphs(self) -> bool:
        """Tell whether it is another one than the server's own."""
        return self.default_graphs is not None or self.named_graphs is not None


OWN_DATASET: Final = Dataset()


class Engine(Protocol):
    """Answers queries: any from outside, within the limits, and our own."""

    def results(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Return the results of a query: solutions, a boolean or triples.

        :raises RefusedQuery: the query would write, federate or break the engine.
        :raises MalformedQuery: the query cannot be understood.
        :raises LimitReached: it takes more than one query may.
        :raises EngineFailed: another server that should have answered did not, or not well.
        """

    def stream(
        self, query: str | Query, chosen: Format, dataset: Dataset = OWN_DATASET
    ) -> Iterator[bytes]:
        """Return the results of a query as chunks of a document, the first of them at hand.

        :raises NrrGraphError: as :meth:`results`; from the iterator later, when the document is
            not whole.
        """

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of one of our own SELECT queries; all prefixes are declared."""

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples of one of our own CONSTRUCT queries; all prefixes are declared."""


def formats_for_query(query: str | Query) -> Sequence[Format]:
    """Return the formats in which the answer to a query can be written, by its query form."""
    form = query.form if isinstance(query, Query) else query_form(query)
    return GRAPH_FORMATS if form in ("CONSTRUCT", "DESCRIBE") else SOLUTION_FORMATS
