"""Write the graph in other formats, from the curated files rather than from a store.

A store rewrites literals; the files do not.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
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
from nrr_graph.release.load import GraphFile, load_data, load_ontology, quads_of
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.release import fill_store, merge_into_default_graph, served_quads
from nrr_graph.release.table_metadata import CSVW_NAME, DATAPACKAGE_NAME, csvw, datapackage
from nrr_graph.release.tables import COLUMNS, tables
from nrr_graph.release.writing import digest_of, write_whole

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

#: Files that describe the tables, each with what writes it.
TABLE_METADATA: Final[Mapping[str, Callable[[Sequence[GraphFile], Manifest], bytes]]] = (
    MappingProxyType(
        {
            CSVW_NAME: csvw,
            DATAPACKAGE_NAME: lambda files, manifest: datapackage(files, manifest, tables(files)),
        }
    )
)
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


def write_dump(name: str, data: Sequence[Path], folder: Path) -> Path:
    """Return a file of the whole graph in a folder; write it first if it is not there.

    It appears whole or not at all, however many ask for it at a time.

    :param name: one of :func:`dump_names`.
    """
    path = folder / name
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        partial.write_bytes(_dump(name, [*load_data(data), *load_ontology()]))
        partial.replace(path)
    return path


def write_dumps(files: Sequence[GraphFile], manifest: Manifest, folder: Path) -> str:
    """Write all files of the whole graph into a folder; return their checksums (sha256sum)."""
    contents = dumps(files, manifest)
    write_whole({folder / name: content for name, content in contents.items()})
    return checksums(contents)


def dumps(files: Sequence[GraphFile], manifest: Manifest) -> Mapping[str, bytes]:
    """Return all files of the whole graph by name."""
    quads, written = _quads(files), tables(files)
    return {
        **{dump_name(chosen): _serialized(quads, chosen) for chosen in EXPORT_FORMATS},
        RDF_1_2_NAME: rdf_1_2(files),
        **written,
        CSVW_NAME: csvw(files, manifest),
        DATAPACKAGE_NAME: datapackage(files, manifest, written),
    }


def checksums(contents: Mapping[str, bytes]) -> str:
    """Return the checksums of files as ``sha256sum`` writes and reads them."""
    return "".join(f"{digest_of(content)}  {name}\n" for name, content in contents.items())


def _dump(name: str, files: Sequence[GraphFile]) -> bytes:
    if name in TABLES:
        return tables(files, [name])[name]
    if name in TABLE_METADATA:
        return TABLE_METADATA[name](files, fill_store(ox.Store(), files))
    if name == RDF_1_2_NAME:
        return rdf_1_2(files)
    return export(files, next(choice for choice in EXPORT_FORMATS if dump_name(choice) == name))
