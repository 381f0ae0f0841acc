"""The command ``nrr-graph serve``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from granian.constants import Interfaces
from granian.server import Server

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.describe.article import read_article
from nrr_graph.engine.holder import READY
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.probe import lacks, require_release
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.errors import NotValid, NrrGraphError
from nrr_graph.release.folder import build_in, in_use, open_build
from nrr_graph.release.load import load_data
from nrr_graph.release.manifest import write_manifest
from nrr_graph.release.release import build_release
from nrr_graph.release.validated import is_known_valid, remember_valid
from nrr_graph.settings import METRICS_FOLDER_VARIABLE, SETTINGS, read_settings

_Command = TypeVar("_Command", bound=Callable[..., object])


def _setting(name: str) -> Callable[[_Command], _Command]:
    """Make the option for a setting: the command line beats the environment."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    return click.option(
        "--" + name.replace("_", "-"),
        default=setting.default,
        envvar=setting.variable,
        show_default=bool(setting.default),
        show_envvar=True,
        help=setting.help,
    )


@click.command("serve")
@_setting("host")
@_setting("port")
@data_option
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NRR_STORE",
    help="Keep the release on disk in this folder; a second start opens it at once.",
)
@click.option(
    "--article",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="NRR_ARTICLE",
    help="Text of the article, to be shown where a statement stands in it.",
)
@_setting("engine_url")
@_setting("public_url")
@_setting("workers")
@_setting("time_limit_s")
@_setting("memory_limit_mb")
def serve_command(
    host: str,
    port: int,
    data: tuple[Path, ...],
    store: Path | None,
    article: Path | None,
    **given: str | int,
) -> None:
    """Validate the data and serve it over HTTP, until interrupted."""
    _require_free_port(host, port)
    if store and given["engine_url"]:
        raise click.UsageError("give either --store or --engine-url: one place holds the release")
    if article:
        read_article(article)  # A wrong file is to be told here, not on a page.
    given["article"] = str(article.resolve()) if article else ""
    given["data"] = os.pathsep.join(str(path.resolve()) for path in data)
    with (
        TemporaryDirectory(prefix="nrr-graph-") as folder,
        _prepared(data, store) as build,
        _told_to_all(**given, store=build, engine_folder=folder),
        _engine(str(given["engine_url"]), Path(folder)),
    ):
        click.echo(f"Serving http://{host}:{port}/  (press Ctrl+C to stop)", err=True)
        _serve(host, port, int(given["workers"]))


@contextmanager
def _told_to_all(**settings: str | int) -> Iterator[None]:
    """Put settings into the environment, which forked and spawned processes inherit."""
    before = dict(os.environ)
    os.environ.update({f"NRR_{name.upper()}": str(value) for name, value in settings.items()})
    numbers = Path(str(settings["engine_folder"])) / "metrics"
    numbers.mkdir()
    os.environ[METRICS_FOLDER_VARIABLE] = str(numbers)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _engine(url: str, folder: Path) -> AbstractContextManager[None]:
    return _remote_engine(url, folder) if url else _query_processes(folder)


@contextmanager
def _prepared(data: tuple[Path, ...], store: Path | None) -> Iterator[str]:
    """Make sure that what is served conforms; yield where it was built on disk, if it was."""
    if store is None:
        _require_valid(data)
        yield ""
        return
    build = build_in(store, data, lambda: _require_valid(data))
    open_build(build)
    with in_use(build):
        yield str(build.resolve())


def _serve(host: str, port: int, workers: int) -> None:
    Server(
        "nrr_graph.web.asgi:create_asgi",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        factory=True,
        respawn_failed_workers=True,
        # A worker that does not stop when asked must not keep Ctrl+C waiting.
        workers_kill_timeout=3,
        log_enabled=False,
    ).serve()


@contextmanager
def _query_processes(folder: Path) -> Iterator[None]:
    """Start the processes that evaluate queries, which all web processes share; stop them."""
    holder = subprocess.Popen([sys.executable, "-m", "nrr_graph.engine.holder", str(folder)])
    try:
        with step("Starting the query processes"):
            _wait_for(folder / READY, holder)
        yield
    finally:
        holder.terminate()
        holder.wait()


@contextmanager
def _remote_engine(url: str, folder: Path) -> Iterator[None]:
    """Make sure that another server holds the release; say what it lacks."""
    settings = read_settings()
    engine = RemoteEngine(url, limits_of(settings))
    release = build_release(settings.data_paths)
    with step("Asking the engine what it holds"):
        require_release(engine, release)
    for feature in lacks(engine):
        click.echo(f"The engine lacks {feature.name}: {feature.cost}.", err=True)
    write_manifest(release, folder)
    yield


def _wait_for(path: Path, holder: subprocess.Popen[bytes]) -> None:
    while not path.exists():
        if holder.poll() is not None:
            raise NrrGraphError("the query processes could not be started; see the error above")
        time.sleep(0.02)


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise NrrGraphError(
                f"cannot listen on {host}:{port} ({getattr(error, 'strerror', error)}); "
                "choose another port with --port (with make: PORT=8001 make serve)"
            ) from error


def _require_valid(data: tuple[Path, ...]) -> None:
    if is_known_valid(data):
        click.echo("The data conform: nothing has changed since they were validated.", err=True)
        return
    # Imported here: the serving processes must not load rdflib and pyshacl.
    from nrr_graph.release.validate import validate

    with step("Reading and validating"):
        report = validate(load_data(data))
    for finding in report.findings:
        click.echo(finding.as_text() + "\n", err=True)
    if report.errors:
        raise NotValid(f"nothing is served: {report.errors} errors in the data, listed above")
    if not report.findings:
        remember_valid(data)
