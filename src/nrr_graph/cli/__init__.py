"""The command ``nrr-graph``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from nrr_graph import __version__
from nrr_graph.cli.failures import told_plainly

#: The module of each command.  It is loaded when the command is called, so that none waits for
#: the libraries of the others.
_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "audit": "audit",
        "coverage": "coverage",
        "diff": "diff",
        "export": "export",
        "format": "curate",
        "mcp": "mcp",
        "new": "new",
        "push": "push",
        "query": "query",
        "record": "record",
        "register": "curate",
        "release": "release",
        "serve": "serve",
        "validate": "curate",
    }
)


class _Commands(click.Group):
    """The commands, whose failures are told as text: a stack trace helps no user."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Return the names of all commands."""
        return sorted(_MODULES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click passes it
        cmd_name: str,
    ) -> click.Command | None:
        """Load a command by its name."""
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"nrr_graph.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, of which some print and exit."""
        with told_plainly(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        with told_plainly(ctx):
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nrr-graph")
def main() -> None:
    """Curate, check, query and serve the knowledge graph of NATO–Russia relations."""
