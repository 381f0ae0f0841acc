"""What every command does with a reader who leaves, a full disk, and Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from commands import Done, closed_pipe, leaves, run_command
from nrr_graph.project import data_folder

COMMANDS = dict(leaves())
#: A call of every command that prints or writes, on the files of the folder ``small``.
CALLS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("audit",): ("--data", "sentences"),
    ("coverage",): ("--data", "sentences"),
    ("diff",): ("small", "other"),
    ("export",): ("--format", "nt", "--data", "small", "--output", "-"),
    ("format",): ("--data", "untidy"),
    ("new", "person"): (
        *("--label-en", "Arne Invented", "--label-ru", "Арне Вымышленный", "--data", "small"),
        *("--description-en", "made up", "--description-ru", "придуман"),
    ),
    ("query",): ("select.rq", "--data", "small"),
    ("record",): ("--data", "asked", "--to", "answers"),
    ("register",): ("--check",),
    ("release",): ("--data", "small", "--to", "releases"),
    ("validate",): ("--data", "small"),
}
#: These print nothing by themselves: two serve, and one needs a server.
SILENT = {("serve",), ("mcp",), ("push",)}
#: Commands that write, with the call that does.
WRITING: dict[tuple[str, ...], tuple[str, ...]] = {
    ("export",): ("--format", "nt", "--data", "small", "--output", "nrr.nt"),
    **{path: CALLS[path] for path in (("format",), ("new", "person"), ("record",), ("release",))},
}
_NAMES = {"small": ("persons", "places"), "other": ("places",), "asked": ("queries/classes",)}


def _id(path: tuple[str, ...]) -> str:
    return " ".join(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with small data for the calls."""
    for name, files in {**_NAMES, "untidy": ("offices", "places")}.items():
        for file in files:
            path = tmp_path / name / f"{file}.ttl"
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(data_folder() / f"{file}.ttl", path)
    for path in (tmp_path / "untidy").iterdir():
        path.write_text(path.read_text("utf-8").replace(" ;\n  ", " ; "), encoding="utf-8")
    shutil.copytree(data_folder(), tmp_path / "sentences")
    (tmp_path / "small" / "register.tsv").write_text("number\tname\nQ1\tid:rome\n", "utf-8")
    (tmp_path / "select.rq").write_text("SELECT * { ?s ?p ?o }", encoding="utf-8")
    return tmp_path


def _content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _run(path: tuple[str, ...], folder: Path, **options: object) -> Done:
    arguments = WRITING.get(path) or CALLS[path]
    return run_command([*path, *arguments], folder, **options)  # type: ignore[arg-type]


def test_every_command_has_a_call_here() -> None:
    new = {path for path in COMMANDS if path[0] == "new"}
    assert set(CALLS) | SILENT | new == set(COMMANDS)
    assert len(new) >= 7, "all of them write by the one road that “new person” takes"


@pytest.mark.parametrize("path", [(), ("new",), *COMMANDS], ids=_id)
def test_help_into_a_closed_pipe_is_silent(path: tuple[str, ...], tmp_path: Path) -> None:
    with closed_pipe() as writing:
        done = run_command([*path, "--help"], tmp_path, stdout=writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("path", CALLS, ids=_id)
def test_output_into_a_closed_pipe_is_no_error(path: tuple[str, ...], folder: Path) -> None:
    with closed_pipe() as writing:
        done = run_command([*path, *CALLS[path]], folder, stdout=writing)
    assert "nrr-graph:" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == (0 if path == ("register",) else 141)


@pytest.mark.parametrize("path", CALLS, ids=_id)
def test_output_to_a_full_device_is_told(path: tuple[str, ...], folder: Path) -> None:
    number = os.open("/dev/full", os.O_WRONLY)
    done = run_command([*path, *CALLS[path]], folder, stdout=number)
    os.close(number)
    if path == ("register",):
        assert done.returncode == 0
        return
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == "nrr-graph: the output cannot be written: No space left on device"


def _interrupting(name: str) -> Callable[[], None]:
    """Let Ctrl-C come when the command calls a function of the system."""

    def arrange() -> None:
        original = getattr(os, name)

        def interrupted(*arguments: object, **options: object) -> object:
            os.kill(os.getpid(), signal.SIGINT)
            return original(*arguments, **options)

        signal.signal(signal.SIGINT, signal.default_int_handler)
        setattr(os, name, interrupted)

    return arrange


@pytest.mark.parametrize("path", WRITING, ids=_id)
def test_ctrl_c_while_writing_leaves_every_file_as_it_was(
    path: tuple[str, ...], folder: Path
) -> None:
    before = _content(folder)
    done = _run(path, folder, before=_interrupting("fsync"))
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1].startswith("nrr-graph: interrupted; every file is whole")
    assert "Traceback" not in done.stderr
    assert _content(folder) == before


@pytest.mark.parametrize("path", CALLS, ids=_id)
def test_ctrl_c_at_the_start_is_one_sentence(path: tuple[str, ...], folder: Path) -> None:
    def arrange() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        parse = click.Command.parse_args

        def interrupted(*arguments: object) -> object:
            os.kill(os.getpid(), signal.SIGINT)
            return parse(*arguments)  # type: ignore[arg-type]

        setattr(click.Command, "parse_args", interrupted)  # noqa: B010 - a method is replaced

    done = _run(path, folder, before=arrange)
    assert done.returncode == 130
    assert len(done.stderr.split("\n")) == 3, done.stderr


def test_ctrl_c_while_modules_are_loaded_is_one_sentence(tmp_path: Path) -> None:
    program = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "nrr_graph.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from nrr_graph.__main__ import main
main()
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "\nnrr-graph: interrupted before it began\n")


@pytest.mark.parametrize("path", WRITING, ids=_id)
def test_a_file_size_limit_leaves_every_file_as_it_was(path: tuple[str, ...], folder: Path) -> None:
    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))

    before = _content(folder)
    done = _run(path, folder, before=limit)
    assert done.returncode == 1
    assert _content(folder) == before
