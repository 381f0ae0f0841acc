"""One MCP request over HTTP, answered whole: Streamable HTTP without sessions and streams.

The protocol's own transport answers; it is an ASGI application and is called as one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

#: Where the transport answers; the application routes to it wherever it is mounted.
_PATH = "/mcp"
Headers = Sequence[tuple[bytes, bytes]]


@dataclass
class HttpAnswer:
    """Status, headers and body of a response."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


def answer_request(
    server: MCPServer[None], method: str, headers: Headers, body: bytes, size_limit_bytes: int
) -> HttpAnswer:
    """Answer one request; Host and Origin are the caller's to check.

    :param size_limit_bytes: of the body.
    """
    return asyncio.run(_answer(server, method, headers, body, size_limit_bytes))


def prepare() -> None:
    """Load what the transport loads when it answers for the first time."""
    for module in ("starlette.applications", "sse_starlette", "anyio._backends._asyncio"):
        import_module(module)


async def _answer(
    server: MCPServer[None], method: str, headers: Headers, body: bytes, size_limit_bytes: int
) -> HttpAnswer:
    application = server.streamable_http_app(
        streamable_http_path=_PATH, json_response=True, stateless_http=True,
        max_request_body_size=size_limit_bytes,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )  # fmt: skip
    answer, given = HttpAnswer(), [{"type": "http.request", "body": body, "more_body": False}]
    never = asyncio.Event()

    async def receive() -> dict[str, Any]:
        """Give the body, and then nothing: the client stays until it has its response."""
        if given:
            return given.pop()
        await never.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        """Take a part of the response."""
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(n.decode("latin-1"), v.decode("latin-1"))
                              for n, v in message["headers"]]  # fmt: skip
        else:
            answer.body += message.get("body", b"")

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": method, "path": _PATH, "raw_path": _PATH.encode(), "query_string": b"",
        "root_path": "", "headers": list(headers), "server": None, "client": None,
    }  # fmt: skip
    async with application.router.lifespan_context(application):
        await application(scope, receive, send)
    return answer
