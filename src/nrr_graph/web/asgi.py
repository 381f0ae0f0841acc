"""The application as the HTTP server takes it."""

from __future__ import annotations

from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp

from nrr_graph.settings import read_settings
from nrr_graph.web.application import create_app
from nrr_graph.web.cache import Cached

#: Requests that one web process handles at a time; most of them wait for a query elsewhere.
THREADS: Final = 32


def create_asgi() -> ASGIApp:
    """Make the application with an ASGI face.

    An answer that fails on its way must break its connection off (RFC 9112, section 8), and the
    HTTP server does so for ASGI alone: a WSGI body that raises is ended there as if whole.
    """
    settings = read_settings()
    application = WSGIMiddleware(cast(WSGIApp, create_app(settings)), workers=THREADS)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the application."""

        # The server gives an awaitable where the adapter relies on a coroutine.
        async def take() -> Any:
            """Wait for the next part of the request."""
            return await receive()

        await application(scope, take, send)

    return Cached(answer, settings.cache_size_limit_mb * 1024 * 1024)
