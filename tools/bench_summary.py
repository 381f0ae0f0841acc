"""What was measured, as plain values: medians of windows, and ratios of neighbouring ones."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench_windows import Window

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


def summary_of(windows: Sequence[Window]) -> Summary:
    """Return the medians over the quiet windows, or over all if there is no quiet one."""
    quiet = [window for window in windows if window.quiet]
    chosen = quiet or list(windows)

    def median(of: Callable[[Window], float]) -> float:
        return statistics.median(map(of, chosen))

    return Summary(
        median(lambda window: window.load.per_second),
        median(lambda window: window.load.median_ms),
        median(lambda window: window.load.p99_ms),
        median(lambda window: window.server_ms),
        median(lambda window: window.driver_ms),
        sum(window.load.failed for window in windows),
        bool(quiet),
    )


def ratio_of(ours: Sequence[Window], rivals: Sequence[Window]) -> Ratio | None:
    """Return the median over rounds of the ratio of two neighbouring windows.

    Rounds in which both windows were quiet are taken, or all if there is no such round.
    """
    rounds = [(a, b) for a, b in zip(ours, rivals, strict=False) if a.server_ms and b.server_ms]
    quiet = [(a, b) for a, b in rounds if a.quiet and b.quiet]
    chosen = quiet or rounds
    if not chosen:
        return None
    return Ratio(
        statistics.median(a.load.per_second / b.load.per_second for a, b in chosen),
        statistics.median(b.server_ms / a.server_ms for a, b in chosen),
        bool(quiet),
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
