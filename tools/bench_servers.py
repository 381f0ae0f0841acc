"""Start a server that is measured, wait for its first answer, and stop all of it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench_load import NotMeasured

START_LIMIT_S = 600
_STOP_LIMIT_S = 20
#: What may go wrong with a server that is measured; parsers raise the last three.
FAULTS = (NotMeasured, OSError, http.client.HTTPException, subprocess.SubprocessError,
          RuntimeError, SyntaxError, ValueError, TypeError)  # fmt: skip


class Missing(Exception):
    """An engine is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Running:
    """A server with the data: its endpoint, its process, and how long it took to get there."""

    url: str
    process: int
    load_s: float
    start_s: float


@contextmanager
def server_process(command: Sequence[str | Path], probe: str, environment: Mapping[str, str] | None,
             folder: Path) -> Iterator[tuple[int, float]]:  # fmt: skip
    """Start a server in a session of its own; yield its process and the seconds until it answers.

    :raises NotMeasured: it ended or did not answer; with the end of what it wrote.
    """
    with (folder / "log").open("wb") as log:
        begin = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), cwd=folder, stdout=log, stderr=log,
                                   env=environment, start_new_session=True)  # fmt: skip
        try:
            while not _answers(probe):
                if process.poll() is not None or time.monotonic() - begin > START_LIMIT_S:
                    written = (folder / "log").read_text(errors="replace")
                    raise NotMeasured(f"did not start: {written[-300:]}")
                time.sleep(0.005)
            yield process.pid, time.monotonic() - begin
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server; what it leaves of its session after a while is killed."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=_STOP_LIMIT_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(probe: str) -> bool:
    try:
        urllib.request.urlopen(f"{probe}?query=ASK%20%7B%7D", timeout=5).close()
    except (OSError, http.client.HTTPException):
        return False
    return True
