"""Clients that know every answer, and notice each that is another."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Event
from typing import Final
from urllib.parse import urlsplit

from client_process import ClientProcess

CLIENTS: Final = 4
PAUSE_S: Final = 0.02
PATIENCE_S: Final = 15.0


@dataclass(frozen=True)
class Sample:
    """One question: what, when (by the monotonic clock), the wait, and what was wrong."""

    target: str
    begin_s: float
    wait_ms: float
    failure: str = ""


def answer_of(url: str, target: str) -> tuple[int, str]:
    """Return the status and the digest of an answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        return response.status, hashlib.sha256(response.read()).hexdigest()
    finally:
        connection.close()


def comparing_clients(url: str, expected: Mapping[str, Sequence[str]]) -> ClientProcess[Sample]:
    """Return clients of a server.

    :param expected: the digests of the answers that are right, by what is asked.
    """
    asks = [partial(_ask, seed, url, dict(expected)) for seed in range(CLIENTS)]
    return ClientProcess(asks)


def _ask(
    seed: int, url: str, expected: Mapping[str, Sequence[str]], stopped: Event,
    samples: list[Sample],
) -> None:  # fmt: skip
    chance, targets = random.Random(seed), list(expected)
    for number in itertools.count():
        if stopped.wait(PAUSE_S):
            return
        target = chance.choice(targets)
        # Every second question is new to the cache, though its answer is the same.
        is_new = number % 2 and target.startswith(("/sparql", "/wikibase/sparql"))
        asked = target.replace("SELECT", f"SELECT%23{seed}-{number}%0A") if is_new else target
        begin_s, failure = time.monotonic(), ""
        try:
            status, digest = answer_of(url, asked)
            if status != http.HTTPStatus.OK:
                failure = f"status {status}"
            elif digest not in expected[target]:
                failure = "wrong"
        except (OSError, http.client.HTTPException) as error:
            failure = f"{type(error).__name__}: {error}"
        samples.append(Sample(target, begin_s, (time.monotonic() - begin_s) * 1000, failure))
