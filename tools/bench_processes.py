"""Read from /proc what a server's processes take: processor time and memory.

A server is measured with all that belongs to it: its descendants and, where it leads a session,
the members of that session, so that a worker whose parent has ended still counts.  A process that
ends while it is read is left out; its time is then in the record of its parent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_IDLE, _WAITING_FOR_DISK = 3, 4


@dataclass(frozen=True)
class Process:
    """One line of ``/proc/PID/stat``: whose child it is, and the seconds that it took.

    ``processor_s`` counts user and system time, with that of children which ended (proc(5)).
    """

    number: int
    parent: int
    session: int
    processor_s: float


def process_of(stat: str) -> Process:
    """Read one line of ``/proc/PID/stat``; the name in it may hold blanks and brackets.

    >>> process_of("7 (a) b) S 1 7 5 0 0 0 0 0 0 0 100 50 20 30 20 0").parent
    1
    """
    number, _, rest = stat.partition(" (")
    fields = rest.rpartition(") ")[2].split()
    ticks = sum(map(int, fields[11:15]))
    return Process(int(number), int(fields[1]), int(fields[3]), ticks / _TICKS_PER_S)


def running_processes(proc: Path = PROC) -> dict[int, Process]:
    """Return all processes of the machine by their number."""
    found = {}
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                process = process_of((entry / "stat").read_text(encoding="utf-8", errors="replace"))
            except OSError:
                continue
            found[process.number] = process
    return found


def tree_of(root: int, processes: Mapping[int, Process]) -> list[Process]:
    """Return a process with its descendants and the members of the session that it leads."""
    members: dict[int, bool] = {root: True}

    def belongs(number: int) -> bool:
        process = processes.get(number)
        if number not in members and process:
            members[number] = False
            members[number] = process.session == root or belongs(process.parent)
        return members.get(number, False)

    return [process for number, process in processes.items() if belongs(number)]


def processor_s(root: int) -> float:
    """Return the processor time that a server has taken since it started, in seconds."""
    return sum(process.processor_s for process in tree_of(root, running_processes()))


def memory_mb(root: int, proc: Path = PROC) -> float:
    """Return the memory of a server, pages that its processes share counted once (Pss)."""
    total_kb = 0
    for process in tree_of(root, running_processes(proc)):
        try:
            text = (proc / str(process.number) / "smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        share = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
        total_kb += int(share[1]) if share else 0
    return total_kb / 1024


def busy_s(proc: Path = PROC) -> float:
    """Return how long the processors of the machine have worked since it started, in seconds.

    Whatever was not idle counts, so time that a hypervisor took away does too.
    """
    first = (proc / "stat").read_text(encoding="ascii").partition("\n")[0]
    ticks = list(map(int, first.split()[1:9]))
    return (sum(ticks) - ticks[_IDLE] - ticks[_WAITING_FOR_DISK]) / _TICKS_PER_S
