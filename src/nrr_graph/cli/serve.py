"""The command ``nrr-graph serve``."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.parameters import type_of
from nrr_graph.cli.progress import step
from nrr_graph.describe.article import read_article
from nrr_graph.engine.confine import die_with_parent, name_process
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.probe import lacks, require_release
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.engine.worker import Crew
from nrr_graph.errors import NotValid, NrrGraphError
from nrr_graph.extras import needs
from nrr_graph.release.folder import build_in, lock_build, open_build
from nrr_graph.release.load import load_data
from nrr_graph.release.published import published_in
from nrr_graph.release.release import build_release
from nrr_graph.release.validated import is_known_valid, remember_valid
from nrr_graph.release.withdrawn import read_withdrawn
from nrr_graph.settings import SETTINGS, Settings, read_settings

if TYPE_CHECKING:
    from nrr_graph.web.processes import Family

_Command = TypeVar("_Command", bound=Callable[..., object])


def _setting(name: str) -> Callable[[_Command], _Command]:
    """Make the option for a setting: the command line beats the environment."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    return click.option(
        "--" + name.replace("_", "-"),
        default=setting.default,
        type=type_of(setting),
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
@_setting("releases")
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
    **given: Any,
) -> None:
    """Validate the data and serve it over HTTP, until interrupted."""
    with needs("server", "nrr-graph serve"):
        from nrr_graph.web.crew import open_release
        from nrr_graph.web.processes import Family
    if store and given["engine_url"]:
        raise click.UsageError("give either --store or --engine-url: one place holds the release")
    if article:
        read_article(article)  # A wrong file is to be told here, not on a page.
    if given["releases"]:
        given["releases"] = str(Path(given["releases"]).resolve())
        published_in(Path(given["releases"]))  # A wrong folder, too.
    given["article"] = str(article.resolve()) if article else ""
    given["data"] = os.pathsep.join(str(path.resolve()) for path in data)
    with (
        closing(_listen(host, port)) as listener,
        TemporaryDirectory(prefix="nrr-graph-") as folder,
    ):
        settings = replace(read_settings(), host=host, port=port, **given)
        _require_engine(settings)

        def open_checked() -> tuple[Crew, str]:
            """Check the data as they are now, and open what they make."""
            built = replace(settings, store=_built(data, store))
            return open_release(built, Path(folder))

        _run(Family(listener, open_checked, settings), f"http://{host}:{port}/")


def _run(family: Family, address: str) -> None:
    """Serve until a signal tells to stop."""
    try:
        family.start()
        click.echo(f"Serving {address}  (press Ctrl+C to stop)", err=True)
        family.watch()
    except KeyboardInterrupt:
        return
    finally:
        family.stop()


def _built(data: tuple[Path, ...], store: Path | None) -> str:
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


def _require_engine(settings: Settings) -> None:
    """Make sure that another server holds the release, if one is named; say what it lacks."""
    if not settings.engine_url:
        return
    engine = RemoteEngine(settings.engine_url, limits_of(settings))
    with step("Asking the engine what it holds"):
        require_release(engine, build_release(settings.data_paths))
    for feature in lacks(engine):
        click.echo(f"The engine lacks {feature.name}: {feature.cost}.", err=True)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise NrrGraphError(
            f"cannot listen on {host}:{port} ({getattr(error, 'strerror', error)}); "
            "choose another port with --port (with make: PORT=8001 make serve)"
        ) from error
    return listener


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


def _require_valid(data: tuple[Path, ...]) -> None:
    read_withdrawn(data)
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
