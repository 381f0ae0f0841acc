"""The command ``nrr-graph audit``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Final

import click
import urllib3

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.parameters import Address
from nrr_graph.cli.progress import step
from nrr_graph.describe.access_checks import AccessAudit, Got, triples_in
from nrr_graph.describe.audit import Figure, audit
from nrr_graph.describe.audit_checks import DIMENSIONS
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import NrrGraphError
from nrr_graph.mediatypes import N_TRIPLES
from nrr_graph.namespaces import BASE, ID
from nrr_graph.release.catalogue import catalogue, publication_of
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings

#: Things at which a running server is tried, spread over all that it describes.
_TRIED: Final = 5


@click.command("audit")
@data_option
@click.option("--url", type=Address(), default="", help="Address of a running server to audit.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def audit_command(data: tuple[Path, ...], url: str, form: str) -> None:
    """Check graph, vocabulary and catalogue by the FAIR principles; with --url, a server too.

    Without --url nothing is fetched: the figures are those of the page /quality.  Exit 1 if less
    than all pass a check that all should pass.
    """
    if url and data:
        raise click.UsageError("give either --data or --url: a server audits what it holds")
    figures = _of_server(f"{url.rstrip('/')}/") if url else _of_data(data)
    if form == "json":
        click.echo(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1))
    else:
        _print(figures)
    if failed := [figure.name for figure in figures if figure.is_failure]:
        raise NrrGraphError(f"not all pass: {', '.join(failed)}")


def _of_data(data: Sequence[Path]) -> list[Figure]:
    with step("Reading and deriving"):
        release = build_release(data)
    described = catalogue(release, publication_of(release, BASE))
    return audit(EmbeddedEngine(release.store), described)


def _of_server(root: str) -> list[Figure]:
    """Audit what a server holds, by what it answers.

    :raises NrrGraphError: nothing answers there, or no catalogue does.
    """
    again = urllib3.Retry(3, redirect=False, status_forcelist=[503], raise_on_status=False)
    pool = urllib3.PoolManager(timeout=60, retries=again)

    def get(address: str, headers: Mapping[str, str]) -> Got:
        """Fetch as it is said, and follow no redirect."""
        plain = {"Accept-Encoding": "identity", **headers}
        try:
            answer = pool.request("GET", address, headers=plain, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise NrrGraphError(f"{address} does not answer ({error})") from error
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Got(answer.status, names, answer.data)

    got = get(f"{root}dataset", {"Accept": N_TRIPLES.name})
    described = triples_in(got)
    if not described:
        raise NrrGraphError(f"{root}dataset gives no catalogue (status {got.status})")
    reader = RemoteEngine(f"{root}sparql", limits_of(read_settings()))
    rows = reader.rows(
        "SELECT DISTINCT ?x { ?fact nrr:subject ?x "
        f"FILTER(STRSTARTS(STR(?x), '{ID}')) }} ORDER BY ?x"
    )
    things = [str(row["x"].value) for row in rows]
    tried = things[:: max(len(things) // _TRIED, 1)][:_TRIED]
    return [*audit(reader, described), *AccessAudit(get, root, tried).figures()]


def _print(figures: Sequence[Figure]) -> None:
    for letter, found in groupby(
        sorted(figures, key=lambda figure: list(DIMENSIONS).index(figure.principle[0])),
        key=lambda figure: figure.principle[0],
    ):
        click.echo(f"{DIMENSIONS[letter]}")
        for figure in found:
            mark = "-" if figure.is_failure else "+" if figure.passed == figure.total else "="
            told = f"{figure.passed} of {figure.total}"
            click.echo(f"  {mark} {figure.principle:<4}  {told:>13}  {figure.text}")
            if figure.is_failure:
                click.echo("".join(f"        not {iri}\n" for iri in figure.failing), nl=False)
