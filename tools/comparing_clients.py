"""Clients that know every answer, and notice each that is another."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import multiprocessing
import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

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


class ComparingClients:
    """Clients in a process of their own that ask until they are stopped.

    :param expected: the digests of the answers that are right, by what is asked.
    """

    def __init__(self, url: str, expected: Mapping[str, Sequence[str]]) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiving, sending = context.Pipe(duplex=False)
        self._stopped = context.Event()
        arguments = (url, dict(expected), self._stopped, sending)
        self._process = context.Process(target=_ask_all, args=arguments)

    def __enter__(self) -> Self:
        """Begin to ask."""
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, also after an error."""
        if self._process.is_alive():
            self.stop()

    def stop(self) -> list[Sample]:
        """Let each client end its last question; return what all of them saw."""
        self._stopped.set()
        samples: list[Sample] = self._receiving.recv()
        self._process.join()
        return samples


def _ask_all(
    url: str, expected: Mapping[str, Sequence[str]], stopped: threading.Event, sending: object
) -> None:
    samples: list[Sample] = []
    threads = [
        threading.Thread(target=_ask, args=(seed, url, expected, stopped, samples))
        for seed in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sending.send(samples)  # type: ignore[attr-defined]


def _ask(
    seed: int, url: str, expected: Mapping[str, Sequence[str]], stopped: threading.Event,
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
