"""Run the real server on a free port, as a user does."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

START_LIMIT_S = 60


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str | Path], folder: Path, port: int) -> Iterator[str]:
    """Start a server command, yield its address once it answers, and stop it."""
    process = subprocess.Popen(
        [str(part) for part in command], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=20)


def nrr_graph() -> Path:
    """Return the command as installed beside the running Python."""
    return Path(sys.executable).with_name("nrr-graph")


def _wait(url: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {process.communicate()[1]}")
        try:
            urllib.request.urlopen(f"{url}/health", timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not answer within {START_LIMIT_S} s")
