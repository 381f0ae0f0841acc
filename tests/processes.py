"""The processes of a server that runs, by what each is called in ``/proc``."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from serving import Server

SUPERVISOR, SPARE = "nrr supervisor", "nrr spare"
WORKER, FRONT = "nrr worker", "nrr front"


def processes(server: Server, name: str) -> list[int]:
    """Return the numbers of a server's processes of one name, oldest first.

    A process that was just forked still has its parent's name: it is not counted.
    """
    named = {number for number in _descendants(server.process.pid) if _name(number) == name}
    return sorted(number for number in named if _parent(number) not in named)


def kill(number: int) -> None:
    """Kill a process, unless it has ended already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], within_s: float, what: str) -> float:
    """Wait for something to become true; return how many seconds that took."""
    begin = time.monotonic()
    while not is_so():
        if time.monotonic() - begin > within_s:
            raise AssertionError(f"not within {within_s} s: {what}")
        time.sleep(0.01)
    return time.monotonic() - begin


def is_gone(number: int) -> bool:
    """Tell whether a process has ended, waited for or not."""
    return _state(number) in ("", "Z")


def memory_mb(number: int) -> float:
    """Return what a process takes, what it shares counted in parts (proc(5), Pss)."""
    text = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
    return int(re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[0]) / 1024


def resident_mb(number: int) -> float:
    """Return what a process has in memory, shared or not (proc(5), statm)."""
    pages = int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def engine_processor_s(server: Server) -> float:
    """Return the seconds of processor time of all workers, also of those that have ended."""
    ticks = 0
    for supervisor in processes(server, SUPERVISOR):
        ticks += sum(map(int, _fields(supervisor)[13:15]))  # cutime and cstime of proc(5)
        for worker in _descendants(supervisor):  # Also those that have ended a moment ago.
            with contextlib.suppress(OSError):
                ticks += sum(map(int, _fields(worker)[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _descendants(number: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{number}/task/{number}/children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _name(number: int) -> str:
    with contextlib.suppress(OSError):
        if _state(number) != "Z":
            return Path(f"/proc/{number}/comm").read_text().strip()
    return ""


def _parent(number: int) -> int:
    with contextlib.suppress(OSError):
        return int(_fields(number)[1])
    return 0


def _state(number: int) -> str:
    with contextlib.suppress(OSError):
        return _fields(number)[0]
    return ""


def _fields(number: int) -> list[str]:
    """Return what the kernel says of a process, from its state on (proc(5), stat)."""
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
