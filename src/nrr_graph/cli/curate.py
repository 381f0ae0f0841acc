"""Commands for curators: validate, format, register."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nrr_graph.cli.progress import step
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import GRAPH, ID, NRR
from nrr_graph.project import display_path
from nrr_graph.release.canonical import canonical_turtle
from nrr_graph.release.load import GraphFile, load_data
from nrr_graph.release.register import (
    append_entries,
    entities_in,
    missing_entries,
    read_register,
)
from nrr_graph.release.sarif import as_sarif
from nrr_graph.release.validated import mark_of, remember_valid
from nrr_graph.release.writing import digest_of, write_whole

if TYPE_CHECKING:
    from nrr_graph.release.validate import Report

data_option = click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path),
    multiple=True,
    envvar="NRR_DATA",
    help="A Turtle file or a folder of them; may be repeated.  Default: the project's own data.",
)


@click.command("validate")
@data_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "ttl"], case_sensitive=False),
    default="text",
)
@click.pass_context
def validate_command(ctx: click.Context, data: tuple[Path, ...], output: str) -> None:
    """Check the data.  Exit 0: it conforms; 1: it does not; 2: it cannot be read."""
    # Imported here: rdflib and pyshacl cost 0.3 s that no other command should pay.
    from nrr_graph.release.validate import validate

    mark = mark_of(data)
    with step("Reading"):
        files = load_data(data)
    with step(f"Validating {sum(len(file.triples) for file in files)} triples"):
        report = validate(files)
    if output == "ttl":
        click.echo(report.shacl.serialize(format="turtle"))
    elif output == "json":
        findings = [finding.as_json() for finding in report.findings]
        click.echo(json.dumps(findings, ensure_ascii=False, indent=2))
    elif output == "sarif":
        click.echo(json.dumps(as_sarif(report.findings), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            click.echo(finding.as_text() + "\n")
        click.echo(_summary(report, files))
    # A part of the data need not hold something of every kind; the whole must.
    if report.idle_shapes and not data:
        raise NrrGraphError("shapes that looked at nothing: " + ", ".join(report.idle_shapes))
    if not report.findings:
        remember_valid(mark)
    ctx.exit(1 if report.errors else 0)


def _summary(report: Report, files: Sequence[GraphFile]) -> str:
    """Count the findings; where nothing was there to check, no finding is no praise."""
    triples = [fact for file in files for fact in file.triples]
    ours = (NRR, ID, GRAPH)
    used = sum(any(str(term.value).startswith(ours) for term in fact) for fact in triples)
    warnings = len(report.findings) - report.errors
    counted = f"{report.errors} errors, {warnings} warnings"
    if not used:
        return (
            f"0 of {len(triples)} triples use this vocabulary ({NRR}), so that the shapes had "
            f"nothing to look at; {counted} about the file"
        )
    shapes, nodes = len(report.focus_nodes), sum(report.focus_nodes.values())
    return f"{counted}; {shapes} shapes looked at {nodes} nodes in {len(files)} files."


@click.command("format")
@data_option
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
@click.pass_context
def format_command(ctx: click.Context, data: tuple[Path, ...], *, check: bool) -> None:
    """Write Turtle files in the canonical form, so that changes are easy to review."""
    files = {file: canonical_turtle(file).encode() for file in load_data(data)}
    changed = {f.path: text for f, text in files.items() if digest_of(text) != f.digest}
    if not check:
        write_whole(changed, {f.path: f.digest for f in files if f.path in changed})
    for path in changed:
        click.echo(f"{'not canonical' if check else 'rewritten'}: {display_path(path)}")
    if check and changed:
        raise NrrGraphError("run 'nrr-graph format' to mend this")
    ctx.exit(0)


@click.command("register")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a number is missing.")
def register_command(*, check: bool) -> None:
    """Give every new entity its Q number, at the end of the register."""
    new = missing_entries(read_register(), entities_in(load_data()))
    if new and not check:
        append_entries(new)
    for entry in new:
        click.echo(f"{entry.number}\t{entry.name}")
    if check and new:
        raise NrrGraphError("these entities have no number yet; run 'nrr-graph register'")
