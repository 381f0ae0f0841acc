"""Run a command as a process of its own that has its libraries loaded already."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from nrr_graph.cli import main

#: What Python ends with if it cannot write what is left in a buffer.
_UNWRITTEN = 120


@dataclass(frozen=True)
class Done:
    """A command that has ended: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def leaves(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that is no group of others, with the words that call it."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from leaves(found, (*path, name))
    else:
        yield path, command


def run_command(
    arguments: Sequence[str | Path],
    folder: Path,
    before: Callable[[], object] = lambda: None,
    stdout: int | None = None,
) -> Done:
    """Fork, run a command in a folder, and wait for its end.

    :param before: called in the new process first: it may set limits or arrange a signal.
    :param stdout: the descriptor to write to, instead of a pipe that is read.
    """
    # Pipes, since a limit to the size of files is not to hold for what the command says.
    (output, written), (errors, told) = os.pipe(), os.pipe()
    number = os.fork()
    if number == 0:
        _in_child([*map(str, arguments)], folder, before, stdout or written, told)
    os.close(written)
    os.close(told)
    # Of errors there are never more than a pipe holds.
    texts = [_all_of(number) for number in (output, errors)]
    _, status = os.waitpid(number, 0)
    return Done(os.waitstatus_to_exitcode(status), *texts)


def _all_of(number: int) -> str:
    with os.fdopen(number, encoding="utf-8") as file:
        return file.read()


def _in_child(
    arguments: list[str], folder: Path, before: Callable[[], object], output: int, errors: int
) -> None:
    code: object = 1
    try:
        for number, target in ((output, 1), (errors, 2)):
            os.dup2(number, target)
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
        sys.stdout, sys.stderr = (
            os.fdopen(n, "w", encoding="utf-8", closefd=False) for n in (1, 2)
        )
        os.chdir(folder)
        before()
        main(arguments, prog_name="nrr-graph")
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stderr.flush()
        try:
            sys.stdout.flush()
        except OSError:
            code = _UNWRITTEN
        os._exit(code if isinstance(code, int) else 1)


@contextmanager
def closed_pipe() -> Iterator[int]:
    """Yield the writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        yield writing
    finally:
        os.close(writing)
