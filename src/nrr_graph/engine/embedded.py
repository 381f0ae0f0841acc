"""Evaluate queries in an Oxigraph store that lives in this process."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from nrr_graph.engine.explain import explain
from nrr_graph.engine.guard import refuse_unsafe
from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.engine.labels import TEXT_FUNCTION, text_function
from nrr_graph.errors import MalformedQuery
from nrr_graph.mediatypes import Format
from nrr_graph.namespaces import BASE, PREFIXES
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.terms import Row, Term

#: What can be written in a format, and what of that the engine returns.
Written = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


#: How to mend what the engine itself complains of, such as an unknown function.
ENGINE_HINT: Final = "Use the functions of SPARQL 1.1 only."


class EmbeddedEngine:
    """A read-only view of a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._functions = {ox.NamedNode(TEXT_FUNCTION): text_function(store)}

    def evaluate(self, query: str, dataset: Dataset = OWN_DATASET) -> Results:
        """Evaluate a query that came from outside.

        :raises RefusedQuery: the query would write, federate or break the engine.
        :raises MalformedQuery: the query cannot be understood.
        """
        refuse_unsafe(query)
        try:
            return self._store.query(
                query,
                base_iri=BASE,
                custom_functions=self._functions,
                **self._graphs(dataset, query),
            )
        except SyntaxError as error:
            raise explain(query, str(error)) from error
        except (RuntimeError, ValueError) as error:
            raise MalformedQuery(str(error), ENGINE_HINT) from error

    def _graphs(self, dataset: Dataset, query: str) -> dict[str, Any]:
        """Return the engine's arguments: naming only one kind leaves the other one empty."""
        if dataset.default_graphs is None and dataset.named_graphs is None:
            if "GRAPH" not in query.upper():
                return {}
            hidden = (WIKIBASE_GRAPH,)
            named = [graph for graph in self._store.named_graphs() if graph not in hidden]
            return {"default_graph": ox.DefaultGraph(), "named_graphs": named}
        return {
            "default_graph": [_graph_named(iri) for iri in dataset.default_graphs or ()],
            "named_graphs": [_graph_named(iri) for iri in dataset.named_graphs or ()],
        }

    def stream(self, query: str, chosen: Format, dataset: Dataset = OWN_DATASET) -> Iterator[bytes]:
        """Return the answer in one piece, as the pooled engine does in several."""
        yield serialize(self.evaluate(query, dataset), chosen)

    def evaluate_own(self, query: str) -> Results:
        """Evaluate one of our own queries; all prefixes are declared."""
        return self._store.query(query, prefixes=PREFIXES)

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


def serialize(results: Results, chosen: Format) -> bytes:
    """Write results in a format that suits their query form."""
    output = io.BytesIO()
    write_results(results, chosen, output)
    return output.getvalue()


def write_results(results: Written, chosen: Format, output: IO[bytes] | io.RawIOBase) -> None:
    """Write results to a file as they are found."""
    file = cast(IO[bytes], _EscapingReturns(output) if chosen.suffix == "srx" else output)
    if not isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
        rdf_format = ox.RdfFormat.from_media_type(chosen.name)
        ox.serialize(results, file, format=rdf_format, prefixes=PREFIXES)
    elif chosen.suffix in ("csv", "tsv") and isinstance(results, ox.QueryBoolean):
        file.write(_boolean_as_table(results))
    else:
        results.serialize(file, format=ox.QueryResultsFormat.from_media_type(chosen.name))


class _EscapingReturns(io.RawIOBase):
    """Escapes what the XML writer leaves raw: parsers read carriage returns as line feeds."""

    def __init__(self, output: IO[bytes] | io.RawIOBase) -> None:
        self._output = output

    def writable(self) -> bool:
        """Tell that this file can be written."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Pass the bytes on, escaped."""
        self._output.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)


def serialize_triples(
    triples: ox.QueryTriples | list[ox.Triple],
    chosen: Format,
    prefixes: Mapping[str, str] = PREFIXES,
) -> bytes:
    """Write triples in a graph format."""
    rdf_format = ox.RdfFormat.from_media_type(chosen.name)
    written = ox.serialize(triples, format=rdf_format, prefixes=dict(prefixes))
    return written or b""


def _boolean_as_table(results: ox.QueryBoolean) -> bytes:
    """Write the answer of ASK as one cell, since neither CSV nor TSV defines a form for it."""
    return b"boolean\r\n" + (b"true" if results else b"false") + b"\r\n"
