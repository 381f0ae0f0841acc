"""Let a real server serve for a while as everything happens to it: ``make soak``.

Clients ask stored questions and pages, and compare each answer with what a quiet server gave.
Meanwhile the release changes twice a minute, a process is killed every 20 s, and crowds and hostile
queries come and go.  Exit 1 if an answer was wrong, a request failed that was not under way when a
process was killed, or memory grew.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from comparing_clients import Sample, answer_of, comparing_clients
from crowd_client import be_crowd
from hostile_client import perform
from hostile_crowds import CROWDS
from nrr_graph.project import data_folder
from processes import FRONT, SPARE, SUPERVISOR, WORKER, kill, processes
from serving import Server, nrr_server
from siege import actions_of
from siege_report import Memory

RELOAD_EVERY_S, KILL_EVERY_S, CROWD_S = 30.0, 20.0, 5.0
#: A request that began so long before a process was killed, or after, may fail.
KILL_WINDOW_S: Final = 5.0
#: What the processes that are not workers may take more in the last third than in the first.
GROWTH_LIMIT_MB: Final = 20
ENGINE_WORKERS, TIME_LIMIT_S = 8, 5
CHANGED: Final = ("places.ttl", '"Rome"@en', '"Rome, Italy"@en')
_QUERY: Final = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?l {{ <https://w3id.org/nrr/id/{0}> rdfs:label ?l }} ORDER BY ?l"""
_THINGS: Final = ("rome", "nato", "russia", "dmitry-rogozin", "s01-08-suspension", "ukraine")


def targets() -> list[str]:
    """Return what the clients ask for: queries in several formats, pages, data, lists."""
    found = [f"/id/{name}.{suffix}" for name in _THINGS for suffix in ("html", "ttl", "jsonld")]
    found += ["/", "/timeline?format=csv", "/search?q=rome&format=json", "/id/rome.html?lang=ru"]
    for name, form in itertools.product(_THINGS, ("json", "csv", "xml")):
        found.append("/sparql?" + urlencode({"query": _QUERY.format(name), "format": form}))
    wikibase = {"query": _QUERY.format("rome"), "format": "json"}
    return [*found, "/wikibase/sparql?" + urlencode(wikibase)]


@dataclass
class Happenings:
    """What is done to the server, and when."""

    server: Server
    data: Path
    pool: ProcessPoolExecutor
    chance: random.Random
    killed_s: list[float] = field(default_factory=list)
    reloads: int = 0
    crowd: Future[object] | None = None
    hostile: list[Future[object]] = field(default_factory=list)

    def reload(self) -> None:
        """Change the data and let the server go over to them."""
        path = self.data / CHANGED[0]
        text = path.read_text(encoding="utf-8")
        old, new = CHANGED[1:] if CHANGED[1] in text else CHANGED[:0:-1]
        path.write_text(text.replace(old, new), encoding="utf-8")
        before = self.server.messages().count("Reload:")
        self.server.process.send_signal(signal.SIGHUP)
        end_s = time.monotonic() + 60
        while self.server.messages().count("Reload:") == before and time.monotonic() < end_s:
            time.sleep(0.1)
        self.reloads += 1

    def kill_one(self) -> None:
        """Kill a process, of any kind but the first."""
        numbers = processes(self.server, self.chance.choice((WORKER, SUPERVISOR, SPARE, FRONT)))
        if numbers:
            self.killed_s.append(time.monotonic())
            kill(self.chance.choice(numbers))

    def attack(self) -> None:
        """Keep one crowd and three hostile queries under way."""
        port = self.server.port
        if self.crowd is None or self.crowd.done():
            one = self.chance.choice(CROWDS)
            self.crowd = self.pool.submit(be_crowd, one, "127.0.0.1", port, CROWD_S)
        self.hostile = [future for future in self.hostile if not future.done()]
        while len(self.hostile) < 3:
            action = self.chance.choice(actions_of())
            self.hostile.append(self.pool.submit(perform, action, "127.0.0.1", port, 15))


def soak(happenings: Happenings, duration_s: float) -> None:
    """Let everything happen for so long; print a line a minute."""
    begin_s = now_s = time.monotonic()
    next_kill_s, next_reload_s = begin_s + KILL_EVERY_S, begin_s + RELOAD_EVERY_S
    next_line_s = begin_s + 60
    while now_s < begin_s + duration_s:
        happenings.attack()
        if now_s > next_kill_s:
            happenings.kill_one()
            next_kill_s = now_s + KILL_EVERY_S
        if now_s > next_reload_s:
            happenings.reload()
            next_reload_s = now_s + RELOAD_EVERY_S
        if now_s > next_line_s:
            print(f"{(now_s - begin_s) / 60:.0f} min: {happenings.reloads} reloads, "
                  f"{len(happenings.killed_s)} processes killed", flush=True)  # fmt: skip
            next_line_s += 60
        time.sleep(0.2)
        now_s = time.monotonic()


def expected_answers(happenings: Happenings) -> Mapping[str, Sequence[str]]:
    """Return the digests of the answers of both releases, by what is asked."""
    asked, found = targets(), dict[str, list[str]]()
    for _ in range(2):
        for target in asked:
            status, digest = answer_of(happenings.server.url, target)
            if status != 200:
                raise SystemExit(f"{target} gave {status} before anything happened")
            found.setdefault(target, []).append(digest)
        happenings.reload()
    return found


def faults_of(samples: Sequence[Sample], killed_s: Sequence[float], memory: Memory,
              begin_s: float, end_s: float) -> Iterator[str]:  # fmt: skip
    """Yield what must not happen; print the figures."""
    wrong = [s for s in samples if s.failure == "wrong"]
    failed = [s for s in samples if s.failure and s.failure != "wrong"]
    excused = [s for s in failed if any(_is_near(s, at_s) for at_s in killed_s)]
    third_s = (end_s - begin_s) / 3
    first_mb = memory.median_between(begin_s, begin_s + third_s)
    last_mb = memory.median_between(end_s - third_s, end_s)
    waits = sorted(s.wait_ms for s in samples)
    print(f"{len(samples):,} answers compared, {len(wrong)} wrong; {len(excused)} requests failed "
          f"that were under way when a process was killed, {len(failed) - len(excused)} others; "
          f"p50 {waits[len(waits) // 2]:.1f} ms, p99 {waits[int(len(waits) * 0.99)]:.1f} ms; "
          f"memory {first_mb:.0f} MB in the first third, {last_mb:.0f} in the last")  # fmt: skip
    if wrong:
        yield f"{len(wrong)} wrong answers, such as to {wrong[0].target}"
    for sample in failed:
        if sample not in excused:
            yield f"{sample.target}: {sample.failure}"
    if last_mb > first_mb + GROWTH_LIMIT_MB:
        yield f"memory grew from {first_mb:.0f} to {last_mb:.0f} MB"


def _is_near(sample: Sample, killed_s: float) -> bool:
    end_s = sample.begin_s + sample.wait_ms / 1000
    return sample.begin_s - KILL_WINDOW_S < killed_s < end_s + 0.1


def main() -> int:
    """Soak a server; say how it went."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nrr-soak-") as name:
        folder = Path(name)
        shutil.copytree(data_folder(), folder / "data")
        faults = _run(folder, given.minutes * 60, random.Random(given.seed))
    print(f"{len(faults)} faults" + "".join(f"\n- {fault}" for fault in faults[:20]))
    return int(bool(faults))


def _run(folder: Path, duration_s: float, chance: random.Random) -> list[str]:
    nice = partial(ProcessPoolExecutor, 8, multiprocessing.get_context("spawn"), os.nice, (10,))
    with (
        nrr_server(
            folder,
            "--data",
            str(folder / "data"),
            "--time-limit-s",
            str(TIME_LIMIT_S),
            engine_workers=ENGINE_WORKERS,
        ) as server,
        nice() as pool,
    ):
        happenings = Happenings(server, folder / "data", pool, chance)
        expected = expected_answers(happenings)
        happenings.reloads = 0
        with Memory(server) as memory, comparing_clients(server.url, expected) as clients:
            begin_s = time.monotonic()
            soak(happenings, duration_s)
            end_s = time.monotonic()
            samples = clients.stop()
        print(json.dumps({"reloads": happenings.reloads, "killed": len(happenings.killed_s)}))
        faults = list(faults_of(samples, happenings.killed_s, memory, begin_s, end_s))
        if "Traceback" in server.messages():
            faults.append("a traceback:" + server.messages().partition("Traceback")[2][:1000])
        return faults


if __name__ == "__main__":
    raise SystemExit(main())
