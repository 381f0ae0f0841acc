"""The command ``nrr-graph``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

import click

from nrr_graph import __version__
from nrr_graph.cli.coverage import coverage_command
from nrr_graph.cli.curate import format_command, register_command, validate_command
from nrr_graph.cli.diff import diff_command
from nrr_graph.cli.export import export_command
from nrr_graph.cli.mcp import mcp_command
from nrr_graph.cli.new import new_command
from nrr_graph.cli.push import push_command
from nrr_graph.cli.query import query_command
from nrr_graph.cli.record import record_command
from nrr_graph.cli.release import release_command
from nrr_graph.cli.serve import serve_command
from nrr_graph.errors import NrrGraphError, UnreadableData
from nrr_graph.settings import BadSetting

#: What the shell says of a program that the signal of a closed pipe ended: 128 and SIGPIPE.
_ENDED_BY_A_CLOSED_PIPE: Final = 141


class _PlainErrors(click.Group):
    """Show our own errors as text: a stack trace helps no user."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; end with 2 if data cannot be read, with 1 on any other error.

        Whoever reads the output may stop when it likes (``| head``): that is no error to tell.
        """
        try:
            return _with_all_output(lambda: super(_PlainErrors, self).invoke(ctx))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            ctx.exit(_ENDED_BY_A_CLOSED_PIPE)
        except NrrGraphError as error:
            click.echo(f"nrr-graph: {error}", err=True)
            ctx.exit(2 if isinstance(error, UnreadableData | BadSetting) else 1)
        except OSError as error:
            click.echo(f"nrr-graph: {error.filename or ''}: {error.strerror or error}", err=True)
            ctx.exit(1)
        except UnicodeDecodeError as error:
            click.echo(f"nrr-graph: the input is not UTF-8 at byte {error.start}", err=True)
            ctx.exit(1)


def _with_all_output(run: Callable[[], object]) -> object:
    """Write what is left in the buffer while errors can still be told."""
    try:
        return run()
    finally:
        sys.stdout.flush()


@click.group(cls=_PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nrr-graph")
def main() -> None:
    """Curate, check, query and serve the knowledge graph of NATO–Russia relations."""


for _command in (
    serve_command,
    validate_command,
    query_command,
    export_command,
    push_command,
    mcp_command,
    format_command,
    register_command,
    coverage_command,
    diff_command,
    new_command,
    record_command,
    release_command,
):
    main.add_command(_command)
