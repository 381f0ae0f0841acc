"""The command ``nrr-graph new``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from nrr_graph.cli.asking import completed, missing_fields, show_sentence
from nrr_graph.cli.progress import step
from nrr_graph.describe.article import read_article
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, SHAPES
from nrr_graph.project import data_folder, register_file
from nrr_graph.release.drafting import (
    Draft,
    amendment,
    draft,
    refuse_errors,
    with_drafts,
    write_drafts,
)
from nrr_graph.release.fields import NewKind
from nrr_graph.release.kinds import KINDS
from nrr_graph.release.load import load_data
from nrr_graph.release.release import build_release
from nrr_graph.wikibase.blocks import facts_of, graph_of, stated_dates
from nrr_graph.wikibase.values import Values


@click.group("new")
def new_command() -> None:
    """Write a checked block of Turtle to the file where it belongs.

    What is missing is asked for where a terminal is there.  Names of things may be given as
    id:slug, as a Q number, or in words; what may be meant is suggested.
    """


def _command(name: str, kind: NewKind) -> click.Command:
    fields = [
        click.Option(
            [f"--{field.name}", field.name.replace("-", "_")],
            multiple=field.is_many,
            help=field.help + ("  Required." if field.is_required else ""),
            type=click.Choice([*field.choices]) if field.choices else str,
            metavar=None if field.choices else field.form.upper(),
        )
        for field in kind.fields
    ]
    common = [
        click.Option(["--name"], help="The name under id/, where you want another one."),
        click.Option(["--to"], help="The file, such as voices/council; a new one is made."),
        click.Option(["--data"], type=click.Path(path_type=Path, exists=True, file_okay=False)),
        click.Option(["--article"], type=click.Path(path_type=Path, dir_okay=False),
                     envvar="NRR_ARTICLE", help="Its text: the sentence is shown."),
        click.Option(["--dry-run"], is_flag=True, help="Show the block and write nothing."),
    ]  # fmt: skip
    return click.Command(
        name,
        params=[*fields, *common],
        callback=lambda **options: _new(name, kind, options),
        help=f"Write a new {name}.",
    )


for _name, _kind in KINDS.items():
    new_command.add_command(_command(_name, _kind))


def _new(name: str, kind: NewKind, options: Mapping[str, Any]) -> None:
    given: Mapping[str, list[str]] = _given(kind, options)
    data = options["data"] or data_folder()
    folder = data / "ttl" if (data / "ttl").is_dir() else data
    files = load_data([folder])
    values = Values(build_release([folder]))
    text = read_article(options["article"]).text if options["article"] else ""
    for sentence in given.get("sentence", ()):
        show_sentence(values, sentence, text)
    if sys.stdin.isatty():
        given = completed(kind, given, values, text)
    facts = facts_of(name, given, values, files, options["name"] or "")
    near = options["to"] or graph_of(name, facts, files)
    drafts: list[Draft] = []
    if stated := stated_dates(given, facts, values):
        drafts.append(amendment(files, stated))
    place = near or _file(kind, given, facts[0].subject.value)
    drafts.append(draft(with_drafts(files, drafts), facts, place, folder))
    for one in drafts:
        click.echo(one.block)
    awaits = {SHAPES + shape for shape in kind.awaits}
    _validate(with_drafts(files, drafts), awaits, facts[0].subject.value)
    if options["dry_run"]:
        return
    register = register_file() if options["data"] is None else data / "register.tsv"
    entries = write_drafts(drafts, register if register.is_file() else None)
    for one in drafts:
        click.echo(f"Written to {one.file.path}", err=True)
    for entry in entries:
        click.echo(f"{entry.number}\t{entry.name}", err=True)


def _validate(files: Sequence[Any], awaits: set[str], subject: str) -> None:
    """Refuse what does not conform; of what waits for the next block, say what is to come."""
    # Imported here: rdflib and pyshacl cost 0.3 s that no other command should pay.
    from nrr_graph.release.validate import validate

    with step("Validating"):
        report = validate(files)
    later = [f for f in report.findings if f.shape in awaits and f.entity == subject]
    refuse_errors([finding for finding in report.findings if finding not in later])
    for finding in report.findings:
        if finding.severity == "warning":
            click.echo(f"{finding.as_text()}\n", err=True)
    for finding in later:
        click.echo(f"Still to come: {finding.remedy} ({finding.problem})", err=True)


def _given(kind: NewKind, options: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what was given for each field.

    :raises NrrGraphError: something is missing, and no terminal is there to ask.
    """
    given: dict[str, list[str]] = {}
    for field in kind.fields:
        value = options[field.name.replace("-", "_")]
        texts = [value] if isinstance(value, str) else value or ()
        given[field.name] = [text.strip() for text in texts if text.strip()]
    missing = [f"--{field.name}" for field in missing_fields(kind, given)]
    if missing and not sys.stdin.isatty():
        raise NrrGraphError(f"give {', '.join(missing)}, or run this in a terminal to be asked")
    return given


def _file(kind: NewKind, given: Mapping[str, list[str]], iri: str) -> str:
    slug = iri.removeprefix(ID).removeprefix("question-")
    decade = next(iter(given.get("decade", ())), "")
    return kind.file.format(slug=slug, decade=decade)
