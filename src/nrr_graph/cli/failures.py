"""Tell a failure of a command in one sentence, with the exit code that shells expect."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import click

from nrr_graph.errors import NrrGraphError, UnreadableData
from nrr_graph.settings import BadSetting

#: What shells say of a program that a signal ended: 128 and the number of the signal.
_ENDED_BY_A_CLOSED_PIPE: Final = 128 + signal.SIGPIPE
_ENDED_BY_CTRL_C: Final = 128 + signal.SIGINT


@contextmanager
def told_plainly(ctx: click.Context) -> Iterator[None]:
    """Run a command; end with 2 if data cannot be read, with 1 on any other error.

    Whoever reads the output may stop when it likes (``| head``): that is no error to tell.
    """
    try:
        try:
            yield
        finally:
            # What is left in the buffer is written while errors can still be told.
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        ctx.exit(_ENDED_BY_A_CLOSED_PIPE)
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            "\nnrr-graph: interrupted; every file is whole, the old one or the new", err=True
        )
        ctx.exit(_ENDED_BY_CTRL_C)
    except NrrGraphError as error:
        click.echo(f"nrr-graph: {error}", err=True)
        ctx.exit(2 if isinstance(error, UnreadableData | BadSetting) else 1)
    except OSError as error:
        place = error.filename or "the output cannot be written"
        if error.filename is None:
            _forget_output()
        click.echo(f"nrr-graph: {place}: {error.strerror or error}", err=True)
        ctx.exit(1)
    except UnicodeDecodeError as error:
        click.echo(f"nrr-graph: the input is not UTF-8 at byte {error.start}", err=True)
        ctx.exit(1)


def _forget_output() -> None:
    """Let what cannot be written go nowhere, so that the end of the program does not try again."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
