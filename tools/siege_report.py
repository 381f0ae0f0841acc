"""The memory of a besieged server over time, and what the ordinary clients saw in each phase."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from ordinary_clients import CLIENTS, UNCACHED_MS, Sample, failures_of, p99_ms, waits_of
from processes import FRONT, SUPERVISOR, processes, resident_mb
from serving import Server

#: What the processes that are not workers may take beyond what they took at the start.
GROWTH_LIMIT_MB: Final = 100
_PAUSE_S: Final = 0.25


@dataclass(frozen=True)
class Phase:
    """A part of the siege; ``peak_mb`` is what the processes that are not workers took.

    Where processes are killed, some questions may fail and all may wait.
    """

    name: str
    begin_s: float
    end_s: float
    peak_mb: float
    failures_limit: int = 0


class Memory:
    """What the first process, the supervisor and the front take together, watched all the time.

    Workers are not counted: each may take its ``memory_limit_mb``.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seen: list[tuple[float, float]] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Watch no more."""
        self._stopped.set()
        self._thread.join()

    @property
    def start_mb(self) -> float:
        """What they took in the quiet phase at the beginning, at most."""
        begin_s = self._seen[0][0]
        return max(mb for at_s, mb in self._seen if at_s < begin_s + 5)

    def peak_since(self, begin_s: float) -> float:
        """Return the most that they took since then."""
        return max((mb for at_s, mb in self._seen if at_s >= begin_s), default=0.0)

    def median_between(self, begin_s: float, end_s: float) -> float:
        """Return what they took at half of the times in between."""
        seen_mb = sorted(mb for at_s, mb in self._seen if begin_s <= at_s <= end_s)
        return seen_mb[len(seen_mb) // 2]

    def _watch(self) -> None:
        while not self._stopped.wait(_PAUSE_S):
            numbers = [self._server.process.pid]
            numbers += [n for name in (SUPERVISOR, FRONT) for n in processes(self._server, name)]
            taken_mb = 0.0
            for number in numbers:
                with suppress(OSError, IndexError):
                    # Not their share of what workers share with them: it grows as these end.
                    taken_mb += resident_mb(number)
            self._seen.append((time.monotonic(), taken_mb))


def faults_of_phases(
    phases: Sequence[Phase], samples: Sequence[Sample], memory: Memory, *, is_shared: bool
) -> Iterator[str]:
    """Print what the clients saw in each phase; yield the promises that were broken.

    :param is_shared: as in :func:`.ordinary_clients.waits_of`.
    """
    print(f"\n{'ordinary clients beside':<44}{'asked':>7}{'failed':>7}"
          f"{'p99 cached':>12}{'p99 new':>9}{'health at most':>16}{'MB':>6}")  # fmt: skip
    besieged: list[Sample] = []
    # The short form lets no time pass between two crowds, in which memory would be given back,
    # and on a machine that others use a question may come too late once or twice.
    growth_limit_mb = GROWTH_LIMIT_MB * (3 if is_shared else 1)
    late_limit = 2 if is_shared else 0
    for phase in phases:
        own = [s for s in samples if phase.begin_s <= s.begin_s < phase.end_s]
        _print_row(phase.name, own, phase.peak_mb)
        besieged += [] if phase.failures_limit else own
        for fault in failures_of(own, phase.failures_limit + late_limit):
            yield f"beside “{phase.name}”, {fault}"
        if phase.peak_mb > memory.start_mb + growth_limit_mb:
            yield f"beside “{phase.name}”, {phase.peak_mb:.0f} MB, {memory.start_mb:.0f} before"
    _print_row("all, but for the end of processes", besieged, max(p.peak_mb for p in phases))
    yield from waits_of(besieged, is_shared=is_shared)


def _print_row(name: str, samples: Sequence[Sample], peak_mb: float) -> None:
    new = [s for s in samples if CLIENTS[s.client].p99_limit_ms == UNCACHED_MS]
    cached = [s for s in samples if CLIENTS[s.client].p99_limit_ms < UNCACHED_MS]
    cached = [s for s in cached if s.client != "health"]
    health_ms = max((s.wait_ms for s in samples if s.client == "health"), default=0.0)
    failed = sum(bool(s.failure) for s in samples)
    print(f"{name:<44}{len(samples):>7,}{failed:>7}{p99_ms(cached):>9.1f} ms"
          f"{p99_ms(new):>6.1f} ms{health_ms:>13.1f} ms{peak_mb:>6.0f}")  # fmt: skip
