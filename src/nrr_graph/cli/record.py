"""The command ``nrr-graph record``."""

from __future__ import annotations

from pathlib import Path

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.describe.changes_answers import LANGUAGES, answer_of
from nrr_graph.describe.questions import questions
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.errors import NrrGraphError
from nrr_graph.project import display_path, project_folder
from nrr_graph.release.release import build_release
from nrr_graph.release.writing import write_whole


@click.command("record")
@click.argument("slugs", nargs=-1, metavar="[QUESTION]...")
@data_option
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of recorded answers.  Default: the project's, tests/data/answers.",
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if an answer would change.")
def record_command(
    slugs: tuple[str, ...], data: tuple[Path, ...], folder: Path | None, *, check: bool
) -> None:
    """Record the answers to questions, all or those named; look at what changes before you commit.

    A question is named by its slug, such as creation-of-the-council.
    """
    engine = EmbeddedEngine(build_release(data).store)
    asked = {tag: {q.slug: q.sparql for q in questions(engine, tag)} for tag in LANGUAGES}
    wanted = [slug.removeprefix("id:").removeprefix("question-") for slug in slugs] or [
        *asked["en"]
    ]
    if unknown := [slug for slug in wanted if slug not in asked["en"]]:
        raise NrrGraphError(f"no such question: {', '.join(unknown)}; /queries lists them")
    folder = folder or project_folder() / "tests" / "data" / "answers"
    changed = {
        path: answer
        for tag in LANGUAGES
        for slug in wanted
        if (answer := answer_of(engine, asked[tag][slug]))
        != _recorded(path := _file(folder, slug, tag))
    }
    if not check:
        for path in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole({path: answer.encode() for path, answer in changed.items()})
    for path in changed:
        click.echo(f"{'would change' if check else 'recorded'}: {display_path(path)}")
    if check and changed:
        raise NrrGraphError("run 'nrr-graph record' and look at what changes")


def _file(folder: Path, slug: str, language: str) -> Path:
    """Return where an answer is kept: those in English in the folder itself."""
    return (folder if language == "en" else folder / language) / f"{slug}.csv"


def _recorded(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
