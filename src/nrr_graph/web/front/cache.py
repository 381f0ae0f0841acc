"""Responses in memory: found by what they depend on, bounded in bytes (RFC 9111).

A release never changes while it is served, so a response stays right as long as it is kept.  Only
what is asked for a second time is kept: most queries of a busy day are asked once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from nrr_graph.encodings import coding_for
from nrr_graph.web.front.responses import Response
from nrr_graph.web.requests import Request

#: The share of the whole that one response may take.
_ENTRY_SHARE: Final = 8
#: What an entry takes beside its bytes, roughly: objects, tuples, the ordering.
_OVERHEAD_BYTES: Final = 1000
#: How many targets are remembered as asked for once, in each of two generations.
_SEEN_LIMIT: Final = 8192
Variant = tuple[bytes, ...]


@dataclass(slots=True)
class _Resource:
    """What was answered for one target: a response for each value of what they vary by."""

    varies_by: tuple[bytes, ...]
    variants: dict[Variant, Response]
    size_bytes: int


class ResponseCache:
    """The responses asked for last, no more than fit into the size allowed."""

    def __init__(self, size_limit_bytes: int) -> None:
        self.size_limit_bytes = size_limit_bytes
        self.entry_limit_bytes = size_limit_bytes // _ENTRY_SHARE
        self.size_bytes = 0
        self._resources: OrderedDict[bytes, _Resource] = OrderedDict()
        self._seen: set[int] = set()
        self._seen_before: set[int] = set()

    def __len__(self) -> int:
        """Count the targets."""
        return len(self._resources)

    def find(self, target: bytes, request: Request) -> Response | None:
        """Return the response to the same request, if it is kept."""
        resource = self._resources.get(target)
        if resource is None:
            return None
        self._resources.move_to_end(target)
        return resource.variants.get(_variant(request, resource.varies_by))

    def wants(self, target: bytes, size_bytes: int) -> bool:
        """Tell whether a response of this size would be kept: it fits, and is asked for again."""
        if size_bytes > self.entry_limit_bytes:
            return False
        number = hash(target)
        if number in self._seen or number in self._seen_before:
            return True
        self._seen.add(number)
        if len(self._seen) > _SEEN_LIMIT:
            self._seen_before, self._seen = self._seen, set()
        return False

    def keep(
        self, target: bytes, request: Request, varies_by: tuple[bytes, ...], response: Response
    ) -> None:
        """Keep a response; let those go that were not asked for longest.

        :param varies_by: names of the request headers on which it depends, in lower case.
        """
        variant = _variant(request, varies_by)
        size = response.size_bytes + len(target) + sum(map(len, variant)) + _OVERHEAD_BYTES
        resource = self._resources.pop(target, None)
        if resource is None or resource.varies_by != varies_by:
            self.size_bytes -= resource.size_bytes if resource else 0
            resource = _Resource(varies_by, {}, 0)
        if variant not in resource.variants:
            resource.size_bytes += size
            self.size_bytes += size
        resource.variants[variant] = response
        self._resources[target] = resource
        while self.size_bytes > self.size_limit_bytes:
            _target, oldest = self._resources.popitem(last=False)
            self.size_bytes -= oldest.size_bytes

    def clear(self) -> None:
        """Forget everything: another release is served."""
        self._resources.clear()
        self.size_bytes = 0


def _variant(request: Request, varies_by: tuple[bytes, ...]) -> Variant:
    """Return what a request says of the headers that choose a response."""
    return tuple([_value(request, name) for name in varies_by])


def _value(request: Request, name: bytes) -> bytes:
    value = request.header(name)
    if name == b"accept-encoding" and value:  # All that differs is the coding it leads to.
        return coding_for(value.decode("latin-1")).encode()
    return value
