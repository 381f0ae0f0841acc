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

from nrr_graph.mediatypes import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.derive import build_store
from nrr_graph.release.load import GraphFile, load_data, load_ontology, quads_of
from nrr_graph.release.release import served_quads
from nrr_graph.release.tables import entities_table, sources_table, statements_table
from nrr_graph.release.writing import digest_of, write_whole

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


def write_dumps(files: Sequence[GraphFile], folder: Path) -> str:
    """Write all files of the whole graph into a folder; return their checksums (sha256sum)."""
    quads = _quads(files)
    contents = {folder / dump_name(one): _serialized(quads, one) for one in EXPORT_FORMATS}
    contents |= {folder / name: write(files) for name, write in TABLES.items()}
    write_whole(contents)
    return "".join(f"{digest_of(content)}  {path.name}\n" for path, content in contents.items())


def _dump(name: str, files: Sequence[GraphFile]) -> bytes:
    if name in TABLES:
        return TABLES[name](files)
    return export(files, next(choice for choice in EXPORT_FORMATS if dump_name(choice) == name))
