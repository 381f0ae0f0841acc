"""Answer ordinary queries in the event loop, and leave everything else to the application.

A query by GET that asks for results, not for a page, needs none of what the application has to
offer.  Whatever is unusual about a request or its answer goes there, so that each error is
told in one place.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send

from nrr_graph.engine.interface import OWN_DATASET, Dataset, formats_for_query
from nrr_graph.engine.jobs import Job
from nrr_graph.engine.pieces import WHOLE_BYTES, WHOLE_WITHIN_S
from nrr_graph.errors import NotAcceptable, NrrGraphError
from nrr_graph.mediatypes import HTML, Format, by_word, negotiate
from nrr_graph.web.headers import COMMON

#: Under this name the application finds in the ASGI scope why a query failed here.
FAILED: Final = "nrr.failed"
_PARAMETERS: Final = {"query", "format", "output", "default-graph-uri", "named-graph-uri"}
Ask = Callable[[Job], AsyncGenerator[bytes]]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Express:
    """An application before which ordinary queries turn off."""

    application: ASGIApp
    ask: Ask
    #: Where the endpoint is, with and without the path of the public URL.
    paths: frozenset[str]
    query_size_limit_bytes: int
    release_version: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query, or hand the request on."""
        if scope["type"] == "http" and scope["path"] in self.paths and scope["method"] == "GET":
            job = _ordinary(scope, self.query_size_limit_bytes)
            if job:
                await self._answer(*job, scope, receive, send)
                return
        await self.application(scope, receive, send)

    async def _answer(
        self, job: Job, chosen: Format, scope: HTTPScope, receive: Receive, send: Send
    ) -> None:
        pieces = self.ask(job)
        leaving = asyncio.get_running_loop().call_later(
            WHOLE_WITHIN_S, _end_with_client, asyncio.current_task(), receive
        )
        try:
            taken, is_whole = await _take(pieces)
            await self._send(taken, pieces, chosen, send, is_whole=is_whole)
        except NrrGraphError as error:
            told = {**scope, FAILED: error}
            await self.application(cast(Scope, told), receive, send)
        finally:
            leaving.cancel()
            await pieces.aclose()

    async def _send(
        self, taken: bytes, rest: AsyncGenerator[bytes], chosen: Format, send: Send, *,
        is_whole: bool,
    ) -> None:  # fmt: skip
        """Send what has come, with its length if that is all; then what still comes."""
        headers = _headers(chosen, self.release_version)
        if is_whole:
            headers = [*headers, (b"content-length", str(len(taken)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": taken, "more_body": not is_whole})
        if is_whole:
            return
        try:
            async for piece in rest:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except NrrGraphError as error:
            # Too late for another status: only a connection broken off tells of it.
            raise BrokenOff(str(error)) from error
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class BrokenOff(Exception):
    """An answer cannot be completed; the server breaks the connection off."""


async def _take(pieces: AsyncGenerator[bytes]) -> tuple[bytes, bool]:
    """Return what comes soon, and whether that is the whole answer.

    The first piece is waited for, since it may be an error.
    """
    now = asyncio.get_running_loop().time
    taken = bytearray(await anext(pieces, b""))
    end = now() + WHOLE_WITHIN_S
    async for piece in pieces:
        taken += piece
        if len(taken) > WHOLE_BYTES or now() > end:
            return bytes(taken), False
    return bytes(taken), True


def _end_with_client(task: asyncio.Task[Any] | None, receive: Receive) -> None:
    """Watch a client whose answer takes a while; end the task when it leaves."""

    async def watch() -> None:
        """Wait until the client has gone, then end what is made for it."""
        while (await receive())["type"] != "http.disconnect":
            pass
        if task:
            task.cancel()

    watcher = asyncio.ensure_future(watch())
    if task:
        task.add_done_callback(lambda _: watcher.cancel())


@lru_cache(maxsize=256)
def _negotiated(word: str, accept: str, offered: tuple[Format, ...]) -> Format | None:
    """Return the format that suits; clients send few different headers."""
    try:
        return by_word(word, offered) if word else negotiate(accept, offered)
    except NotAcceptable:
        return None


def _ordinary(scope: HTTPScope, size_limit_bytes: int) -> tuple[Job, Format] | None:
    """Read a request for a query by GET (SPARQL 1.1 Protocol, section 2.1.1), if it is plain."""
    try:
        text = bytes(scope["query_string"]).decode("ascii")
        given = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        return None
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1 or any(name not in _PARAMETERS for name, _ in given):
        return None
    if len(queries[0].encode()) > size_limit_bytes:
        return None
    words = [value for name, value in given if name in ("format", "output") and value]
    accept = b", ".join(bytes(v) for n, v in scope["headers"] if bytes(n) == b"accept")
    offered = (*formats_for_query(queries[0]), HTML)
    chosen = _negotiated("".join(words), accept.decode("latin-1"), offered)
    if chosen is None or chosen == HTML or len(words) > 1:
        return None
    return Job(queries[0], chosen.name, _dataset(given)), chosen


def _dataset(given: list[tuple[str, str]]) -> Dataset:
    default = [value for name, value in given if name == "default-graph-uri"]
    named = [value for name, value in given if name == "named-graph-uri"]
    return Dataset(default, named) if default or named else OWN_DATASET


@lru_cache(maxsize=32)
def _headers(chosen: Format, version: str) -> Headers:
    headers = {**COMMON, "NRR-Release": version, "Vary": "Accept"}
    headers["Content-Type"] = chosen.content_type
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
