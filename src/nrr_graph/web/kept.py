"""Answers kept in memory: found by what they depend on, bounded in bytes (RFC 9111).

What an answer depends on is what its ``Vary`` header names, and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from a2wsgi.asgi_typing import HTTPScope

Headers = list[tuple[bytes, bytes]]
#: The share of the whole that one answer may take.
_ENTRY_SHARE: Final = 8
#: What an entry takes beside its bytes, roughly: keys, tuples, the ordering.
_OVERHEAD_BYTES: Final = 1000


@dataclass(frozen=True)
class Answer:
    """A whole answer; ``etag`` names exactly these bytes of this type."""

    status: int
    headers: Headers
    body: bytes
    etag: bytes

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return len(self.body) + sum(len(n) + len(v) for n, v in self.headers) + _OVERHEAD_BYTES


@dataclass
class _Resource:
    """What was answered for one path and query string: for each value of what it varies by."""

    varies_by: tuple[bytes, ...]
    answers: dict[tuple[bytes, ...], Answer]

    def key(self, request: HTTPScope, coding: str) -> tuple[bytes, ...]:
        """Return the values of what the answers vary by, and the content coding."""
        return (*(given(request, name) for name in self.varies_by), coding.encode())

    @property
    def size_bytes(self) -> int:
        """How much memory all its answers take."""
        return _OVERHEAD_BYTES + sum(answer.size_bytes for answer in self.answers.values())


class Answers:
    """The answers given last, no more than fit into the size allowed."""

    def __init__(self, size_limit_bytes: int, varies_by: tuple[bytes, ...] = ()) -> None:
        self._limit = size_limit_bytes
        self._varies_by = varies_by
        self._resources: OrderedDict[tuple[str, bytes], _Resource] = OrderedDict()
        self.size_bytes = 0

    def find(self, request: HTTPScope, coding: str = "") -> Answer | None:
        """Return the answer to the same request in a content coding, if it is kept."""
        resource = self._resources.get(_name(request))
        if resource is None:
            return None
        self._resources.move_to_end(_name(request))
        return resource.answers.get(resource.key(request, coding))

    def keep(self, request: HTTPScope, answer: Answer, coding: str = "") -> None:
        """Keep an answer; let those go that were not asked for longest."""
        if answer.size_bytes > self._limit // _ENTRY_SHARE:
            return
        varies_by = (*self._varies_by, *_varies_by(answer.headers))
        resource = self._resources.pop(_name(request), None) or _Resource(varies_by, {})
        if resource.answers:
            self.size_bytes -= resource.size_bytes
        if resource.varies_by != varies_by:
            resource = _Resource(varies_by, {})
        resource.answers[resource.key(request, coding)] = answer
        self._resources[_name(request)] = resource
        self.size_bytes += resource.size_bytes
        while self.size_bytes > self._limit:
            _name_of_oldest, oldest = self._resources.popitem(last=False)
            self.size_bytes -= oldest.size_bytes


def _varies_by(headers: Headers) -> tuple[bytes, ...]:
    """Return the request headers that choose an answer; the coding has a place of its own."""
    names = header(headers, b"vary").lower().replace(b" ", b"").split(b",")
    return tuple(name for name in names if name != b"accept-encoding")


def _name(request: HTTPScope) -> tuple[str, bytes]:
    return request["path"], bytes(request["query_string"])


def given(request: HTTPScope, name: bytes) -> bytes:
    """Return the values of a request's header, whose names are in lower case (ASGI, HTTP 2.4)."""
    found = [value for key, value in request["headers"] if key == name]
    return bytes(found[0]) if len(found) == 1 else b", ".join(map(bytes, found))


def header(headers: Headers, name: bytes) -> bytes:
    """Return the values of a header, joined as RFC 9110, section 5.3, has it."""
    return b", ".join(bytes(value) for key, value in headers if bytes(key).lower() == name)
