"""Clients that ask in a process of their own, so that what they do does not delay their figures."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Generic, Self, TypeVar

S = TypeVar("S")
#: Asks until the event is set, and adds what it sees to the list.
Asking = Callable[[Event, list[S]], None]


class ClientProcess(Generic[S]):
    """Clients, each in a thread, that ask until they are stopped.

    :param clients: what each of them does; it can be sent to another process (pickle).
    """

    def __init__(self, clients: Sequence[Asking[S]]) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiving, sending = context.Pipe(duplex=False)
        self._stopped = context.Event()
        self._process = context.Process(target=_ask_all, args=(clients, self._stopped, sending))

    def __enter__(self) -> Self:
        """Begin to ask."""
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, also after an error."""
        if self._process.is_alive():
            self.stop()

    def stop(self) -> list[S]:
        """Let each client end its last question; return what all of them saw."""
        self._stopped.set()
        samples: list[S] = self._receiving.recv()
        self._process.join()
        return samples


def _ask_all(clients: Sequence[Asking[S]], stopped: Event, sending: Connection) -> None:
    samples: list[S] = []
    threads = [threading.Thread(target=client, args=(stopped, samples)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sending.send(samples)
