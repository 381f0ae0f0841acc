"""The command ``nrr-graph export``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click
import pyoxigraph as ox

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.engine.embedded import EmbeddedEngine, serialize_triples
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import N_TRIPLES, by_word
from nrr_graph.release.archive import archive_files, zipped
from nrr_graph.release.export import EXPORT_FORMATS, export, rdf_1_2
from nrr_graph.release.load import GraphFile, load_data, load_ontology
from nrr_graph.release.release import build_release, fill_store
from nrr_graph.release.tables import statements_table
from nrr_graph.release.wikibase.rdf import entity_triples
from nrr_graph.release.writing import require_new, write_folder, write_whole
from nrr_graph.wikibase.contribution_groups import CHECKS
from nrr_graph.wikibase.contributions import contribution
from nrr_graph.wikibase.documents import json_dump
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.quickstatements import as_commands, why_nothing


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
    """Write the commands of all groups; what to check is told beside, since the tool runs all."""
    entities = _entities(data)
    found = contribution(entities)
    for name, blocks in found.groups.items():
        if blocks:
            click.echo(f"{name}, {len(blocks)}. Check first:", err=True)
            click.echo("".join(f"- {check}\n" for check in CHECKS[name]), err=True)
    if not found.blocks:
        click.echo(why_nothing(found), err=True)
    return as_commands(entities, found.blocks).encode()


def _entities(data: Sequence[Path]) -> Entities:
    release = build_release(data)
    return Entities(EmbeddedEngine(release.store), release.modified)


#: Formats that are no serialization of the whole graph, each with what writes it.
OTHERS: Final[Mapping[str, Callable[[Sequence[Path]], bytes]]] = MappingProxyType(
    {
        "rdf12": lambda data: rdf_1_2(_files(data)),
        "csv": lambda data: statements_table(_files(data)),
        "wikibase-json": _wikibase_json,
        "wikibase-rdf": _wikibase_rdf,
        "quickstatements": _quickstatements,
    }
)

#: Everything that a release holds, for an archive: a folder, or one zip file.
CRATE: Final = "crate"
_ZIP: Final = ".zip"
_STANDARD_OUTPUT: Final = Path("-")


def _files(data: Sequence[Path]) -> list[GraphFile]:
    return [*load_data(data), *load_ontology()]


@click.command("export")
@click.option(
    "--format",
    "output",
    required=True,
    type=click.Choice([*(choice.words[0] for choice in EXPORT_FORMATS), *OTHERS, CRATE]),
)
@click.option(
    "--output",
    "path",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="The file to write, - for standard output; it appears whole or not at all.  A crate is "
    "a new folder, or one file if the name ends in .zip.",
)
@data_option
def export_command(output: str, path: Path, data: tuple[Path, ...]) -> None:
    """Write the whole graph to a file.

    csv is the table of statements; rdf12 is Turtle of RDF 1.2 with each plain triple's statement,
    date and source; crate is everything a release holds, described for archives (RO-Crate).
    """
    _require_place(path, is_folder=_is_folder(output, path))
    with step(f"Exporting {output}"):
        if _is_folder(output, path):
            _write_crate(path, data)
            return
        written = _written(output, data)
    if path == _STANDARD_OUTPUT:
        click.echo(written, nl=False)
    elif path.exists() and not path.is_file():
        # A pipe or a device takes what comes, and is not to be replaced by a file.
        path.write_bytes(written)
    else:
        write_whole({path: written})
    click.echo(f"{path}: {len(written)} bytes", err=path == _STANDARD_OUTPUT)


def _written(output: str, data: Sequence[Path]) -> bytes:
    if output in OTHERS:
        return OTHERS[output](data)
    if output == CRATE:
        contents, day = _crate(data)
        return zipped(contents, day)
    return export(_files(data), by_word(output, EXPORT_FORMATS))


def _is_folder(output: str, path: Path) -> bool:
    return output == CRATE and path != _STANDARD_OUTPUT and path.suffix.lower() != _ZIP


def _write_crate(path: Path, data: Sequence[Path]) -> None:
    contents, _day = _crate(data)
    write_folder(path, contents)
    size = sum(map(len, contents.values()))
    click.echo(f"{path}: {len(contents)} files, {size} bytes")


def _crate(data: Sequence[Path]) -> tuple[Mapping[str, bytes], str]:
    """Return the files of the archive, and the day of the release."""
    files = _files(data)
    release = fill_store(ox.Store(), files)
    return archive_files(files, release), release.modified


def _require_place(path: Path, *, is_folder: bool) -> None:
    """Make sure that there is a place to write to before anything is computed."""
    if path.is_dir() and not is_folder:
        raise click.BadParameter(f"{path} is a folder; name a file", param_hint="--output")
    if is_folder:
        require_new(path)
    if not path.parent.is_dir():
        raise NrrGraphError(f"{path}: there is no folder {path.parent}")
