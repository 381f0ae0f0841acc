"""The command ``nrr-graph export``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.engine.embedded import EmbeddedEngine, serialize_triples
from nrr_graph.mediatypes import N_TRIPLES, by_word
from nrr_graph.release.export import EXPORT_FORMATS, export
from nrr_graph.release.load import GraphFile, load_data, load_ontology
from nrr_graph.release.release import build_release
from nrr_graph.release.tables import statements_table
from nrr_graph.release.wikibase.rdf import entity_triples
from nrr_graph.wikibase.documents import json_dump
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.quickstatements import as_commands, rows


def _wikibase_json(data: Sequence[Path]) -> bytes:
    return json_dump(_entities(data))


def _wikibase_rdf(data: Sequence[Path]) -> bytes:
    entities = _entities(data)
    triples = {
        triple
        for number, entity in entities.all.items()
        for triple in entity_triples(entity, entities.same_as(number))
    }
    return serialize_triples(sorted(triples, key=str), N_TRIPLES)


def _quickstatements(data: Sequence[Path]) -> bytes:
    return as_commands(rows(_entities(data))).encode()


def _entities(data: Sequence[Path]) -> Entities:
    release = build_release(data)
    return Entities(EmbeddedEngine(release.store), release.modified)


#: Formats that are no serialization of the whole graph, each with what writes it.
OTHERS: Final[Mapping[str, Callable[[Sequence[Path]], bytes]]] = MappingProxyType(
    {
        "csv": lambda data: statements_table(_files(data)),
        "wikibase-json": _wikibase_json,
        "wikibase-rdf": _wikibase_rdf,
        "quickstatements": _quickstatements,
    }
)


def _files(data: Sequence[Path]) -> list[GraphFile]:
    return [*load_data(data), *load_ontology()]


@click.command("export")
@click.option(
    "--format",
    "output",
    required=True,
    type=click.Choice([*(choice.words[0] for choice in EXPORT_FORMATS), *OTHERS]),
)
@click.option(
    "--output",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; it appears whole or not at all.",
)
@data_option
def export_command(output: str, path: Path, data: tuple[Path, ...]) -> None:
    """Write the whole graph to a file; as CSV, the table of statements."""
    with step(f"Exporting {output}"):
        write = OTHERS.get(output)
        written = write(data) if write else export(_files(data), by_word(output, EXPORT_FORMATS))
        partial = path.with_name(path.name + ".part")
        partial.write_bytes(written)
        partial.replace(path)
    click.echo(f"{path}: {len(written)} bytes")
