"""One run of measurements: all engines side by side, query after query, written as it comes."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench_engines import Engine
from bench_load import Reading, read_through
from bench_processes import memory_mb, processor_s
from bench_queries import QUERIES, agrees
from bench_report import write_report
from bench_servers import FAULTS, Missing, Running
from bench_summary import Costs, Measured, summary_of
from bench_windows import LONGEST_S, Patience, Task, Window, measure_window, window_length_s

FAILED = "failed"
#: A slow engine's query is put under load no longer than this in all, but in some rounds.
SERIES_S, ROUNDS_OF_SLOW = 12, 2
#: What takes longer to compare is not asked once more to see how long it takes.
COMPARISON_LIMIT_S = 15
#: The dump is read so often by one client, unless that takes long.
DUMPS, DUMPS_LIMIT_S = 5, 2.0


@dataclass(frozen=True)
class Plan:
    """How much to measure; ``patience_s`` is what a query may wait for a quiet machine."""

    copies: int
    rounds: int
    connections: int
    patience_s: float
    engines: tuple[Engine, ...]


@dataclass
class Run:
    """What has been measured so far, on which servers, and where it is written."""

    plan: Plan
    triples: int
    queries: Sequence[str]
    report: Path | None = None
    json: Path | None = None
    measured: dict[str, Measured] = field(default_factory=dict)
    running: dict[str, Running] = field(default_factory=dict)
    #: The first engine's answers.
    expected: dict[str, object] = field(default_factory=dict)

    @property
    def results(self) -> list[Measured]:
        """The engines in the order in which they were started."""
        return list(self.measured.values())

    def save(self) -> None:
        """Write everything measured so far."""
        write_report(self.results, self.triples, self.queries, self.report, self.json)

    @contextmanager
    def naming_failures(self, name: str, query: str = "") -> Iterator[None]:
        """Let a measurement fail without ending the run."""
        try:
            yield
        except FAULTS as fault:
            reason = " ".join(f"{type(fault).__name__}, {fault}".split())
            self.measured[name].failures[query] = f"{FAILED}: {reason}"
            print(f"{name} {query} FAILED: {reason}", flush=True)


def measure_all(run: Run, data: Path, *, large: bool) -> None:
    """Start all engines with the data, measure query after query, then what they take."""
    with ExitStack() as servers:
        for engine in run.plan.engines:
            _start(run, engine, servers, data, large=large)
        for query in run.queries:
            _measure_query(run, query, _compare(run, query))
            run.save()
        for name, server in run.running.items():
            with run.naming_failures(name, "costs"):
                run.measured[name].costs = _costs(server)
            run.save()


def _start(run: Run, engine: Engine, servers: ExitStack, data: Path, *, large: bool) -> None:
    """Start an engine that stays until ``servers`` is closed, if it is installed."""
    place = Path(tempfile.mkdtemp(dir=data.parent))
    measured = run.measured[engine.name] = Measured(engine.name)
    with run.naming_failures(engine.name):
        try:
            server = servers.enter_context(engine.start(place, data, large=large))
        except Missing as missing:
            del run.measured[engine.name]
            print(f"{engine.name}: left out, {missing}", flush=True)
        else:
            run.running[engine.name] = server
            measured.load_s, measured.start_s = server.load_s, server.start_s


def _compare(run: Run, query: str) -> dict[str, int]:
    """Compare the answers; return for each engine to be timed how long its windows are.

    Where one answer alone takes longer than a window may, nothing is put under load.
    """
    lengths: dict[str, int] = {}
    for name, server in run.running.items():
        begin = time.monotonic()
        with run.naming_failures(name, query):
            if not agrees(server.url, query, run.expected):
                run.measured[name].failures[query] = "another answer"
            elif time.monotonic() - begin < COMPARISON_LIMIT_S:
                wait_s = read_through(server.url, QUERIES[query]).total_s
                if wait_s <= LONGEST_S:
                    lengths[name] = window_length_s(wait_s, run.plan.connections)
    return lengths


def _measure_query(run: Run, query: str, lengths: dict[str, int]) -> None:
    """Measure all engines in turn, several times; one that fails is left out of later rounds."""
    patience = Patience(run.plan.patience_s)
    for done in range(run.plan.rounds):
        for name, length_s in lengths.items():
            enough = done >= ROUNDS_OF_SLOW and done * length_s >= SERIES_S
            if enough or query in run.measured[name].failures:
                continue
            with run.naming_failures(name, query):
                server = run.running[name]
                task = Task(server.url, server.process, QUERIES[query], run.plan.connections,
                            length_s)  # fmt: skip
                window = measure_window(task, patience)
                run.measured[name].windows.setdefault(query, []).append(window)
    for name in lengths:
        if windows := run.measured[name].windows.get(query):
            _show(name, query, windows)


def _show(name: str, query: str, windows: Sequence[Window]) -> None:
    seen = summary_of(windows)
    print(f"{name:<22}{query:<10}{seen.per_second:>10,.1f} /s  {seen.median_ms:>8.2f} ms"
          f"  processor {seen.server_ms:>8.3f} ms, wrk {seen.driver_ms:.3f} ms"
          f"{'' if seen.quiet else '  not quiet'}", flush=True)  # fmt: skip


def _costs(server: Running) -> Costs:
    """Measure the memory, and the dump as one client reads it."""
    memory = memory_mb(server.process)
    before, reads = processor_s(server.process), list[Reading]()
    while len(reads) < DUMPS and sum(read.total_s for read in reads) < DUMPS_LIMIT_S:
        reads.append(read_through(server.url, QUERIES["dump"]))
    took = (processor_s(server.process) - before) / len(reads)
    return Costs(memory, statistics.median(read.first_byte_s for read in reads),
                 statistics.median(read.total_s for read in reads), took)  # fmt: skip
