"""Besiege a real server while ordinary clients ask: ``make siege``.

Hostile queries go by GET, by form and by direct POST to both endpoints, one after another, each
asking for another format, then one road of each at once.  Requests that make work follow, then
crowds of connections, then the end of processes and of the temporary folder.  Prints what became of
each, and how long the ordinary clients waited meanwhile.  Exit 1 if a promise was broken: an answer
that came late or never or looked whole though it was cut, an error without its name, an ordinary
request that failed or waited too long, memory, or a server that is busy or silent afterwards.
"""

from __future__ import annotations

import argparse
import itertools
import math
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench_processes import processor_s
from crowd_client import be_crowd
from hostile_actions import GRACE_S, Action, Ask, Fate, Method, fault_of
from hostile_client import perform
from hostile_crowds import CROWDS
from hostile_queries import ENDLESS, HOSTILE
from hostile_requests import REQUESTS, long_targets
from ordinary_clients import ordinary_clients
from serving import Server, nrr_server
from siege_faults import FAULTS
from siege_report import Memory, Phase, faults_of_phases

SOLUTIONS = (
    "text/csv",
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/tab-separated-values",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml")
ROADS: Sequence[tuple[Method, str]] = (
    ("GET", "/sparql"),
    ("form", "/sparql"),
    ("direct", "/sparql"),
    ("GET", "/wikibase/sparql"),
    ("form", "/wikibase/sparql"),
)
ENGINE_WORKERS = 16
#: How long after its limit a silent server is waited for.
PATIENCE_S = 3.0
IDLE_CORES = 0.3
CROWD_S, SHORT_CROWD_S = 10.0, 3.0
_FAULT_S = 4.0
LONG_TARGETS, SHORT_LONG_TARGETS = 2_500, 300


def actions_of(wanted: str = "", *, is_short: bool = False) -> list[Action]:
    """Return every hostile query on every road; formats take turns, so that each is met by each.

    :param is_short: one road for each query, each time the next one.
    """
    actions: list[Action] = []
    for number, (name, query) in enumerate(HOSTILE.items()):
        formats = GRAPHS if query.startswith("CONSTRUCT") else SOLUTIONS
        for turn, (method, path) in enumerate(ROADS):
            accept = formats[(number + turn) % len(formats)]
            is_its_turn = not is_short or (number + turn) % len(ROADS) == 0
            if wanted in f"{name} {method} {path}" and is_its_turn:
                actions.append(Ask(name, method, path, query, accept, name in ENDLESS))
    return actions


@dataclass
class Siege:
    """A server that is besieged, by whom, and what was seen so far."""

    server: Server
    pool: ProcessPoolExecutor
    limit_s: float
    memory: Memory
    faults: list[str] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)

    @contextmanager
    def phase(self, name: str, failures_limit: int = 0) -> Iterator[None]:
        """Take what happens meanwhile as a part of the siege."""
        begin_s = time.monotonic()
        yield
        peak_mb = self.memory.peak_since(begin_s)
        self.phases.append(Phase(name, begin_s, time.monotonic(), peak_mb, failures_limit))

    def do(self, actions: Iterable[Action]) -> None:
        """Do actions one after another."""
        allowed_s = self.limit_s + GRACE_S
        alone = partial(perform, host="127.0.0.1", port=self.server.port,
                        patience_s=allowed_s + PATIENCE_S)  # fmt: skip
        for one in actions:
            self.faults += _judge(one, self.pool.submit(alone, one).result(), allowed_s)

    def do_at_once(self, actions: Sequence[Action]) -> None:
        """Do all actions at once; a query may wait for those before it."""
        allowed_s = self.limit_s * math.ceil(len(actions) / ENGINE_WORKERS + 1) + GRACE_S
        together = partial(perform, host="127.0.0.1", port=self.server.port,
                           patience_s=allowed_s + PATIENCE_S)  # fmt: skip
        under_way = [(action, self.pool.submit(together, action)) for action in actions]
        for action, fate in under_way:
            self.faults += _judge(action, fate.result(), allowed_s)


def _judge(action: Action, fate: Fate, allowed_s: float) -> Iterator[str]:
    """Print one line of the table; yield the fault if there is one."""
    fault = fault_of(action, fate, allowed_s)
    kind = action.accept.rpartition("/")[2].removeprefix("sparql-results+")
    ending = fate.limit or (f"{fate.ending}, {fate.size:,} bytes" if fate.size else fate.ending)
    print(f"{action.name:<28}{action.road:<22}{kind:<18}{fate.status or '–':>6}"
          f"{fate.seconds:>7.2f}  {ending}{f'   FAULT: {fault}' if fault else ''}",
          flush=True)  # fmt: skip
    if fault:
        yield f"{action.name}, {action.road}, {kind}: {fault}"


def besiege(siege: Siege, wanted: str, *, is_short: bool) -> None:
    """Do everything, phase by phase."""
    print(f"{'action':<28}{'road':<22}{'format':<18}{'status':>6}{'s':>7}  ending")
    with siege.phase("nothing else"):
        time.sleep(5)
    with siege.phase("hostile queries, one by one"):
        siege.do(actions_of(wanted, is_short=is_short))
    with siege.phase("hostile queries, at once"):
        siege.do_at_once([*itertools.islice(actions_of(wanted), 0, None, len(ROADS) + 1)])
    with siege.phase("requests that make work"):
        siege.do([one for one in REQUESTS if wanted in one.name])
    with siege.phase("long targets"):
        if wanted in "60 kB in a key":
            siege.faults += _long_targets(siege, SHORT_LONG_TARGETS if is_short else LONG_TARGETS)
    for crowd in CROWDS:
        if wanted in crowd.name:
            duration_s = SHORT_CROWD_S if is_short else CROWD_S
            with siege.phase(f"{crowd.connections:,} that {crowd.name}"):
                be = siege.pool.submit(be_crowd, crowd, "127.0.0.1", siege.server.port, duration_s)
                print(f"{crowd.connections:>5,} × {crowd.name:<40}{be.result()}", flush=True)
    for name, (happen, failures_limit) in FAULTS.items():
        if wanted in name:
            with siege.phase(name, failures_limit):
                print(f"{name:<48}{happen(siege.server)}", flush=True)
                time.sleep(_FAULT_S)
            time.sleep(_FAULT_S)  # What happens next finds a server that is whole again.


def _long_targets(siege: Siege, count: int) -> Iterator[str]:
    """Fill the cache with keys; print one line for all."""
    port = siege.server.port
    ask = partial(perform, host="127.0.0.1", port=port, patience_s=PATIENCE_S)
    statuses = [fate.status for fate in siege.pool.map(ask, long_targets(count), chunksize=50)]
    good = statuses.count(200)
    print(f"{'60 kB in a key':<28}GET /robots.txt: {good:,} of {len(statuses):,} answered")
    if good < len(statuses):
        yield f"60 kB in a key: {len(statuses) - good} of {len(statuses)} failed"


def _afterwards(server: Server) -> Iterator[str]:
    """Yield what is wrong when all is over: a silent server, or one that still works."""
    time.sleep(3)
    before_s = processor_s(server.process.pid)
    time.sleep(1)
    cores = processor_s(server.process.pid) - before_s
    if cores > IDLE_CORES:
        yield f"afterwards the server still takes {cores:.1f} processors"
    last = perform(Ask("last question", "GET", "/sparql", "ASK {}"), "127.0.0.1", server.port, 5)
    if last.status != 200:
        yield f"afterwards the server does not answer: {last.ending} {last.status}"
    if "Traceback" in server.messages():
        yield "the server wrote a traceback:\n" + server.messages().partition("Traceback")[2][:2000]


def main() -> int:
    """Besiege a server; say how it went."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--time-limit-s", type=int, default=2, help="the limit of the server")
    options.add_argument("--only", default="", help="part of a name or road, such as 'GET /sparql'")
    options.add_argument(
        "--short",
        action="store_true",
        help="less of each, in four minutes, on a machine that others use too",
    )
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nrr-siege-") as folder:
        os.environ["TMPDIR"] = folder  # So that the server's own files are known.
        faults = _run(Path(folder), given)
    print(f"\n{len(faults)} faults" + "".join(f"\n- {fault}" for fault in faults))
    return int(bool(faults))


def _run(folder: Path, given: argparse.Namespace) -> list[str]:
    with (
        nrr_server(
            folder, "--time-limit-s", str(given.time_limit_s), engine_workers=ENGINE_WORKERS
        ) as server,
        # Large answers are read in other processes than that of the ordinary clients, which would
        # be on other machines and take no processor time from the server.
        ProcessPoolExecutor(40, multiprocessing.get_context("spawn"), os.nice, (10,)) as pool,
        Memory(server) as memory,
        ordinary_clients(server.port) as ordinary,
    ):
        siege = Siege(server, pool, given.time_limit_s, memory)
        besiege(siege, given.only, is_short=given.short)
        samples = ordinary.stop()
        siege.faults += _afterwards(server)
        siege.faults += faults_of_phases(siege.phases, samples, memory, is_shared=given.short)
        return siege.faults


if __name__ == "__main__":
    raise SystemExit(main())
