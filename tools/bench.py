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
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench_engines import ENGINES
from bench_queries import QUERIES
from bench_report import tables
from bench_run import FAILED, Plan, Run, measure_all
from generate import write

SMALL = Plan(1, 5, 16, 15, ENGINES)
QUICK = Plan(1, 3, 16, 3, tuple(engine for engine in ENGINES if engine.in_quick_run))
# A query over millions of triples fills the machine by itself.
LARGE = Plan(1000, 3, 2, 30, tuple(engine for engine in ENGINES if engine.takes_millions))


def main() -> int:
    """Measure; print the tables and write them where that is asked.  Exit 1 if an engine failed."""
    options = _options()
    # Servers run in sessions of their own and are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = LARGE if options.large else QUICK if options.quick else SMALL
    with tempfile.TemporaryDirectory(prefix="nrr-bench-") as folder:
        data = Path(folder) / "data.nt"
        triples = write(plan.copies, data)
        print(f"{triples:,} triples", flush=True)
        run = Run(plan, triples, options.only, options.report, options.json)
        measure_all(run, data, large=options.large)
    print("\n" + tables(run.results, run.queries))
    failures = [text for engine in run.results for text in engine.failures.values()]
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


if __name__ == "__main__":
    raise SystemExit(main())
