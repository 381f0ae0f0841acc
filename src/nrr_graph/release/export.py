"""Write the graph in other formats, from the curated files rather than from a store.

A store rewrites literals; the files do not.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from nrr_graph.mediatypes import (
    CSV,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)
from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.annotated import RDF_1_2_NAME, annotated_triples
from nrr_graph.release.derive import build_store
from nrr_graph.release.json_ld import write_document
from nrr_graph.release.load import GraphFile, quads_of
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.release import merge_into_default_graph, served_quads
from nrr_graph.release.table_metadata import CSVW_NAME, DATAPACKAGE_NAME, csvw, datapackage
from nrr_graph.release.tables import COLUMNS, tables
from nrr_graph.release.writing import digest_of

#: Formats of whole-graph exports; those in ``WITH_GRAPHS`` keep the names of the graphs.
EXPORT_FORMATS: Final = (TURTLE, TRIG, N_TRIPLES, N_QUADS, RDF_XML, JSON_LD)
WITH_GRAPHS: Final = (TRIG, N_QUADS)
#: What a file of RDF 1.2 begins with.
_VERSION: Final = b'VERSION "1.2"\n'


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


def rdf_1_2(files: Sequence[GraphFile]) -> bytes:
    """Return the whole graph, and the reifiers of its plain triples, as Turtle of RDF 1.2."""
    store = build_store(quads_of(files))
    merge_into_default_graph(store)
    triples = {quad.triple for quad in served_quads(store, files)} | set(annotated_triples(store))
    ordered = sorted(triples, key=str)
    return _VERSION + (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"")


#: The tables, by the names of their files.
TABLES: Final = tuple(COLUMNS)

#: Files that describe the tables.
TABLE_METADATA: Final = (CSVW_NAME, DATAPACKAGE_NAME)
CSVW: Final = "application/csvm+json"


def dump_name(chosen: Format) -> str:
    """Name the file of the whole graph in a format.

    >>> dump_name(N_TRIPLES)
    'nrr.nt'
    """
    return f"nrr.{chosen.suffix}"


def dump_names() -> list[str]:
    """List the files in which the whole graph can be had."""
    return list(MEDIA_TYPES)


#: Every file in which the whole graph can be had, with its media type.
MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{dump_name(chosen): chosen.name for chosen in EXPORT_FORMATS},
        RDF_1_2_NAME: TURTLE.name,
        **dict.fromkeys(TABLES, CSV.name),
        CSVW_NAME: CSVW,
        DATAPACKAGE_NAME: JSON.name,
    }
)


def each_dump(
    files: Sequence[GraphFile], manifest: Manifest, names: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield files of the whole graph, each with its name, as soon as it is made.

    :param names: those of :func:`dump_names` that are wanted.
    """
    wanted = [chosen for chosen in EXPORT_FORMATS if dump_name(chosen) in names]
    quads = _quads(files) if wanted else []
    for chosen in wanted:
        yield dump_name(chosen), _serialized(quads, chosen)
    if RDF_1_2_NAME in names:
        yield RDF_1_2_NAME, rdf_1_2(files)
    if any(name in names for name in (*TABLES, *TABLE_METADATA)):
        written = tables(files)
        described = {
            CSVW_NAME: csvw(files, manifest),
            DATAPACKAGE_NAME: datapackage(files, manifest, written),
        }
        made = {**written, **described}
        yield from ((name, content) for name, content in made.items() if name in names)


def dumps(files: Sequence[GraphFile], manifest: Manifest) -> Mapping[str, bytes]:
    """Return all files of the whole graph by name."""
    return dict(each_dump(files, manifest, dump_names()))


def checksums(contents: Mapping[str, bytes]) -> str:
    """Return the checksums of files as ``sha256sum`` writes and reads them."""
    return "".join(f"{digest_of(content)}  {name}\n" for name, content in contents.items())
