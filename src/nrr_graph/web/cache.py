"""Keep whole answers in memory, ahead of the application (RFC 9111).

A release never changes while it is served, so an answer stays right as long as the process lives.
What an answer depends on is what its ``Vary`` header names, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]
#: Answers that say the same to everybody who asks the same.
_STATUSES: Final = (200, 303)
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

    def key(self, headers: Headers) -> tuple[bytes, ...]:
        """Return the values of what the answers vary by."""
        return tuple(_header(headers, name) for name in self.varies_by)

    @property
    def size_bytes(self) -> int:
        """How much memory all its answers take."""
        return _OVERHEAD_BYTES + sum(answer.size_bytes for answer in self.answers.values())


class Answers:
    """The answers given last, no more than fit into the size allowed."""

    def __init__(self, size_limit_bytes: int) -> None:
        self._limit = size_limit_bytes
        self._resources: OrderedDict[tuple[str, bytes], _Resource] = OrderedDict()
        self.size_bytes = 0

    def find(self, request: HTTPScope) -> Answer | None:
        """Return the answer to the same request, if it is kept."""
        resource = self._resources.get(_name(request))
        if resource is None:
            return None
        self._resources.move_to_end(_name(request))
        return resource.answers.get(resource.key(_headers(request)))

    def keep(self, request: HTTPScope, answer: Answer) -> None:
        """Keep an answer; let those go that were not asked for longest."""
        if answer.size_bytes > self._limit // _ENTRY_SHARE:
            return
        varies_by = tuple(_header(answer.headers, b"vary").lower().replace(b" ", b"").split(b","))
        resource = self._resources.pop(_name(request), None) or _Resource(varies_by, {})
        if resource.answers:
            self.size_bytes -= resource.size_bytes
        if resource.varies_by != varies_by:
            resource = _Resource(varies_by, {})
        resource.answers[resource.key(_headers(request))] = answer
        self._resources[_name(request)] = resource
        self.size_bytes += resource.size_bytes
        while self.size_bytes > self._limit:
            _name_of_oldest, oldest = self._resources.popitem(last=False)
            self.size_bytes -= oldest.size_bytes


class Cached:
    """An application whose whole answers to GET are kept and given an ETag."""

    def __init__(self, application: ASGIApp, size_limit_bytes: int) -> None:
        self._application = application
        self.answers = Answers(size_limit_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or ask the application and keep what it says."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._application(scope, receive, send)
            return
        answer = self.answers.find(scope)
        if answer is None and scope["method"] == "GET":
            answer = await self._ask(scope, receive, send)
        elif answer is None:
            await self._application(scope, receive, send)
        if answer:
            await _give(answer, scope, send)

    async def _ask(self, scope: HTTPScope, receive: Receive, send: Send) -> Answer | None:
        """Return the application's answer if it can be kept; else pass it on as it comes."""
        start: dict[str, Any] = {}
        body = bytearray()

        async def take(message: Any) -> None:
            """Collect a message of a whole answer; pass any other on."""
            if message["type"] == "http.response.start" and _can_be_kept(message):
                start.update(message)
            elif start:
                body.extend(message.get("body", b""))
            else:
                await send(message)

        await self._application(scope, receive, take)
        if not start:
            return None
        answer = _answer(start["status"], list(start["headers"]), bytes(body))
        self.answers.keep(scope, answer)
        return answer


def _can_be_kept(start: dict[str, Any]) -> bool:
    """Tell whether an answer is whole (its length is known) and the same for everybody."""
    headers = start["headers"]
    return (
        start["status"] in _STATUSES
        and bool(_header(headers, b"content-length"))
        # A file knows better what to do when a part of it is asked for.
        and not _header(headers, b"accept-ranges")
        and b"no-store" not in _header(headers, b"cache-control")
    )


def _answer(status: int, headers: Headers, body: bytes) -> Answer:
    content_type = _header(headers, b"content-type")
    etag = b'"%s"' % hashlib.sha256(content_type + b"\n" + body).hexdigest()[:32].encode()
    return Answer(status, [*headers, (b"etag", etag)], body, etag)


async def _give(answer: Answer, scope: HTTPScope, send: Send) -> None:
    status, headers, body = answer.status, answer.headers, answer.body
    wanted = _header(_headers(scope), b"if-none-match").replace(b"W/", b"")
    if status == 200 and (wanted == b"*" or answer.etag in wanted.split(b", ")):
        status, body = 304, b""
        headers = [(n, v) for n, v in headers if n not in (b"content-length", b"content-type")]
    elif scope["method"] == "HEAD":
        body = b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _name(request: HTTPScope) -> tuple[str, bytes]:
    return request["path"], bytes(request["query_string"])


def _headers(request: HTTPScope) -> Headers:
    return list(request["headers"])


def _header(headers: Headers, name: bytes) -> bytes:
    """Return the values of a header, joined as RFC 9110, section 5.3, has it."""
    return b", ".join(bytes(value) for key, value in headers if bytes(key).lower() == name)
