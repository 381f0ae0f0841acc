"""Answer HTTP requests in a worker by the Flask application, as a WSGI server does (PEP 3333)."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask

from nrr_graph.encodings import shrinks
from nrr_graph.engine.failures import error_from
from nrr_graph.engine.output import Output
from nrr_graph.engine.worker import Handler
from nrr_graph.web.answers import FAILURE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def request_handler(make_app: Callable[[], Flask]) -> Handler:
    """Return what answers requests with an application, which is made for the first of them."""
    made: list[Flask] = []

    def answer(body: bytes, output: Output) -> None:
        """Answer one request."""
        if not made:
            made.append(make_app())
        fields, _, content = body.partition(b"\0")
        request = json.loads(fields)
        chunks = made[0](_environ(request, content), _start(output, request["coding"]))
        try:
            for chunk in chunks:
                output.write(chunk)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    return answer


def _start(output: Output, coding: str) -> StartResponse:
    """Return what the application calls with status and headers, before the body."""

    def start(
        status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        """Note them; they leave with the first part of the body."""
        names = {name.lower(): value for name, value in headers}
        is_whole = "content-encoding" not in names and "accept-ranges" not in names
        if status.startswith("200") and is_whole and shrinks(names.get("content-type", "")):
            output.coding = coding
            headers = _varied(headers)
        output.set_head(status=int(status.partition(" ")[0]), headers=headers)
        return output.write

    return start


def _varied(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers that tell caches of the content coding too."""
    values = [value for name, value in headers if name.lower() == "vary"]
    others = [(name, value) for name, value in headers if name.lower() != "vary"]
    return [*others, ("Vary", ", ".join([*values, "Accept-Encoding"]))]


def _environ(request: dict[str, Any], body: bytes) -> WSGIEnvironment:
    """Return the environment of a request (PEP 3333)."""
    path, _, query_string = str(request["target"]).partition("?")
    headers: Sequence[tuple[str, str]] = request["headers"]
    host, _, port = next((v for n, v in headers if n == "host"), "localhost").rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query_string,
        "SERVER_NAME": host or port,
        "SERVER_PORT": port if host else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        if key != "CONTENT_LENGTH":
            environ[key] = f"{environ[key]}, {value}" if key in environ else value
    if request["error"]:
        environ[FAILURE] = error_from(request["error"])
    return environ
