"""The application as the HTTP server takes it."""

from __future__ import annotations

import asyncio
import math
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp
from flask import Flask

from nrr_graph.engine import awaited
from nrr_graph.engine.holder import OUTSIDE
from nrr_graph.engine.limits import limits_of
from nrr_graph.errors import NrrGraphError
from nrr_graph.release.manifest import read_manifest
from nrr_graph.settings import Settings, read_settings
from nrr_graph.web import state
from nrr_graph.web.application import create_app
from nrr_graph.web.cache import Cached
from nrr_graph.web.express import Express
from nrr_graph.web.metrics import Measured, MemoryHits
from nrr_graph.web.state import LEFT
from nrr_graph.wikibase.asked import Asked

#: Requests that one web process handles at a time; most of them wait for a query elsewhere.
THREADS: Final = 32
#: Of a larger release, names and entities are read when somebody asks for them.
PREPARED_LIMIT: Final = 200_000
_WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS")


def create_asgi() -> ASGIApp:
    """Make the application with an ASGI face.

    An answer that fails on its way must break its connection off (RFC 9112, section 8), and the
    HTTP server does so for ASGI alone: a WSGI body that raises is ended there as if whole.
    """
    settings = read_settings()
    app = create_app(settings)
    threading.Thread(target=_prepare, args=(app,), daemon=True).start()
    application = WSGIMiddleware(cast(WSGIApp, app), workers=THREADS)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the application, and tell it when the one who asks has left."""
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        client = _Client(receive, scope)
        told = {**scope, LEFT: client.left}
        watcher = asyncio.create_task(client.watch())
        try:
            await application(cast(Scope, told), client.receive, send)
        finally:
            watcher.cancel()

    size_limit_bytes = settings.cache_size_limit_mb * 1024 * 1024
    measured = Measured(_express(answer, settings))
    return Cached(measured, size_limit_bytes, _makes_addresses(settings), MemoryHits())


def _prepare(app: Flask) -> None:
    """Read names and entities before somebody asks for them, as far as that is little to read."""
    with app.app_context():
        here = state.current()
        if here.release.counts.get("triples", 0) <= PREPARED_LIMIT:
            with suppress(NrrGraphError):
                here.index.find("nato")
                here.matcher.match(Asked("nato"))


def _makes_addresses(settings: Settings) -> tuple[bytes, ...]:
    """Name the headers from which absolute addresses are made, where no setting gives them."""
    if settings.public_url:
        return ()
    forwarded = (b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix")
    return (b"host", *forwarded) if settings.trusted_proxies else (b"host",)


def _express(application: ASGIApp, settings: Settings) -> ASGIApp:
    """Let queries for the query processes turn off before the application, where there are any."""
    folder, prefix = Path(settings.engine_folder), urlsplit(settings.public_url).path.rstrip("/")
    if settings.engine_url or not settings.engine_folder:
        return application
    ask = partial(awaited.pieces, folder / OUTSIDE, limits=limits_of(settings))
    paths = frozenset({"/sparql", f"{prefix}/sparql"})
    version = read_manifest(folder).version
    return Express(application, ask, paths, settings.query_size_limit_bytes, version)


class _Client:
    """The one who asks: what is left of the request, and whether anybody waits for the answer."""

    def __init__(self, receive: Receive, request: HTTPScope) -> None:
        headers = dict(request["headers"])
        self._receive = receive
        self._has_body = request["method"] not in _WITHOUT_BODY
        length = bytes(headers.get(b"content-length", b""))
        # Whoever reads a body of known length does not wait for the message after it.
        self._bytes_left = int(length) if length.isdigit() else math.inf
        self._body_is_read = asyncio.Event()
        self.left = threading.Event()
        if not self._has_body:
            self._body_is_read.set()

    async def receive(self) -> Any:
        """Wait for the next part of the request."""
        if not self._has_body:
            return {"type": "http.request", "body": b"", "more_body": False}
        message = await self._receive()
        self._bytes_left -= len(cast(bytes, message.get("body", b"")))
        if not message.get("more_body") or self._bytes_left <= 0:
            self._body_is_read.set()
        return message

    async def watch(self) -> None:
        """Wait until the one who asks has gone; nothing else can come once the body is read."""
        await self._body_is_read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.left.set()
