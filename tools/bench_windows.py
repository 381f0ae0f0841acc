"""Measure a server in short windows of time, and take those in which the machine was its own.

Processor time is that of all the server's processes.  What others took of the machine meanwhile is
the rest: busy time less the server's and the driver's.  A window in which others took more than
``QUIET_CORES`` is measured again, as often as the plan has patience for; if no quiet window comes,
the quietest is kept and marked.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

from bench_load import Load, NotMeasured, put_under_load
from bench_processes import busy_s, processor_s

#: Processors that others may take of a window, on average.
QUIET_CORES = 0.3
#: How often one window is measured again.
REPEATS = 3
SHORTEST_S, LONGEST_S = 1, 10
#: How much longer a window is made, step by step, while there is no answer in it.
LENGTHENED = (1, 3, 9)
#: A connection should see so many answers in a window, if two processors work on them.
ANSWERS_PER_CONNECTION = 4
_LOOK_S = 0.1


@dataclass(frozen=True)
class Task:
    """A query to put to a server on some connections for some seconds."""

    url: str
    process: int
    query: str
    connections: int
    duration_s: int


@dataclass(frozen=True)
class Window:
    """One server under one query for a second or a few; times of processors are per answer."""

    load: Load
    server_ms: float
    driver_ms: float
    foreign_cores: float

    @property
    def quiet(self) -> bool:
        """Whether the machine was left to the server and its driver."""
        return self.foreign_cores <= QUIET_CORES


@dataclass
class Patience:
    """How many seconds may still be spent on waiting for a quiet machine and on repetition."""

    left_s: float

    def wait_until_quiet(self) -> None:
        """Wait until the machine is idle, also of what a server still does for clients gone."""
        while self.left_s > 0:
            before = busy_s()
            time.sleep(_LOOK_S)
            if busy_s() - before <= QUIET_CORES * _LOOK_S:
                return
            self.left_s -= _LOOK_S


def window_length_s(wait_s: float, connections: int) -> int:
    """Return how long to put a query under load that takes so long when it is asked alone.

    >>> window_length_s(0.001, 16), window_length_s(0.1, 16), window_length_s(30, 2)
    (1, 4, 10)
    """
    processors = 2
    wanted = math.ceil(ANSWERS_PER_CONNECTION * connections * wait_s / processors)
    return min(max(wanted, SHORTEST_S), LONGEST_S)


def measure_window(task: Task, patience: Patience) -> Window:
    """Measure one window, again while others disturb it; return the first quiet one or the best.

    :raises NotMeasured: the server does not answer or has ended.
    """
    patience.wait_until_quiet()
    best = _measure_with_answers(task)
    for _ in range(REPEATS):
        if best.quiet or patience.left_s <= 0:
            break
        patience.left_s -= task.duration_s
        patience.wait_until_quiet()
        best = min(best, _measure_with_answers(task), key=lambda window: window.foreign_cores)
    return best


def _measure_with_answers(task: Task) -> Window:
    """Measure a window that is long enough for an answer: others may slow the machine down."""
    for longer in LENGTHENED:
        window = _measure_once(replace(task, duration_s=task.duration_s * longer))
        if window:
            return window
    raise NotMeasured(f"no answer within {task.duration_s * LENGTHENED[-1]} s")


def _measure_once(task: Task) -> Window | None:
    """Measure a window as it is, if there is an answer in it."""
    begin, busy_before, server_before = time.monotonic(), busy_s(), processor_s(task.process)
    load = put_under_load(task.url, task.query, task.duration_s, task.connections)
    server, busy = processor_s(task.process) - server_before, busy_s() - busy_before
    elapsed_s = time.monotonic() - begin
    if server < 0:
        raise NotMeasured("the server ended under load")
    if not load.answers and load.failed:
        raise NotMeasured(f"no good answer, {load.failed} failed")
    if not load.answers:
        return None
    foreign = (busy - server - load.driver_s) / elapsed_s
    return Window(load, server * 1000 / load.answers, load.driver_s * 1000 / load.answers,
                  max(foreign, 0.0))  # fmt: skip
