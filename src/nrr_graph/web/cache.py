"""Give whole answers from memory, ahead of the application, in the coding that suits the client.

A release never changes while it is served, so an answer stays right as long as the process lives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send

from nrr_graph.web.encodings import CODINGS, coding_for, shrinks
from nrr_graph.web.kept import Answer, Answers, Headers, given, header

#: Answers that say the same to everybody who asks the same.
_STATUSES: Final = (200, 303)


class Cached:
    """An application whose whole answers to GET are kept and given an ETag.

    :param varies_by: headers on which every answer depends, such as that from which absolute
        addresses are made; caches elsewhere know of them, so ``Vary`` does not name them.
    :param on_hit: called for each answer from memory.
    """

    def __init__(
        self,
        application: ASGIApp,
        size_limit_bytes: int,
        varies_by: tuple[bytes, ...] = (),
        on_hit: Callable[[], None] = lambda: None,
    ) -> None:
        self._application, self._on_hit = application, on_hit
        self.answers = Answers(size_limit_bytes, varies_by)

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
        else:
            self._on_hit()
        if answer:
            await _give(self._coded(answer, scope), scope, send)

    def _coded(self, answer: Answer, request: HTTPScope) -> Answer:
        """Return an answer in the content coding that suits the client."""
        accepted = given(request, b"accept-encoding")
        coding = coding_for(accepted.decode("latin-1")) if accepted else ""
        if not coding or b"accept-encoding" not in header(answer.headers, b"vary").lower():
            return answer
        coded = self.answers.find(request, coding)
        if coded is None:
            coded = _encoded(answer, coding)
            self.answers.keep(request, coded, coding)
        return coded

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
        and bool(header(headers, b"content-length"))
        # A file knows better what to do when a part of it is asked for.
        and not header(headers, b"accept-ranges")
        and b"no-store" not in header(headers, b"cache-control")
    )


def _answer(status: int, headers: Headers, body: bytes) -> Answer:
    content_type = header(headers, b"content-type")
    etag = b'"%s"' % hashlib.sha256(content_type + b"\n" + body).hexdigest()[:32].encode()
    headers = [*headers, (b"etag", etag)]
    if status == 200 and shrinks(content_type.decode("latin-1"), len(body)):
        headers = _replaced(headers, b"vary", [header(headers, b"vary"), b"Accept-Encoding"])
    if not header(headers, b"cache-control"):
        # Kept by whoever likes, and asked for anew each time: most often that is a 304.
        headers.append((b"cache-control", b"public, no-cache"))
    return Answer(status, headers, body, etag)


def _encoded(answer: Answer, coding: str) -> Answer:
    """Return an answer in a content coding; its ETag names these bytes."""
    body = CODINGS[coding](answer.body)
    etag = answer.etag[:-1] + b'-%s"' % coding.encode()
    headers = _replaced(answer.headers, b"content-length", [str(len(body)).encode()])
    headers = _replaced(headers, b"etag", [etag])
    return Answer(answer.status, [*headers, (b"content-encoding", coding.encode())], body, etag)


def _replaced(headers: Headers, name: bytes, values: list[bytes]) -> Headers:
    others = [(key, value) for key, value in headers if key.lower() != name]
    return [*others, (name, b", ".join(filter(None, values)))]


async def _give(answer: Answer, scope: HTTPScope, send: Send) -> None:
    status, headers, body = answer.status, answer.headers, answer.body
    wanted = given(scope, b"if-none-match").replace(b"W/", b"")
    if status == 200 and (wanted == b"*" or answer.etag in wanted.split(b", ")):
        status, body = 304, b""
        headers = [(n, v) for n, v in headers if n not in (b"content-length", b"content-type")]
    elif scope["method"] == "HEAD":
        body = b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
