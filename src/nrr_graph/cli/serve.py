"""The command ``nrr-graph serve``."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.parameters import type_of
from nrr_graph.cli.readiness import built_in, require_engine, warn_unless_kept
from nrr_graph.describe.article import read_article
from nrr_graph.engine.worker import Crew
from nrr_graph.errors import NrrGraphError
from nrr_graph.extras import needs
from nrr_graph.release.published import published_in
from nrr_graph.settings import SETTINGS, read_settings

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
        require_engine(settings)

        def open_checked() -> tuple[Crew, str]:
            """Check the data as they are now, and open what they make."""
            built = replace(settings, store=built_in(data, store))
            crew, version = open_release(built, Path(folder))
            warn_unless_kept(version, settings.releases)
            return crew, version

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
