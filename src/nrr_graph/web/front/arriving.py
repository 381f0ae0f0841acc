"""Requests that cannot be answered yet, and the bounds on their memory."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final, Protocol

from nrr_graph.web.front.parser import Arrived

#: So many requests of one connection may wait for the response to an earlier one, and so large.
_WAITING_LIMIT: Final = 16
_WAITING_BYTES: Final = 64 * 1024


class WaitingRequests:
    """The requests of one connection that wait for the response to an earlier one."""

    def __init__(self) -> None:
        self._requests: deque[Arrived] = deque()
        self.size_bytes = 0

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._requests)

    def add(self, arrived: Arrived) -> None:
        """Put one behind the others."""
        self._requests.append(arrived)
        self.size_bytes += len(arrived.request.body)

    def take(self) -> Arrived:
        """Take the first one."""
        arrived = self._requests.popleft()
        self.size_bytes -= len(arrived.request.body)
        return arrived

    @property
    def is_enough(self) -> bool:
        """Whether the client should send no more for now."""
        return len(self._requests) >= _WAITING_LIMIT or self.size_bytes > _WAITING_BYTES


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
