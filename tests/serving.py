"""Run the real server on a free port, as a user does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

#: A machine that is busy with other things, and Python files that are compiled for the first time.
START_LIMIT_S = 180


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, its first process, and the file of what it prints."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self.url.rpartition(":")[2])

    def messages(self) -> str:
        """Return what it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nrr_graph() -> Path:
    """Return the command as installed beside the running Python."""
    return Path(sys.executable).with_name("nrr-graph")


@contextmanager
def serving(command: Sequence[str | Path], folder: Path, port: int) -> Iterator[str]:
    """Start a server command, yield its address once it answers, and stop it."""
    with running(command, folder, port) as server:
        yield server.url


@contextmanager
def nrr_server(folder: Path, *options: str, **settings: object) -> Iterator[Server]:
    """Run ``nrr-graph serve`` with options, and with settings by their names in small letters."""
    port = free_port()
    command: list[str | Path] = [nrr_graph(), "serve", "--port", str(port), *options]
    with running(command, folder, port, settings) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str | Path],
    folder: Path,
    port: int,
    settings: Mapping[str, object] = MappingProxyType({}),
    health: str = "/health",
) -> Iterator[Server]:
    """Start a server command in a folder, yield the server once it answers, and stop it.

    :param health: what is asked to see that.
    """
    environment = {f"NRR_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / f"server-{port}.log"
    with log.open("wb") as messages:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder, env=os.environ | environment, stderr=messages,
        )  # fmt: skip
        server = Server(f"http://127.0.0.1:{port}", process, log)
        try:
            _wait(server, server.url + health)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(server: Server, probe: str) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended: {server.messages()}")
        try:
            urllib.request.urlopen(probe, timeout=2).close()
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.05)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not answer within {START_LIMIT_S} s: {server.messages()}")
