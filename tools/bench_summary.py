"""What was measured, as plain values: medians of windows, and ratios of neighbouring ones."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench_windows import QUIET_CORES, Window

OURS = "nrr-graph"


@dataclass(frozen=True)
class Costs:
    """What a server takes beside requests a second; the dump is read by one client."""

    memory_mb: float
    first_byte_s: float
    dump_s: float
    dump_processor_s: float


@dataclass
class Measured:
    """One engine's numbers so far; ``failures`` names by query, or by "" for all, what failed."""

    name: str
    load_s: float = 0.0
    start_s: float = 0.0
    windows: dict[str, list[Window]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    costs: Costs | None = None


@dataclass(frozen=True)
class Summary:
    """The medians over the windows of one engine and one query."""

    per_second: float
    median_ms: float
    p99_ms: float
    server_ms: float
    driver_ms: float
    failed: int
    quiet: bool


@dataclass(frozen=True)
class Ratio:
    """How much of a rival's work one engine does: 1 is as much, less is worse.

    ``answers`` compares answers a second, ``processor`` the processor time an answer takes.
    """

    answers: float
    processor: float
    quiet: bool


def undisturbed(foreign_cores: Sequence[float]) -> tuple[list[int], bool]:
    """Return which windows to take, the quiet ones or else the quieter half, and whether all are.

    >>> undisturbed([0.1, 0.9, 0.2]), undisturbed([0.7, 0.9, 0.5])
    (([0, 2], True), ([2, 0], False))
    """
    quiet = [number for number, cores in enumerate(foreign_cores) if cores <= QUIET_CORES]
    if quiet:
        return quiet, True
    order = sorted(range(len(foreign_cores)), key=foreign_cores.__getitem__)
    return order[: math.ceil(len(order) / 2)], False


def summary_of(windows: Sequence[Window]) -> Summary:
    """Return the medians over the windows that others disturbed least."""
    numbers, quiet = undisturbed([window.foreign_cores for window in windows])
    chosen = [windows[number] for number in numbers]

    def median(of: Callable[[Window], float]) -> float:
        return statistics.median(map(of, chosen))

    return Summary(
        median(lambda window: window.load.per_second),
        median(lambda window: window.load.median_ms),
        median(lambda window: window.load.p99_ms),
        median(lambda window: window.server_ms),
        median(lambda window: window.driver_ms),
        sum(window.load.failed for window in windows),
        quiet,
    )


def ratio_of(ours: Sequence[Window], rivals: Sequence[Window]) -> Ratio | None:
    """Return the median of the ratios of two neighbouring windows, over the quieter rounds."""
    rounds = [(a, b) for a, b in zip(ours, rivals, strict=False) if a.server_ms and b.server_ms]
    if not rounds:
        return None
    numbers, quiet = undisturbed([max(a.foreign_cores, b.foreign_cores) for a, b in rounds])
    chosen = [rounds[number] for number in numbers]
    return Ratio(
        statistics.median(a.load.per_second / b.load.per_second for a, b in chosen),
        statistics.median(b.server_ms / a.server_ms for a, b in chosen),
        quiet,
    )


def ratios_of(engine: Measured, rival: Measured) -> dict[str, Ratio]:
    """Return the ratio for each query that both engines answered alike under load."""
    ratios = {}
    for query, windows in engine.windows.items():
        both = query not in engine.failures and query not in rival.failures
        ratio = ratio_of(windows, rival.windows.get(query, [])) if both else None
        if ratio:
            ratios[query] = ratio
    return ratios


def pairs_of(measured: Sequence[Measured]) -> list[tuple[Measured, Measured]]:
    """Return each of our servers with each of the others."""
    ours = [engine for engine in measured if engine.name.startswith(OURS)]
    rivals = [engine for engine in measured if not engine.name.startswith(OURS)]
    return [(engine, rival) for engine in ours for rival in rivals]


def mean_of(ratios: Mapping[str, float]) -> float:
    """Return the geometric mean."""
    return statistics.geometric_mean(ratios.values())
