"""Ask the graph from Python: the one that is installed, or that of a server."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from nrr_graph.describe.entities import exists
from nrr_graph.describe.names import Names
from nrr_graph.describe.search import Index
from nrr_graph.engine.chunks import lossless_format, parsed
from nrr_graph.engine.forked import ForkedEngine
from nrr_graph.engine.interface import OWN_DATASET, Dataset, Engine, Results
from nrr_graph.engine.limits import Limits, limits_of
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import EngineFailed, LimitReached, MalformedQuery, NrrGraphError
from nrr_graph.extras import needs
from nrr_graph.namespaces import BASE, ID
from nrr_graph.notebook.things import Thing
from nrr_graph.release.derive import article_graphs
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings
from nrr_graph.sparql.query import Query, read_query
from nrr_graph.terms import Term, triple_term

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

#: Rows that a frame may have, unless its user says otherwise.
ROW_LIMIT = 100_000


class Graph:
    """A release that answers queries, in this process or on a server."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._engine, self._limits = engine, limits
        self._names = Names(engine)
        self._index = Index(self._names)

    def select(
        self, query: str, *, article_only: bool = False, language: str = "en",
        row_limit: int = ROW_LIMIT,
    ) -> pd.DataFrame:  # fmt: skip
        """Return the answer to a SELECT query as a pandas data frame on Arrow.

        :param article_only: ask what the article says, and nothing that other sources say.
        :param language: of the labels of things, ``en`` or ``ru``.
        :param row_limit: rows that the answer may have.
        :raises MalformedQuery: it is no SELECT query, or cannot be understood.
        :raises LimitReached: the answer has more rows, or takes longer than a query may.
        """
        with needs("tables", "select()"):
            import pandas as pd
        table = self.arrow(query, article_only=article_only, language=language, row_limit=row_limit)
        return table.to_pandas(types_mapper=pd.ArrowDtype)  # type: ignore[no-any-return]

    def polars(self, query: str, **options: Any) -> pl.DataFrame:
        """Return the same as :meth:`select` as a Polars data frame."""
        with needs("polars", "polars()"):
            import polars as pl
        frame = pl.from_arrow(self.arrow(query, **options))
        assert isinstance(frame, pl.DataFrame), "a table gives a frame"  # noqa: S101
        return frame

    def arrow(
        self, query: str, *, article_only: bool = False, language: str = "en",
        row_limit: int = ROW_LIMIT,
    ) -> pa.Table:  # fmt: skip
        """Return the same as :meth:`select` as an Arrow table."""
        with needs("tables", "select()"):
            from nrr_graph.notebook.columns import arrow_table

        def label(iri: str) -> str:
            """Return what a thing is called."""
            labels = self._names.of(iri).labels
            return self._names.value(iri, language).text if labels else ""

        columns = self._columns(query, row_limit, article_only=article_only)
        return arrow_table(columns, label)

    def entity(self, name: str, language: str = "en") -> Thing:
        """Return a thing by its name in IRIs (``nato``), its IRI, or what it is called.

        :raises NrrGraphError: there is none; the message suggests others.
        """
        return Thing(self._engine, self._names, self._find(name), language)

    def _find(self, name: str) -> str:
        iri = name if name.startswith(ID) else ID + name
        try:
            if exists(self._engine, iri):
                return iri
        except ValueError:
            pass  # No slug, but perhaps a name.
        found = self._index.find(name.removeprefix(ID).replace("-", " "), limit=5)
        if found and found[0].score >= 100 and not name.startswith(ID):
            return found[0].iri
        close = ", ".join(match.iri.removeprefix(ID) for match in found)
        hint = f"; perhaps one of: {close}" if close else ""
        raise NrrGraphError(f"nothing in this graph is called “{name}”{hint}")

    def _columns(
        self, query: str, row_limit: int, *, article_only: bool
    ) -> Mapping[str, list[Term | None]]:
        dataset = Dataset(self._article_graphs, []) if article_only else OWN_DATASET
        results = self._engine.results(query, dataset)
        if not isinstance(results, ox.QuerySolutions):
            problem = "this is no SELECT query, and only such a one has rows"
            raise MalformedQuery(problem, "Use open_dataset().query() for other forms.")
        names = [variable.value for variable in results.variables]
        columns: dict[str, list[Term | None]] = {name: [] for name in names}
        for number, solution in enumerate(islice(results, row_limit + 1)):
            if number == row_limit:
                raise LimitReached("row_limit", f"the answer has more than {row_limit} rows")
            for name, terms in columns.items():
                term = solution[name]
                # A triple as a term (RDF 1.2) has no type of columns: it is told as it is written.
                terms.append(ox.Literal(triple_term(term)) if isinstance(term, ox.Triple) else term)
        return columns

    @functools.cached_property
    def _article_graphs(self) -> list[str]:
        found = self._engine.results("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(found, ox.QuerySolutions), "a SELECT query"  # noqa: S101
        return article_graphs(str(row["g"].value) for row in found)


class _Site(RemoteEngine):
    """A server of this project, which breaks off visibly what it cannot send as a whole."""

    def results(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Return the results of a query as they come, so that nobody waits for rows not wanted."""
        read = read_query(query) if isinstance(query, str) else query
        chosen = lossless_format(read)
        fields = [("query", f"BASE <{BASE}> {read.text}")]
        fields += [("default-graph-uri", iri) for iri in dataset.default_graphs or ()]
        return parsed(self._endpoint.ask(fields, chosen.name), chosen)


@functools.cache
def own_graph() -> Graph:
    """Return the graph that is installed; built when first asked for, in about a second."""
    limits = limits_of(read_settings())
    return Graph(ForkedEngine(build_release().store, limits), limits)


def connect(url: str) -> Graph:
    """Return the graph that a server holds.

    :param url: where the site is, with or without its final slash.
    :raises NrrGraphError: nothing answers there, or something that is no such site.
    """
    limits = limits_of(read_settings())
    graph = Graph(_Site(f"{url.rstrip('/')}/sparql", limits), limits)
    try:
        if not exists(graph._engine, f"{ID}nato-russia-relations"):
            raise NrrGraphError(f"{url} answers, but does not hold this graph")
    except EngineFailed as error:
        raise NrrGraphError(f"{url} {error.problem}") from error
    return graph
