"""The command ``nrr-graph mcp``."""

from __future__ import annotations

from pathlib import Path

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.describe.names import Names
from nrr_graph.describe.search import Index
from nrr_graph.describe.words import WordIndex
from nrr_graph.engine.forked import ForkedEngine
from nrr_graph.engine.limits import limits_of
from nrr_graph.extras import needs
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings


@click.command("mcp")
@data_option
def mcp_command(data: tuple[Path, ...]) -> None:
    """Give a language model tools to ask the graph (MCP, on standard input and output).

    A running server has the same tools at /mcp.
    """
    with needs("mcp", "nrr-graph mcp"):
        from nrr_graph.mcp.answers import Answers
        from nrr_graph.mcp.server import make_server
    release = build_release(data)
    engine = ForkedEngine(release.store, limits_of(read_settings()))
    names = Names(engine)
    found = (Index(names), WordIndex(engine, names))
    make_server(Answers(engine, engine, names, release.version, *found)).run()
