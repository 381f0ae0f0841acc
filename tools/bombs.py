"""Do hostile things to a real server while ordinary clients ask: ``make bombs``.

Every hostile query goes by GET, by form and by direct POST to both endpoints, one after another,
each asking for another format; then one road of each at once, beside slow senders.  Prints what
became of each, with the limit that ended it.  Exit 1 if a promise was broken: an answer that came
late or never or looked whole though it was cut, an error without its name, an ordinary request that
failed, or a server that is busy or silent afterwards.
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
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench_processes import memory_mb, processor_s
from bench_servers import server_process
from hostile_actions import GRACE_S, Action, Ask, Fate, Method, SendSlowly, fault_of
from hostile_client import perform
from hostile_queries import ENDLESS, HOSTILE
from ordinary_clients import OrdinaryClients
from serving import free_port, nrr_graph

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
SLOW = SendSlowly("slow sender", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                  b"Content-Type: application/sparql-query\r\n\r\nASK", hold_s=10)  # fmt: skip
SLOW_SENDERS = 20
ENGINE_WORKERS = 16
#: How long after its limit a silent server is waited for.
PATIENCE_S = 3.0
IDLE_CORES = 0.3


def actions_of(wanted: str = "") -> list[Ask]:
    """Return every hostile query on every road; formats take turns, so that each is met by each."""
    actions = []
    for number, (name, query) in enumerate(HOSTILE.items()):
        formats = GRAPHS if query.startswith("CONSTRUCT") else SOLUTIONS
        for turn, (method, path) in enumerate(ROADS):
            accept = formats[(number + turn) % len(formats)]
            if wanted in f"{name} {method} {path}":
                actions.append(Ask(name, method, path, query, accept, name in ENDLESS))
    return actions


def main() -> int:
    """Do everything one after another, then at once; say how it went."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--time-limit-s", type=int, default=2, help="the limit of the server")
    options.add_argument("--only", default="", help="part of a name or road, such as 'GET /sparql'")
    given = options.parse_args()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    limit = str(given.time_limit_s)
    command = [str(nrr_graph()), "serve", "--port", str(port), "--time-limit-s", limit]
    environment = {**os.environ, "NRR_ENGINE_WORKERS": str(ENGINE_WORKERS)}
    with (
        tempfile.TemporaryDirectory(prefix="nrr-bombs-") as folder,
        server_process(command, f"{url}/sparql", environment, Path(folder)) as (process, _),
        # Large answers are read in other processes than that of the ordinary clients.
        ProcessPoolExecutor(40, multiprocessing.get_context("spawn")) as pool,
        OrdinaryClients(port) as ordinary,
    ):
        before_mb = memory_mb(process)
        faults = _run(pool, port, actions_of(given.only), given.time_limit_s)
        ordinary.stop()
        faults += ordinary.report() + _afterwards(port, process)
        print(f"memory of all processes: {before_mb:.0f} MB before, {memory_mb(process):.0f} after")
    print(f"\n{len(faults)} faults" + "".join(f"\n- {fault}" for fault in faults))
    return int(bool(faults))


def _run(pool: ProcessPoolExecutor, port: int, actions: Sequence[Ask], limit_s: int) -> list[str]:
    """Do the actions one by one, then the first, sixth, … of them at once; return the faults."""
    print(f"{'action':<28}{'road':<22}{'format':<18}{'status':>6}{'s':>7}  ending")
    allowed_s = limit_s + GRACE_S
    alone = partial(perform, host="127.0.0.1", port=port, patience_s=allowed_s + PATIENCE_S)
    faults: list[str] = []
    for one in actions:
        faults += _judge(one, pool.submit(alone, one).result(), allowed_s)
    at_once: list[Action] = [*itertools.islice(actions, 0, None, len(ROADS) + 1)]
    print(f"\n{len(at_once)} of them at once, beside {SLOW_SENDERS} slow senders")
    # A query may wait for those before it.
    allowed_s = limit_s * math.ceil(len(at_once) / ENGINE_WORKERS + 1) + GRACE_S
    together = partial(perform, host="127.0.0.1", port=port, patience_s=allowed_s + PATIENCE_S)
    running: list[tuple[Action, Future[Fate]]] = [
        (action, pool.submit(together, action)) for action in [SLOW] * SLOW_SENDERS + at_once
    ]
    held = 0
    for action, fate in running:
        if action is SLOW:
            held += fate.result().ending == "held"
        else:
            faults += _judge(action, fate.result(), allowed_s)
    print(
        f"slow senders: {held} held for {SLOW.hold_s:.0f} s, {SLOW_SENDERS - held} dropped before"
    )
    return faults


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


def _afterwards(port: int, process: int) -> list[str]:
    """Return what is wrong when all is over: a silent server, or one that still works."""
    time.sleep(1)
    faults = []
    before = processor_s(process)
    time.sleep(1)
    cores = processor_s(process) - before
    if cores > IDLE_CORES:
        faults.append(f"afterwards the server still takes {cores:.1f} processors")
    last = perform(Ask("last question", "GET", "/sparql", "ASK {}"), "127.0.0.1", port, 5)
    if last.status != 200:
        faults.append(f"afterwards the server does not answer: {last.ending} {last.status}")
    return faults


if __name__ == "__main__":
    raise SystemExit(main())
