"""Evaluate queries in an Oxigraph store that lives in this process."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from nrr_graph.engine.columns import in_order
from nrr_graph.engine.functions import functions
from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.engine.output import CURRENT_OUTPUT
from nrr_graph.engine.view import named_view, without_triple_terms
from nrr_graph.engine.xml import XmlFile
from nrr_graph.errors import LimitReached, MalformedQuery
from nrr_graph.mediatypes import JSON_LD, N_TRIPLES, RDF_XML, SOLUTION_FORMATS, XML_RESULTS, Format
from nrr_graph.namespaces import BASE, PREFIXES
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.json_ld import write_document
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.sparql.corrections import corrected
from nrr_graph.sparql.explain import explain
from nrr_graph.sparql.query import Query, dataset_clauses, read_query
from nrr_graph.terms import Row, Term

#: What can be written in a format, and what of that the engine returns.
Written = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

#: Graphs that only the project's own datasets show.
_INTERNAL: Final = (WIKIBASE_GRAPH,)
_SOLUTIONS: Final = (ox.QuerySolutions, ox.QueryBoolean)
_RESULT_FORMATS: Final = {
    chosen.name: ox.QueryResultsFormat.from_media_type(chosen.name) for chosen in SOLUTION_FORMATS
}
#: How to mend what the engine itself complains of, such as an unknown function.
ENGINE_HINT: Final = "Use the functions of SPARQL 1.1 only."


class EmbeddedEngine:
    """A read-only view of a store.

    :param default_store: holds the default graph of ``store`` alone; what names no graph is
        evaluated there, which is faster.
    :param row_limit: solutions or triples that a result from outside may have; 0 for any number.
    """

    def __init__(
        self, store: ox.Store, default_store: ox.Store | None = None, row_limit: int = 0
    ) -> None:
        self._store = store
        self._default_store = store if default_store is None else default_store
        self._row_limit = row_limit
        self._functions = functions(store)

    @cached_property
    def _visible_graphs(self) -> list[ox.NamedNode | ox.BlankNode]:
        hidden = (*_INTERNAL, ANNOTATED_GRAPH)
        return [graph for graph in self._store.named_graphs() if graph not in hidden]

    def evaluate(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Evaluate a query that came from outside.

        :raises RefusedQuery: the query would write, federate or break the engine.
        :raises MalformedQuery: the query cannot be understood.
        """
        query = read_query(query) if isinstance(query, str) else query
        try:
            return self._query(query, self._graphs(dataset, query))
        except SyntaxError as error:
            raise explain(query.text, str(error)) from error
        except (RuntimeError, ValueError) as error:
            raise MalformedQuery(str(error), ENGINE_HINT) from error

    def _query(self, query: Query, graphs: dict[str, Any]) -> Results:
        store = self._store if graphs else self._default_store
        functions = self._functions if query.calls_iris else None
        arguments: dict[str, Any] = {"base_iri": BASE, "custom_functions": functions}
        text = corrected(query, [str(graph) for graph in graphs.get("named_graphs", ())])
        if text != query.text:
            # What is wrong with a query is told at its place in the text as it was written.
            with suppress(SyntaxError):
                return store.query(in_order(text, arguments), **arguments, **graphs)
        return store.query(in_order(query.text, arguments), **arguments, **graphs)

    def _graphs(self, dataset: Dataset, query: Query) -> dict[str, Any]:
        """Return the engine's arguments: naming only one kind leaves the other one empty.

        What a request names comes before what its query names (SPARQL 1.1 Protocol, 2.1.4).
        """
        if not dataset.names_graphs and query.has_dataset:
            dataset = self._dataset_in(query.text)
        if not dataset.names_graphs:
            if not query.has_graph:
                return {}
            visible = [*self._visible_graphs, *named_view(query.text)]
            return {"default_graph": ox.DefaultGraph(), "named_graphs": visible}
        hidden = () if dataset.is_internal else _INTERNAL
        default, named = (
            [graph for iri in graphs or () if (graph := _graph_named(iri)) not in hidden]
            for graphs in (dataset.default_graphs, dataset.named_graphs)
        )
        return {"default_graph": default, "named_graphs": named}

    def _dataset_in(self, text: str) -> Dataset:
        """Return the graphs of a query's FROM clauses; the engine itself resolves their names."""
        prologue, *clauses = dataset_clauses(text)
        default, named = (self._resolved(prologue, names) for names in clauses)
        return Dataset(default, named)

    def _resolved(self, prologue: str, names: Sequence[str]) -> list[str]:
        values = f"{prologue} SELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}"
        solutions = cast(ox.QuerySolutions, self._store.query(values, base_iri=BASE))
        return [cast(ox.NamedNode, solution["g"]).value for solution in solutions]

    def results(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Return the results of a query, as :meth:`.interface.Engine.results` says."""
        if self._row_limit:
            self._require_few_rows(self.evaluate(query, dataset))
        return self.evaluate(query, dataset)

    def stream(
        self, query: str | Query, chosen: Format, dataset: Dataset = OWN_DATASET
    ) -> Iterator[bytes]:
        """Return the response, as :meth:`.interface.Engine.stream` says.

        In a worker it goes out while it is written; elsewhere it is one chunk.
        """
        return _written(self.results(query, dataset), chosen)

    def _require_few_rows(self, results: Results) -> None:
        """Look whether a result stays below its limit, before the first byte of it goes out.

        The query is evaluated twice then: results can be counted or written, not both.

        :raises LimitReached: it does not.
        """
        limit = self._row_limit
        if isinstance(results, ox.QueryBoolean):
            return
        if sum(1 for _ in islice(results, limit + 1)) > limit:
            raise LimitReached("row_limit", f"the answer has more than {limit} rows")

    def evaluate_own(self, query: str) -> Results:
        """Evaluate one of our own queries; all prefixes are declared."""
        # Our own queries write their keywords in capitals.
        store = self._store if "GRAPH" in query else self._default_store
        return store.query(query, prefixes=PREFIXES)

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of one of our own SELECT queries; all prefixes are declared."""
        results = self.evaluate_own(query)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        return rows_of(results)

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples of one of our own CONSTRUCT queries; all prefixes are declared."""
        results = self.evaluate_own(query)
        if not isinstance(results, ox.QueryTriples):
            raise TypeError("not a CONSTRUCT query")
        return list(results)


def _graph_named(iri: str) -> ox.NamedNode:
    """Make a graph's name of what a request gives.

    :raises MalformedQuery: it is no absolute IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        hint = "Give the whole IRI of a graph; the service description lists them all."
        raise MalformedQuery(f"“{iri}” is no absolute IRI", hint) from error


def rows_of(solutions: ox.QuerySolutions) -> list[Row]:
    """Return solutions with the variables that each binds."""
    names = [variable.value for variable in solutions.variables]
    return [
        {name: cast(Term, term) for name in names if (term := row[name]) is not None}
        for row in solutions
    ]


def _written(results: Results, chosen: Format) -> Iterator[bytes]:
    output = CURRENT_OUTPUT.get()
    if output:
        write_results(results, chosen, cast(IO[bytes], output))
    else:
        yield serialize(results, chosen)


def serialize(results: Results, chosen: Format) -> bytes:
    """Write results in a format that suits their query form."""
    output = io.BytesIO()
    write_results(results, chosen, output)
    return output.getvalue()


def write_results(results: Written, chosen: Format, output: IO[bytes] | io.RawIOBase) -> None:
    """Write results to a file as they are found."""
    if not isinstance(results, _SOLUTIONS):
        write_triples(results, chosen, output)
        return
    others = "JSON, CSV, TSV"
    file = cast(IO[bytes], XmlFile(output, others) if chosen == XML_RESULTS else output)
    if chosen.suffix in ("csv", "tsv") and isinstance(results, ox.QueryBoolean):
        file.write(_boolean_as_table(results))
    else:
        results.serialize(file, _RESULT_FORMATS[chosen.name])


def serialize_triples(
    triples: Iterable[ox.Triple], chosen: Format, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    """Write triples in a graph format."""
    output = io.BytesIO()
    write_triples(triples, chosen, output, prefixes)
    return output.getvalue()


def write_triples(
    triples: Iterable[ox.Triple],
    chosen: Format,
    output: IO[bytes] | io.RawIOBase,
    prefixes: Mapping[str, str] = PREFIXES,
) -> None:
    """Write triples to a file as they are found."""
    others = "Turtle, N-Triples, JSON-LD"
    file = cast(IO[bytes], XmlFile(output, others) if chosen == RDF_XML else output)
    rdf_format = ox.RdfFormat.from_media_type(chosen.name)
    with without_triple_terms(chosen):
        if chosen == N_TRIPLES and isinstance(triples, ox.QueryTriples):
            triples.serialize(file, rdf_format)  # Without a detour by way of Python's objects.
        elif chosen == JSON_LD:
            write_document(triples, file)
        else:
            ox.serialize(triples, file, format=rdf_format, prefixes=dict(prefixes))


def _boolean_as_table(results: ox.QueryBoolean) -> bytes:
    """Write the answer of ASK as one cell, since neither CSV nor TSV defines a form for it."""
    return b"boolean\r\n" + (b"true" if results else b"false") + b"\r\n"
