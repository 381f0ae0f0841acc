"""The command ``nrr-graph new``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from nrr_graph.cli.progress import step
from nrr_graph.describe.article import read_article
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR, SHAPES
from nrr_graph.project import data_folder, register_file
from nrr_graph.release.drafting import draft, refuse_errors, with_draft, write_draft
from nrr_graph.release.kinds import KINDS, Field, NewKind
from nrr_graph.release.load import load_data
from nrr_graph.release.release import build_release
from nrr_graph.wikibase.blocks import facts_of, graph_of
from nrr_graph.wikibase.values import Ambiguous, Values


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
            metavar=field.form.upper(),
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
    data = options["data"] or data_folder()
    folder = data / "ttl" if (data / "ttl").is_dir() else data
    files = load_data([folder])
    given = _asked(kind, options)
    values = Values(build_release([folder]))
    if name == "statement":
        _show_sentence(values, given, options["article"])
    facts = facts_of(name, _chosen(kind, given, values), values, files, options["name"] or "")
    near = options["to"] or graph_of(name, facts, files)
    one = draft(files, facts, near or _file(kind, given, facts[0].subject.value), folder)
    click.echo(one.block)
    _validate(with_draft(files, one), {SHAPES + shape for shape in kind.awaits}, one.subject)
    if options["dry_run"]:
        return
    register = register_file() if options["data"] is None else data / "register.tsv"
    entries = write_draft(one, register if register.is_file() else None)
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
    for finding in later:
        click.echo(f"Still to come: {finding.remedy} ({finding.problem})", err=True)


def _asked(kind: NewKind, options: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what was given, and ask for what is missing.

    :raises NrrGraphError: something is missing, and no terminal is there to ask.
    """
    given: dict[str, list[str]] = {}
    missing = []
    for field in kind.fields:
        value = options[field.name.replace("-", "_")]
        given[field.name] = [v for v in ([value] if isinstance(value, str) else value or ()) if v]
        if field.is_required and not given[field.name]:
            if sys.stdin.isatty():
                given[field.name] = [click.prompt(f"{field.name} ({field.help})")]
            else:
                missing.append(f"--{field.name}")
    if missing:
        raise NrrGraphError(f"give {', '.join(missing)}, or run this in a terminal to be asked")
    return given


def _chosen(
    kind: NewKind, given: Mapping[str, list[str]], values: Values
) -> Mapping[str, list[str]]:
    """Let the curator choose where a name may mean several things, if a terminal is there."""
    chosen = {name: list(texts) for name, texts in given.items()}
    if sys.stdin.isatty():
        for field in kind.fields:
            if field.form == "entity":
                chosen[field.name] = [_choose(field, text, values) for text in given[field.name]]
    return chosen


def _choose(field: Field, text: str, values: Values) -> str:
    try:
        values.read(field, text)
    except Ambiguous as error:
        for number, (name, label) in enumerate(error.suggestions, 1):
            click.echo(f"  {number}  {label} ({name})", err=True)
        if not error.suggestions:
            raise
        number = click.prompt(field.name, type=click.IntRange(1, len(error.suggestions)), err=True)
        return error.suggestions[number - 1][0]
    return text


def _show_sentence(values: Values, given: Mapping[str, list[str]], article: Path | None) -> None:
    """Show the passages of the sentence, with its words where the article is at hand."""
    text = read_article(article).text if article else ""
    for iri in values.passages(given["sentence"][0].upper()):
        first, last = (
            next((int(v.value) for v in values.values(iri, NRR + name)), 0)
            for name in ("beginOffset", "endOffset")
        )
        click.echo(f"id:{iri.removeprefix(ID)}  {text[first:last]}".rstrip(), err=True)


def _file(kind: NewKind, given: Mapping[str, list[str]], iri: str) -> str:
    slug = iri.removeprefix(ID).removeprefix("question-")
    decade = next(iter(given.get("decade", ())), "")
    return kind.file.format(slug=slug, decade=decade)
