"""Measure this server beside others on the same data, in one run: ``make bench``.

All engines run at once and are put under load one after the other, window by window (A B C A B C
…), so that a ratio compares neighbouring windows.  Answers are compared before anything is timed.
What is measured is written as it comes; an engine that fails is named and the others go on.
``--large`` measures 5 million triples instead of 5 thousand.  Needs wrk; Virtuoso and
rdflib-endpoint are measured where they are installed.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench_engines import ENGINES, Engine
from bench_load import first_byte
from bench_processes import memory_mb, processor_s
from bench_queries import QUERIES, agrees
from bench_report import tables, write_report
from bench_servers import FAULTS, Missing, Running
from bench_summary import Costs, Measured, summary_of
from bench_windows import LONGEST_S, Patience, Task, measure_window, window_length_s
from generate import write


@dataclass(frozen=True)
class Plan:
    """How much to measure; ``patience_s`` is what a query may wait for a quiet machine."""

    copies: int
    rounds: int
    connections: int
    patience_s: float
    engines: tuple[Engine, ...]


SMALL = Plan(1, 5, 16, 15, ENGINES)
QUICK = Plan(1, 3, 16, 3, tuple(engine for engine in ENGINES if engine.in_quick_run))
# A query over millions of triples fills the machine by itself.
LARGE = Plan(1000, 3, 2, 30, tuple(engine for engine in ENGINES if engine.takes_millions))
#: A slow engine's query is put under load no longer than this in all, but in some rounds.
SERIES_S, ROUNDS_OF_SLOW = 12, 2
FAILED = "failed"
#: The dump is read so often by one client, unless that takes long.
DUMPS, DUMPS_LIMIT_S = 5, 2.0


@dataclass
class Run:
    """What a run has measured so far, and where it writes that."""

    triples: int
    queries: list[str]
    measured: dict[str, Measured]
    report: Path | None
    json: Path | None

    def save(self) -> None:
        """Write everything measured so far."""
        write_report(list(self.measured.values()), self.triples, self.queries, self.report,
                     self.json)  # fmt: skip

    @contextmanager
    def naming_failures(self, name: str, query: str = "") -> Iterator[None]:
        """Let a measurement fail without ending the run."""
        try:
            yield
        except FAULTS as fault:
            reason = " ".join(f"{type(fault).__name__}, {fault}".split())
            self.measured[name].failures[query] = f"{FAILED}: {reason}"
            print(f"{name} {query} FAILED: {fault}", flush=True)


def main() -> int:
    """Measure; print the tables and write them where that is asked.  Exit 1 if an engine failed."""
    options = _options()
    # Servers run in sessions of their own and are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = LARGE if options.large else QUICK if options.quick else SMALL
    with tempfile.TemporaryDirectory(prefix="nrr-bench-") as name:
        folder = Path(name)
        triples = write(plan.copies, folder / "data.nt")
        print(f"{triples:,} triples", flush=True)
        run = Run(triples, options.only, {}, options.report, options.json)
        _measure_all(run, plan, folder, large=options.large)
    print("\n" + tables(list(run.measured.values()), run.queries))
    failures = [text for engine in run.measured.values() for text in engine.failures.values()]
    return int(any(text.startswith(FAILED) for text in failures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--large", action="store_true", help="5 million triples")
    size.add_argument("--quick", action="store_true", help="fewer windows, only oxigraph beside us")
    parser.add_argument("--only", type=_names, default=list(QUERIES), metavar="QUERY,QUERY",
                        help=f"some of {', '.join(QUERIES)}")  # fmt: skip
    parser.add_argument("--report", type=Path, help="the file whose tables to replace")
    parser.add_argument("--json", type=Path, help="a file for all numbers")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in QUERIES]:
        raise argparse.ArgumentTypeError(f"no query {', '.join(unknown)}; {', '.join(QUERIES)}")
    return names


def _measure_all(run: Run, plan: Plan, folder: Path, *, large: bool) -> None:
    """Start all engines, then measure query after query."""
    running: dict[str, Running] = {}
    expected: dict[str, object] = {}
    with ExitStack() as servers:
        for engine in plan.engines:
            place = Path(tempfile.mkdtemp(dir=folder))
            run.measured[engine.name] = Measured(engine.name)
            with run.naming_failures(engine.name):
                try:
                    start = engine.start(place, folder / "data.nt", large=large)
                    running[engine.name] = server = servers.enter_context(start)
                except Missing as missing:
                    del run.measured[engine.name]
                    print(f"{engine.name}: left out, {missing}", flush=True)
                    continue
                run.measured[engine.name].load_s = server.load_s
                run.measured[engine.name].start_s = server.start_s
        for query in run.queries:
            lengths = _compare(run, running, query, expected, plan.connections)
            _measure_query(run, running, query, lengths, plan)
            run.save()
        for name, server in running.items():
            with run.naming_failures(name, "costs"):
                run.measured[name].costs = _costs(server)
            run.save()


def _compare(run: Run, running: dict[str, Running], query: str, expected: dict[str, object],
             connections: int) -> dict[str, int]:  # fmt: skip
    """Compare the answers; return for each engine to be timed how long its windows are.

    Where one answer alone takes longer than a window may, nothing is put under load.
    """
    lengths: dict[str, int] = {}
    for name, server in running.items():
        with run.naming_failures(name, query):
            if not agrees(server.url, query, expected):
                run.measured[name].failures[query] = "another answer"
            else:
                _, wait_s = first_byte(server.url, QUERIES[query])
                if wait_s <= LONGEST_S:
                    lengths[name] = window_length_s(wait_s, connections)
    return lengths


def _measure_query(run: Run, running: dict[str, Running], query: str, lengths: dict[str, int],
                   plan: Plan) -> None:  # fmt: skip
    """Measure all engines in turn, several times; one that fails is left out of later rounds."""
    patience = Patience(plan.patience_s)
    for done in range(plan.rounds):
        for name, length_s in lengths.items():
            engine, server = run.measured[name], running[name]
            enough = done >= ROUNDS_OF_SLOW and done * length_s >= SERIES_S
            if query not in engine.failures and not enough:
                with run.naming_failures(name, query):
                    task = Task(server.url, server.process, QUERIES[query], plan.connections,
                                length_s)  # fmt: skip
                    window = measure_window(task, patience)
                    engine.windows.setdefault(query, []).append(window)
    for name in lengths:
        if windows := run.measured[name].windows.get(query):
            seen = summary_of(windows)
            print(f"{name:<22}{query:<10}{seen.per_second:>10,.1f} /s  {seen.median_ms:>8.2f} ms"
                  f"  processor {seen.server_ms:>8.3f} ms, wrk {seen.driver_ms:.3f} ms"
                  f"{'' if seen.quiet else '  not quiet'}", flush=True)  # fmt: skip


def _costs(server: Running) -> Costs:
    memory = memory_mb(server.process)
    before, reads = processor_s(server.process), list[tuple[float, float]]()
    while len(reads) < DUMPS and sum(total for _, total in reads) < DUMPS_LIMIT_S:
        reads.append(first_byte(server.url, QUERIES["dump"]))
    took = (processor_s(server.process) - before) / len(reads)
    firsts, totals = zip(*reads, strict=True)
    return Costs(memory, statistics.median(firsts), statistics.median(totals), took)


if __name__ == "__main__":
    raise SystemExit(main())
