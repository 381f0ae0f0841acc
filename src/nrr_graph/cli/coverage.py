"""The command ``nrr-graph coverage``."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.errors import NrrGraphError
from nrr_graph.release.coverage import SUBSTANTIAL, Coverage, Sentence, coverage_of, misplaced
from nrr_graph.release.load import load_data
from nrr_graph.release.release import build_release
from nrr_graph.release.standing import FacetStanding, Standing, standings_of


@click.command("coverage")
@data_option
@click.option(
    "--article",
    type=click.Path(path_type=Path),
    help="The frozen article; offsets and digests are checked against it.",
)
@click.option(
    "--voices",
    is_flag=True,
    help="Print instead how each claim of the article stands among other sources.",
)
def coverage_command(data: tuple[Path, ...], article: Path | None, voices: bool) -> None:
    """Say which sentences of the article are carried by which statements.

    Exit 1 if a sentence that states something is neither carried nor explained, or if a passage
    does not fit the article given.
    """
    if voices:
        _print_standings(standings_of(build_release(data)))
        return
    files = load_data(data)
    # A wrong article is to be told before a long report.
    findings = misplaced(files, article) if article else []
    coverage = coverage_of(files)
    for section, sentences in groupby(coverage.sentences, key=lambda s: s.section):
        click.echo(f"\n{section.upper()}  {coverage.sections[section]}")
        for sentence in sentences:
            click.echo(_line(sentence))
    click.echo(f"\n{_summary(coverage)}")
    for finding in findings:
        click.echo("\n" + finding.as_text())
    if article and not findings:
        click.echo("Every passage has the offsets and the digest of the article given.")
    if findings or coverage.missing():
        raise NrrGraphError("the article is not covered as it should be; see above")


def _line(sentence: Sentence) -> str:
    carried = ", ".join(sentence.carried_by)
    reason = sentence.not_carried and f"not carried: {sentence.not_carried}"
    issues = sentence.issues and "see " + ", ".join(sentence.issues)
    told = "; ".join(part for part in (carried, reason, issues) if part)
    return f"  {sentence.number}  {sentence.kind:<11}  {told or 'NOT CARRIED, NOT EXPLAINED'}"


def _summary(coverage: Coverage) -> str:
    substantial = [s for s in coverage.sentences if s.kind in SUBSTANTIAL]
    carried = sum(bool(s.carried_by) for s in substantial)
    missing = len(coverage.missing())
    return (
        f"{len(coverage.sentences)} sentences, {len(substantial)} of them facts, quotations or "
        f"opinions: {carried} carried, {len(substantial) - carried - missing} explained, "
        f"{missing} missing."
    )


def _print_standings(standings: list[Standing]) -> None:
    """Print each sentence with its standing, and below it its claims, facet by facet."""
    if not standings:
        raise NrrGraphError("no other source is recorded in these files, so nothing can be weighed")
    for entry in standings:
        click.echo(f"{entry.sentence}  {entry.standing}")
        for claim in entry.claims:
            click.echo(f"    {claim.claim}: {claim.standing.lower()}")
            for facet in claim.facets:
                click.echo(f"        {_facet_line(facet)}")
    counts = Counter(entry.standing for entry in standings)
    told = ", ".join(f"{standing.lower()} {count}" for standing, count in counts.most_common())
    click.echo(f"\n{len(standings)} sentences: {told}.")


def _facet_line(facet: FacetStanding) -> str:
    numbers = ", ".join(f"{number} {text}" for text, number in facet.publishers.items())
    return f"{facet.facet.lower()}: {facet.standing.lower()}" + (f" ({numbers})" if numbers else "")
