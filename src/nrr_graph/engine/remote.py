"""Evaluate queries on another server over the SPARQL 1.1 Protocol.

An answer is read to its end and parsed before the first byte of it is passed on, since servers
differ in how they cut answers off, and some do so with status 200.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

import pyoxigraph as ox

from nrr_graph.engine.chunks import lossless_format, parsed
from nrr_graph.engine.embedded import EmbeddedEngine, Written, rows_of, write_results
from nrr_graph.engine.endpoint import Endpoint
from nrr_graph.engine.interface import OWN_DATASET, Dataset, Results, formats_for_query
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.view import not_known_there, require_no_view, uses_rdf_1_2
from nrr_graph.errors import EngineFailed, MalformedQuery, NrrGraphError
from nrr_graph.mediatypes import GRAPH_FORMATS, JSON_RESULTS, N_TRIPLES, Format
from nrr_graph.namespaces import BASE, PREFIXES
from nrr_graph.sparql.query import Query, read_query
from nrr_graph.terms import Row

#: An answer up to this size stays in memory on its way, a larger one in a temporary file.
SPOOL_BYTES: Final = 4 * 1024 * 1024
PIECE_BYTES: Final = 65_536
#: What our own queries rely on; the server may know none of our prefixes.
PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())


class RemoteEngine:
    """The engine at the address of a SPARQL endpoint.

    :param server: what the server calls itself, if that is known.
    """

    def __init__(self, url: str, limits: Limits, server: str = "") -> None:
        self._endpoint = Endpoint(url, limits, server)

    def server(self) -> str:
        """Return what the server calls itself; nothing if it does not say or does not answer."""
        with suppress(NrrGraphError):
            self.rows("SELECT * { } LIMIT 1")
        return self._endpoint.server

    def stream(
        self, query: str | Query, chosen: Format, dataset: Dataset = OWN_DATASET
    ) -> Iterator[bytes]:
        """Return the answer in pieces, as :meth:`.interface.Engine.stream` says."""
        query = read_query(query) if isinstance(query, str) else query
        require_no_view(query, dataset)
        is_graph = formats_for_query(query) == GRAPH_FORMATS
        written = _spool()
        try:
            with self._answer(f"BASE <{BASE}> {query.text}", dataset, is_graph=is_graph) as answer:
                _rewrite(answer, chosen, written, is_graph=is_graph)
        except (MalformedQuery, EngineFailed) as error:
            written.close()
            # If the query is to blame, our own engine says better where; it finds that out early.
            EmbeddedEngine(ox.Store()).evaluate(query, dataset)
            if isinstance(error, MalformedQuery) and uses_rdf_1_2(query.text):
                raise not_known_there(error) from error
            raise
        except BaseException:
            written.close()
            raise
        return _pieces(written)

    def results(self, query: str | Query, dataset: Dataset = OWN_DATASET) -> Results:
        """Return the results of a query, as :meth:`.interface.Engine.results` says."""
        query = read_query(query) if isinstance(query, str) else query
        chosen = lossless_format(query)
        return parsed(self.stream(query, chosen, dataset), chosen)

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of one of our own SELECT queries; all prefixes are declared."""
        with self._answer(PROLOGUE + query, OWN_DATASET, is_graph=False) as answer:
            return rows_of(cast(ox.QuerySolutions, _parsed(answer, is_graph=False)))

    def triples(self, query: str) -> list[ox.Triple]:
        """Return the triples of one of our own CONSTRUCT queries; all prefixes are declared."""
        with self._answer(PROLOGUE + query, OWN_DATASET, is_graph=True) as answer:
            return list(cast(Iterable[ox.Triple], _parsed(answer, is_graph=True)))

    @contextmanager
    def _answer(
        self, query: str, dataset: Dataset, *, is_graph: bool
    ) -> Iterator[SpooledTemporaryFile[bytes]]:
        """Fetch the whole answer in the one format of its kind that every server writes well."""
        fields = [("query", query)]
        fields += [("default-graph-uri", iri) for iri in dataset.default_graphs or ()]
        fields += [("named-graph-uri", iri) for iri in dataset.named_graphs or ()]
        accept = N_TRIPLES if is_graph else JSON_RESULTS
        with _spool() as answer:
            for piece in self._endpoint.ask(fields, accept.name):
                answer.write(piece)
            answer.seek(0)
            try:
                yield answer
            except SyntaxError as error:
                # Results may not be dropped by another thread, as the collector of cycles would.
                traceback.clear_frames(error.__traceback__)
                problem = "sent an answer that breaks off or is not what was asked for"
                raise EngineFailed(f"{problem} ({error})") from error


def _rewrite(
    answer: SpooledTemporaryFile[bytes],
    chosen: Format,
    written: SpooledTemporaryFile[bytes],
    *,
    is_graph: bool,
) -> None:
    write_results(_parsed(answer, is_graph=is_graph), chosen, cast(IO[bytes], written))


def _parsed(answer: SpooledTemporaryFile[bytes], *, is_graph: bool) -> Written:
    file = cast(IO[bytes], answer)
    if is_graph:
        return (quad.triple for quad in ox.parse(file, format=ox.RdfFormat.N_TRIPLES))
    return ox.parse_query_results(file, format=ox.QueryResultsFormat.JSON)


def _spool() -> SpooledTemporaryFile[bytes]:
    return SpooledTemporaryFile(max_size=SPOOL_BYTES)


def _pieces(written: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    written.seek(0)
    with written:
        while piece := written.read(PIECE_BYTES):
            yield piece
