"""The tools of language models over HTTP: MCP, Streamable HTTP, one response to each request."""

from __future__ import annotations

import ipaddress
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request

from nrr_graph.errors import NrrGraphError
from nrr_graph.extras import MissingExtra, needs
from nrr_graph.mediatypes import JSON
from nrr_graph.web import state
from nrr_graph.web.answers import FAILURE

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

blueprint = Blueprint("models", __name__)

#: Of the codes that JSON-RPC leaves to servers.
_SERVER_ERROR: Final = -32000
_EXTENSION: Final = "nrr-mcp"
#: Set anew by what sends the response.
_NOT_PASSED_ON: Final = ("content-length", "content-type")


@blueprint.route("/mcp", methods=["POST"])
def mcp() -> Response:
    """Answer one message of a client (MCP, Streamable HTTP); there are no sessions and streams."""
    _require_own_host()
    if (failure := request.environ.get(FAILURE)) is not None:
        return _failed(failure)
    try:
        with needs("mcp", "/mcp"):
            from nrr_graph.mcp.over_http import answer_request
    except MissingExtra as error:
        abort(501, str(error))
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    headers = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in request.headers]
    answer = answer_request(server(), request.method, headers, request.get_data(), limit)
    response = Response(answer.body, answer.status)
    for name, value in answer.headers:
        if name not in _NOT_PASSED_ON:
            response.headers[name] = value
    types = [value for name, value in answer.headers if name == "content-type"]
    response.content_type = types[0] if types else "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response


def _failed(error: NrrGraphError) -> Response:
    """Tell of a call that broke a limit as an error of the protocol (JSON-RPC 2.0, section 5.1)."""
    try:
        request_id = json.loads(request.get_data())["id"]
    except (ValueError, KeyError, TypeError):
        request_id = None
    problem = {"code": _SERVER_ERROR, "message": str(error)}
    body = json.dumps({"jsonrpc": "2.0", "id": request_id, "error": problem}, ensure_ascii=False)
    return Response(body, content_type=JSON.content_type, headers={"Cache-Control": "no-store"})


def server() -> MCPServer[None]:
    """Return the server of this release, made for the first who asks."""
    from nrr_graph.mcp.answers import Answers
    from nrr_graph.mcp.server import make_server

    known = current_app.extensions
    if _EXTENSION not in known:
        here = state.latest()
        known[_EXTENSION] = make_server(
            Answers(
                *(here.engine, here.endpoint, here.names, here.release.version),
                *(here.index, here.words),
            )
        )
    return cast("MCPServer[None]", known[_EXTENSION])


def prepare() -> None:
    """Make the server once for all workers that are forked from here, if it is installed."""
    with suppress(ModuleNotFoundError):
        from nrr_graph.mcp import over_http

        server()
        over_http.prepare()


def _require_own_host() -> None:
    """Refuse what a page of another site has a browser send (MCP, transports, security warning).

    A name that an attacker makes point here is no name of ours; an address is no name.
    """
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    settings = state.current().settings
    own = {settings.host, urlsplit(settings.public_url).hostname or settings.host}
    if not (_is_local(host) or host in own):
        abort(421, f"this server does not go by the name {host}; NRR_PUBLIC_URL gives its name")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).hostname not in {host, *own}:
        abort(403, f"pages of {origin} may not use the tools of this server")


def _is_local(host: str) -> bool:
    """Tell whether a host is this machine, or named by its address."""
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
