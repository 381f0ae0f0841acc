"""Ordinary clients, who ask small questions and expect each to be answered, whatever others do."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Event
from typing import Final
from urllib.parse import urlencode

from client_process import ClientProcess
from hostile_actions import Action, Ask, Send
from hostile_client import perform

PAUSE_S: Final = 0.02
PATIENCE_S: Final = 10.0
_LABEL = "<https://w3id.org/nrr/id/nato> <http://www.w3.org/2000/01/rdf-schema#label> ?l"
_REPEATED = f"SELECT ?l {{ {_LABEL} }}"
#: Nobody has asked this before, so that it is evaluated.
_NEW = f"SELECT ?l ({{0}} AS ?n) {{{{ {_LABEL} }}}}"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Client:
    """What a client asks for the n-th time, and how long it may wait for 99 of 100 answers."""

    ask: Callable[[int], Action]
    p99_limit_ms: float
    #: The longest wait that is allowed at all.
    limit_ms: float = PATIENCE_S * 1000


def _batch(n: int) -> Action:
    fields = {"queries": json.dumps({"q0": {"query": f"NATO {n}"}})}
    return Send("batch", "POST", "/reconcile", urlencode(fields).encode(), _FORM)


CACHED_MS, UNCACHED_MS, HEALTH_MS = 50, 250, 100
CLIENTS: Final[Mapping[str, Client]] = {
    "repeated, GET": Client(lambda _: Ask("", "GET", "/sparql", _REPEATED), CACHED_MS),
    "repeated page": Client(lambda _: Send("", "GET", "/id/nato.html"), CACHED_MS),
    "new, GET": Client(
        lambda n: Ask("", "GET", "/sparql", _NEW.format(n), "text/csv"), UNCACHED_MS
    ),
    "new, form": Client(lambda n: Ask("", "form", "/sparql", _NEW.format(-n)), UNCACHED_MS),
    "new, Wikidata's way": Client(
        lambda n: Ask("", "GET", "/wikibase/sparql", _NEW.format(n)), UNCACHED_MS
    ),
    "new page": Client(lambda n: Send("", "GET", f"/id/rome.html?n={n}"), UNCACHED_MS),
    "new batch of names": Client(_batch, UNCACHED_MS),
    "health": Client(lambda _: Send("", "GET", "/health"), CACHED_MS, HEALTH_MS),
}


@dataclass(frozen=True)
class Sample:
    """One question: who asked it, when (by the monotonic clock), the wait, and what failed."""

    client: str
    begin_s: float
    wait_ms: float
    failure: str = ""


def ordinary_clients(port: int) -> ClientProcess[Sample]:
    """Return one client of each kind, who asks a server at this port on new connections."""
    return ClientProcess([partial(_ask, name, port) for name in CLIENTS])


def _ask(name: str, port: int, stopped: Event, samples: list[Sample]) -> None:
    client = CLIENTS[name]
    for n in itertools.count(1):
        if stopped.wait(PAUSE_S):
            return
        begin_s = time.monotonic()
        fate = perform(client.ask(n), "127.0.0.1", port, PATIENCE_S)
        failure = f"{fate.ending} {fate.status} {fate.detail}".strip()
        is_good = (fate.status, fate.ending) == (200, "whole")
        samples.append(Sample(name, begin_s, fate.seconds * 1000, "" if is_good else failure))


def p99_ms(samples: Sequence[Sample]) -> float:
    """Return the wait that 99 of 100 did not exceed; 0 if there are none."""
    waits_ms = sorted(sample.wait_ms for sample in samples)
    return waits_ms[int(len(waits_ms) * 0.99)] if waits_ms else 0.0


def failures_of(samples: Sequence[Sample], limit: int = 0) -> list[str]:
    """Return which clients saw more failures than they may.

    :param limit: how many questions of each may fail, where processes were killed.
    """
    faults = []
    for name in CLIENTS:
        failures = [s.failure for s in samples if s.client == name and s.failure]
        if len(failures) > limit:
            kinds = ", ".join(sorted(set(failures))[:3])
            faults.append(f"{name}: {len(failures)} failed ({kinds})")
    return faults


def waits_of(samples: Sequence[Sample], *, is_shared: bool = False) -> list[str]:
    """Return which clients waited longer than they may.

    :param is_shared: others use the machine too; then twice as long is allowed, and the longest
        wait of all says nothing.
    """
    faults = []
    for name, client in CLIENTS.items():
        own = [sample for sample in samples if sample.client == name]
        limit_ms = client.p99_limit_ms * (2 if is_shared else 1)
        if p99_ms(own) > limit_ms:
            faults.append(f"{name}: p99 {p99_ms(own):.0f} ms, not {limit_ms:.0f}")
        longest_ms = max((sample.wait_ms for sample in own), default=0.0)
        if longest_ms > client.limit_ms and not is_shared:
            faults.append(f"{name}: {longest_ms:.0f} ms once, not {client.limit_ms:.0f}")
    return faults
