"""Do to a server what an action says, and come back whatever the server does."""

from __future__ import annotations

import http.client
import json
import socket
import time
import urllib.parse
from contextlib import suppress

from hostile_actions import ERROR_BYTES, PROBLEM, TAIL_BYTES, Action, Ending, Fate, Send

Request = tuple[str, str, bytes | None, dict[str, str]]


def perform(action: Action, host: str, port: int, patience_s: float) -> Fate:
    """Do one action; whatever the server does, come back after about ``patience_s`` seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=patience_s)
    # Encoding megabytes takes a while, which is not the server's.
    request = _request_of(action)
    begin = time.monotonic()
    try:
        connection.connect()
        return _ask(request, connection, begin, begin + patience_s)
    except TimeoutError:
        return Fate("no answer", time.monotonic() - begin)
    except (OSError, http.client.HTTPException) as error:
        return Fate("closed", time.monotonic() - begin, detail=type(error).__name__)
    finally:
        connection.close()


def _request_of(action: Action) -> Request:
    """Return method, target, body and headers; of a query as in SPARQL 1.1 Protocol, 2.1."""
    headers = {"Accept": action.accept}
    if isinstance(action, Send):
        return action.method, action.target, action.body or None, {**headers, **action.headers}
    form = urllib.parse.urlencode({"query": action.query})
    if action.method == "GET":
        return "GET", f"{action.path}?{form}", None, headers
    if action.method == "form":
        kind, body = "application/x-www-form-urlencoded", form.encode()
    else:
        kind, body = "application/sparql-query", action.query.encode()
    return "POST", action.path, body, {**headers, "Content-Type": kind}


def _ask(
    request: Request, connection: http.client.HTTPConnection, begin: float, end: float
) -> Fate:
    link = connection.sock
    # A server that refuses a long request may answer before it has read all of it.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(*request)
    answer = connection.getresponse()
    ending, size, kept = _read(answer, link, end)
    seconds = time.monotonic() - begin
    answer.close()
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    detail = _detail(kept) if kind == PROBLEM else ""
    stays = ending == "whole" and not answer.will_close
    return Fate(ending, seconds, answer.status, kind, size, kept[-TAIL_BYTES:], detail,
                reusable=not stays or _answers_again(connection))  # fmt: skip


def _read(answer: http.client.HTTPResponse, link: socket.socket, end: float
          ) -> tuple[Ending, int, bytes]:  # fmt: skip
    """Read an answer until it or the time ends; return how it ended, its size and its last part."""
    size, kept = 0, b""
    try:
        while (left := end - time.monotonic()) > 0:
            if answer.isclosed():
                return "whole", size, kept
            link.settimeout(left)
            part = answer.read1(1 << 18)
            if not part:
                # A body of known length may end early without an error.
                return ("broken off" if answer.length else "whole"), size, kept
            size += len(part)
            kept = (kept + part)[-ERROR_BYTES:]
    except TimeoutError:
        pass
    except (OSError, http.client.HTTPException):
        return "broken off", size, kept
    return "no end", size, kept


def _detail(body: bytes) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return ""


def _answers_again(connection: http.client.HTTPConnection) -> bool:
    """Ask something small on a connection that the server has kept open."""
    try:
        connection.request("GET", "/sparql?query=ASK%20%7B%7D")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
