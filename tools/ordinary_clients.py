"""Ordinary clients, who ask small questions and expect each to be answered, whatever others do."""

from __future__ import annotations

import itertools
import statistics
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from hostile_actions import Ask, Fate
from hostile_client import perform

PAUSE_S = 0.02
PATIENCE_S = 10.0
_LABEL = "<https://w3id.org/nrr/id/nato> <http://www.w3.org/2000/01/rdf-schema#label> ?l"
_REPEATED = f"SELECT ?l {{ {_LABEL} }}"
#: Nobody has asked this before, so that it is evaluated.
_NEW = f"SELECT ?l ({{0}} AS ?n) {{{{ {_LABEL} }}}}"

#: What a client asks for the n-th time.
CLIENTS: dict[str, Callable[[int], Ask]] = {
    "repeated, GET": lambda _: Ask("repeated", "GET", "/sparql", _REPEATED),
    "new, GET": lambda n: Ask("new", "GET", "/sparql", _NEW.format(n), "text/csv"),
    "new, form": lambda n: Ask("new", "form", "/sparql", _NEW.format(-n)),
    "new, GET, Wikidata's way": lambda n: Ask("new", "GET", "/wikibase/sparql", _NEW.format(n)),
}


@dataclass
class Seen:
    """What one client saw."""

    waits_ms: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def note(self, fate: Fate) -> None:
        """Keep one fate."""
        self.waits_ms.append(fate.seconds * 1000)
        if (fate.status, fate.ending) != (200, "whole"):
            self.failures.append(f"{fate.ending} {fate.status} {fate.detail}".strip())


class OrdinaryClients:
    """Clients that ask again and again, each on connections of its own, until they are stopped."""

    def __init__(self, port: int) -> None:
        self._done = threading.Event()
        self._seen = {name: Seen() for name in CLIENTS}
        self._threads = [
            threading.Thread(target=self._ask, args=(port, name), daemon=True) for name in CLIENTS
        ]

    def __enter__(self) -> Self:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, also after an error."""
        self.stop()

    def stop(self) -> None:
        """Let each client end its last question."""
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, port: int, name: str) -> None:
        for n in itertools.count(1):
            if self._done.wait(PAUSE_S):
                return
            self._seen[name].note(perform(CLIENTS[name](n), "127.0.0.1", port, PATIENCE_S))

    def report(self) -> list[str]:
        """Print how long the clients waited; return what failed."""
        print(f"\n{'ordinary clients':<28}{'asked':>8}{'p50, ms':>9}{'p99, ms':>9}{'failed':>8}")
        faults = []
        for name, seen in self._seen.items():
            waits_ms = sorted(seen.waits_ms) or [0.0]
            p99_ms = waits_ms[int(len(waits_ms) * 0.99)]
            print(f"{name:<28}{len(seen.waits_ms):>8,}{statistics.median(waits_ms):>9.1f}"
                  f"{p99_ms:>9.1f}{len(seen.failures):>8}")  # fmt: skip
            if seen.failures:
                kinds = ", ".join(sorted(set(seen.failures))[:3])
                faults.append(f"ordinary client, {name}: {len(seen.failures)} failed ({kinds})")
        return faults
