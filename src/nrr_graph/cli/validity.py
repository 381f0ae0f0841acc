"""Let nothing be done with data that do not conform."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nrr_graph.cli.progress import step
from nrr_graph.errors import NotValid
from nrr_graph.release.load import GraphFile
from nrr_graph.release.validated import is_known_valid, remember_valid


def require_valid(files: Sequence[GraphFile], mark: str, refused: str) -> None:
    """Make sure that files conform, unless they are known to; print what is found.

    :param mark: the state of the files before they were read.
    :param refused: what is not done if they do not conform.
    :raises NotValid: they do not.
    """
    if is_known_valid(mark):
        click.echo("The data conform: nothing has changed since they were validated.", err=True)
        return
    # Imported here: the serving processes must not load rdflib and pyshacl.
    from nrr_graph.release.validate import validate

    with step("Validating"):
        report = validate(files)
    for finding in report.findings:
        click.echo(finding.as_text() + "\n", err=True)
    if report.errors:
        raise NotValid(f"{refused}: {report.errors} errors in the data, listed above")
    if not report.findings:
        remember_valid(mark)
