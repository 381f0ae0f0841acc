"""Write the graph in other formats, from the curated files rather than from a store.

A store rewrites literals; the files do not.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.derive import build_store
from nrr_graph.release.json_ld import write_document
from nrr_graph.release.load import GraphFile, quads_of
from nrr_graph.release.release import served_quads
from nrr_graph.release.tables import all_tables, entities_table, sources_table, statements_table

#: Formats of whole-graph exports; those in ``WITH_GRAPHS`` keep the names of the graphs.
EXPORT_FORMATS: Final = (TURTLE, TRIG, N_TRIPLES, N_QUADS, RDF_XML, JSON_LD)
WITH_GRAPHS: Final = (TRIG, N_QUADS)


def export(files: Sequence[GraphFile], chosen: Format) -> bytes:
    """Return the curated and derived triples in a format, in a stable order."""
    return _serialized(_quads(files), chosen)


def _quads(files: Sequence[GraphFile]) -> list[ox.Quad]:
    return sorted(set(served_quads(build_store(quads_of(files)), files)), key=str)


def _serialized(quads: Sequence[ox.Quad], chosen: Format) -> bytes:
    rdf_format = ox.RdfFormat.from_media_type(chosen.name)
    if chosen in WITH_GRAPHS:
        return ox.serialize(quads, format=rdf_format, prefixes=PREFIXES) or b""
    triples = sorted({quad.triple for quad in quads}, key=str)
    if chosen == JSON_LD:
        output = io.BytesIO()
        write_document(triples, output)
        return output.getvalue()
    return ox.serialize(triples, format=rdf_format, prefixes=PREFIXES) or b""


#: Tables by the name of their file, each with what writes it.
TABLES: Final[Mapping[str, Callable[[Sequence[GraphFile]], bytes]]] = MappingProxyType(
    {
        "statements.csv": statements_table,
        "entities.csv": entities_table,
        "sources.csv": sources_table,
    }
)


def dump_name(chosen: Format) -> str:
    """Name the file of the whole graph in a format.

    >>> dump_name(N_TRIPLES)
    'nrr.nt'
    """
    return f"nrr.{chosen.suffix}"


def dump_names() -> list[str]:
    """List the files in which the whole graph can be had."""
    return [*map(dump_name, EXPORT_FORMATS), *TABLES]


def dumps(files: Sequence[GraphFile], names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files of the whole graph, each with its name, as soon as it is made.

    :param names: those of :func:`dump_names` that are wanted.
    """
    wanted = [chosen for chosen in EXPORT_FORMATS if dump_name(chosen) in names]
    quads = _quads(files) if wanted else []
    for chosen in wanted:
        yield dump_name(chosen), _serialized(quads, chosen)
    if not TABLES.keys().isdisjoint(names):
        yield from ((name, table) for name, table in all_tables(files).items() if name in names)
