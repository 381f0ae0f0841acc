"""What is seen to before data are served: they conform, an engine holds them, they are kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from nrr_graph.cli.progress import step
from nrr_graph.cli.validity import require_valid
from nrr_graph.engine.confine import die_with_parent, name_process
from nrr_graph.engine.endpoint import without_password
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.probe import lacks, require_release
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import EngineFailed, NotValid, NrrGraphError
from nrr_graph.release.folder import build_in, lock_build, open_build
from nrr_graph.release.load import load_data
from nrr_graph.release.release import build_release
from nrr_graph.release.validated import is_known_valid, mark_of
from nrr_graph.release.withdrawn import read_withdrawn
from nrr_graph.settings import Settings


def built_in(data: tuple[Path, ...], store: Path | None) -> str:
    """Make sure that the data conform; return where they were built on disk, if they were.

    The build is in use as long as this process lives.
    """
    if store is None:
        _in_child(lambda: _require_valid(data))
        return ""
    build = build_in(store, data, lambda: _in_child(lambda: _require_valid(data)))
    open_build(build)
    lock_build(build)
    return str(build.resolve())


def require_engine(settings: Settings) -> None:
    """Make sure that another server holds the release, if one is named; say what it lacks."""
    if not settings.engine_url:
        return
    engine = RemoteEngine(settings.engine_url, limits_of(settings))
    release = build_release(settings.data_paths)
    try:
        with step("Asking the engine what it holds"):
            require_release(engine, release)
        for feature in lacks(engine):
            click.echo(f"The engine lacks {feature.name}: {feature.cost}.", err=True)
    except EngineFailed as error:
        raise NrrGraphError(
            f"the engine at {without_password(settings.engine_url)} {error.problem}; start it, "
            "correct --engine-url (NRR_ENGINE_URL), or leave it out: then this server answers "
            "queries itself"
        ) from error


def warn_unless_kept(version: str, releases: str) -> None:
    """Say that the addresses of what is served will not outlive the next change."""
    if releases and not (Path(releases) / version).is_dir():
        click.echo(
            f"Warning: release {version} is served but is not kept in {releases}: what cites it "
            f"finds nothing after the next change; run 'nrr-graph release --to {releases}'",
            err=True,
        )


def _require_valid(data: tuple[Path, ...]) -> None:
    read_withdrawn(data)
    mark = mark_of(data)
    # What is known to conform is not read here: the next start shall be quick.
    require_valid([] if is_known_valid(mark) else load_data(data), mark, "nothing is served")


def _in_child(check: Callable[[], None]) -> None:
    """Check something in a process of its own, which takes what it needed with it when it ends.

    :raises NotValid: the check failed; the message says why.
    """
    reading, writing = os.pipe()
    sys.stderr.flush()
    parent = os.getpid()
    number = os.fork()
    if number == 0:
        die_with_parent(parent)
        name_process("nrr check")
        status = 1
        try:
            check()
            status = 0
        except NrrGraphError as error:
            os.write(writing, str(error).encode())
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        problem = told.read()
    _number, failed = os.waitpid(number, 0)
    if failed:
        raise NotValid(problem or "nothing is served: the check of the data broke off")
