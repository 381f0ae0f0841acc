"""The command ``nrr-graph export``."""

from __future__ import annotations

from pathlib import Path

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.mediatypes import by_word
from nrr_graph.release.export import EXPORT_FORMATS, export
from nrr_graph.release.load import load_data, load_ontology
from nrr_graph.release.tables import statements_table


@click.command("export")
@click.option(
    "--format",
    "output",
    required=True,
    type=click.Choice([*(choice.words[0] for choice in EXPORT_FORMATS), "csv"]),
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
    """Write the whole graph, curated and derived, to a file; as CSV, the table of statements."""
    with step(f"Exporting {output}"):
        files = [*load_data(data), *load_ontology()]
        is_table = output == "csv"
        written = (
            statements_table(files) if is_table else export(files, by_word(output, EXPORT_FORMATS))
        )
        partial = path.with_name(path.name + ".part")
        partial.write_bytes(written)
        partial.replace(path)
    click.echo(f"{path}: {len(written)} bytes")
