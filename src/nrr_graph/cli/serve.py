"""The command ``nrr-graph serve``."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from granian.constants import Interfaces
from granian.server import Server

from nrr_graph.cli.curate import data_option
from nrr_graph.cli.progress import step
from nrr_graph.errors import NotValid, NrrGraphError
from nrr_graph.release.load import load_data
from nrr_graph.settings import SETTINGS

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
@_setting("public_url")
@_setting("workers")
def serve_command(
    host: str, port: int, data: tuple[Path, ...], public_url: str, workers: int
) -> None:
    """Validate the data and serve it over HTTP, until interrupted."""
    _require_free_port(host, port)
    _require_valid(data)
    # The workers read these; a forked or spawned process inherits the environment.
    os.environ["NRR_DATA"] = os.pathsep.join(str(path.resolve()) for path in data)
    os.environ["NRR_PUBLIC_URL"] = public_url
    click.echo(f"Serving http://{host}:{port}/  (press Ctrl+C to stop)", err=True)
    Server(
        "nrr_graph.web:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        factory=True,
        respawn_failed_workers=True,
        # A worker that does not stop when asked must not keep Ctrl+C waiting.
        workers_kill_timeout=3,
        log_enabled=False,
    ).serve()


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
    # Imported here: the serving processes must not load rdflib and pyshacl.
    from nrr_graph.release.validate import validate

    with step("Reading and validating"):
        report = validate(load_data(data))
    for finding in report.findings:
        click.echo(finding.as_text() + "\n", err=True)
    if report.errors:
        raise NotValid(f"nothing is served: {report.errors} errors in the data, listed above")
