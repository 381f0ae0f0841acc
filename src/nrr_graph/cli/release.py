"""The command ``nrr-graph release``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.cli.validity import require_valid
from nrr_graph.describe.changes import Difference, as_json, difference
from nrr_graph.describe.changes_answers import LANGUAGES
from nrr_graph.describe.changes_words import as_markdown, as_text
from nrr_graph.release.load import GraphFile, load_data, load_ontology, quads_of
from nrr_graph.release.manifest import manifest_of
from nrr_graph.release.ontology_version import require_new_version
from nrr_graph.release.published import Published, publish, published_in, require_writable
from nrr_graph.release.release import build_release
from nrr_graph.release.sides import side_of
from nrr_graph.release.validated import mark_of
from nrr_graph.release.withdrawn import read_withdrawn, require_reasons
from nrr_graph.release.writing import digest_of, write_whole

#: Sections of data stand before the first section of code, newest first.
_FIRST_SECTION: Final = "\n## "


@click.command("release")
@data_option
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NRR_RELEASES",
    help="The folder of releases; former ones in it are kept as they are.",
)
@click.option(
    "--changelog",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A changelog that gets a section on what changed.",
)
def release_command(data: tuple[Path, ...], folder: Path, changelog: Path | None) -> None:
    """Make a release of the data: dumps, checksums, and what changed since the one before."""
    require_writable(folder)
    mark = mark_of(data)
    files = load_data(data)
    require_valid(files, mark, "no release is made")
    with step("Deriving"):
        manifest = manifest_of(build_release(data))
    former = published_in(folder) if folder.is_dir() else []
    versions = [one.version for one in former]
    is_made = manifest.version in versions
    if is_made:
        click.echo(f"{manifest.version} is there already: nothing has changed.")
        if changelog is None:
            return
        # The section may be missing still, where writing it failed.
        former = former[: versions.index(manifest.version)]
    everything = [*files, *load_ontology()]
    found = _since(former, manifest.version, everything, data)
    if not is_made:
        with step("Writing"):
            made = publish(folder, manifest, everything, _changes(found, manifest.version))
        click.echo(f"{made.folder}")
        if found:
            click.echo(as_text(found, "en"), nl=False)
    if changelog and found:
        _tell(changelog, found)


def _since(
    former: Sequence[Published], version: str, files: Sequence[GraphFile], data: Sequence[Path]
) -> Difference | None:
    """Compare with the newest former release, if there is one.

    :raises Vanished: a name that was published is described no more, and nothing says why.
    :raises SameVersion: the ontology has changed, and its version has not.
    """
    if not former:
        return None
    with step(f"Comparing with {former[-1].version}"):
        old, new = (
            side_of(former[-1].version, former[-1].quads()),
            side_of(version, quads_of(files)),
        )
        require_reasons(old.curated, new.curated, read_withdrawn(data))
        require_new_version(old.curated, new.curated)
        return difference(old, new)


def _changes(found: Difference | None, version: str) -> Mapping[str, Any]:
    """Return what the release tells of itself: when it was made, and what changed."""
    made = {"new": version, "made": datetime.now(UTC).isoformat(timespec="microseconds")}
    if found is None:
        return made
    words = {language: as_text(found, language) for language in LANGUAGES}
    return {**as_json(found), **made, "words": words}


def _tell(changelog: Path, found: Difference) -> None:
    """Put a section on the data before the others of a changelog, unless it has it already."""
    before = changelog.read_bytes()
    text = before.decode("utf-8")
    section = as_markdown(found, "en").rstrip("\n")
    if section.splitlines()[0] in text.splitlines():
        return
    head, mark, rest = text.partition(_FIRST_SECTION)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [head.rstrip(), "", *section.splitlines(), *(["", f"## {rest}"] if mark else [""])]
    write_whole({changelog: end.join(lines).encode()}, {changelog: digest_of(before)})
