"""The command ``nrr-graph push``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.parameters import Address
from nrr_graph.cli.progress import step
from nrr_graph.release.push import push
from nrr_graph.release.release import build_release


@click.command("push")
@click.argument("url", type=Address())
@data_option
def push_command(url: str, data: tuple[Path, ...]) -> None:
    """Load the release into the graph store at URL and verify every graph.

    URL is where the server speaks the SPARQL 1.1 Graph Store HTTP Protocol, for example
    http://127.0.0.1:7878/store.  Graphs of the same names are replaced, others left alone; the
    default graph is replaced by the merge.
    """
    with step("Building the release"):
        release = build_release(data)
    with click.progressbar(length=len(release.graphs) + 1, label="Pushing", file=sys.stderr) as bar:
        push(release, url, lambda _name, _size: bar.update(1))
    click.echo(f"{len(release.graphs)} graphs and their merge are there, each verified.")
