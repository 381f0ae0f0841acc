"""The memory of requests that have not arrived whole: bounded, and the slowest gives way first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol


class Arriving(Protocol):
    """A connection on which a request arrives."""

    def give_way(self) -> None:
        """Refuse the request, and free its memory."""


class ArrivingRequests:
    """What all connections of a front hold of requests, in bytes.

    An honest body is there within a moment.  So it is the one that has been arriving for longest
    that is refused when there are too many.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._held: OrderedDict[Arriving, int] = OrderedDict()
        self.size_bytes = 0

    def note(self, connection: Arriving, size_bytes: int) -> None:
        """Note what a connection holds now; 0 when its request is whole or gone."""
        self.size_bytes += size_bytes - self._held.get(connection, 0)
        if size_bytes:
            self._held[connection] = size_bytes
        else:
            self._held.pop(connection, None)
        while self.size_bytes > self._limit_bytes:
            oldest, held_bytes = self._held.popitem(last=False)
            self.size_bytes -= held_bytes
            oldest.give_way()
