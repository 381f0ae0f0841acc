"""Do to a server what an action says, and come back whatever the server does."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
import urllib.parse
from contextlib import suppress

from hostile_actions import ERROR_BYTES, PROBLEM, TAIL_BYTES, Action, Ask, Ending, Fate, SendSlowly


def perform(action: Action, host: str, port: int, patience_s: float) -> Fate:
    """Do one action; whatever the server does, come back after about ``patience_s`` seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=patience_s)
    begin = time.monotonic()
    try:
        connection.connect()
        if isinstance(action, SendSlowly):
            return _send_slowly(connection.sock, action, begin)
        return _ask(connection, action, begin, begin + patience_s)
    except TimeoutError:
        return Fate("no answer", time.monotonic() - begin)
    except (OSError, http.client.HTTPException) as error:
        return Fate("closed", time.monotonic() - begin, detail=type(error).__name__)
    finally:
        connection.close()


def _send_slowly(connection: socket.socket, action: SendSlowly, begin: float) -> Fate:
    connection.sendall(action.beginning)
    connection.settimeout(action.hold_s)
    try:
        answer = connection.recv(TAIL_BYTES)
    except TimeoutError:
        return Fate("held", time.monotonic() - begin)
    status = re.match(rb"HTTP/1.1 (\d+)", answer)
    ending: Ending = "whole" if status else "closed"
    return Fate(ending, time.monotonic() - begin, int(status[1]) if status else 0)


def _ask(connection: http.client.HTTPConnection, action: Ask, begin: float, end: float) -> Fate:
    link = connection.sock
    # A server that refuses a long request may answer before it has read all of it.
    with suppress(BrokenPipeError, ConnectionResetError):
        _send(connection, action)
    answer = connection.getresponse()
    ending, size, kept = _read(answer, link, end)
    answer.close()
    seconds = time.monotonic() - begin
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    detail = _detail(kept) if kind == PROBLEM else ""
    stays = ending == "whole" and not answer.will_close
    return Fate(ending, seconds, answer.status, kind, size, kept[-TAIL_BYTES:], detail,
                reusable=not stays or _answers_again(connection))  # fmt: skip


def _send(connection: http.client.HTTPConnection, action: Ask) -> None:
    headers = {"Accept": action.accept}
    form = urllib.parse.urlencode({"query": action.query})
    if action.method == "GET":
        connection.request("GET", f"{action.path}?{form}", headers=headers)
    elif action.method == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", action.path, form, headers)
    else:
        headers["Content-Type"] = "application/sparql-query"
        connection.request("POST", action.path, action.query.encode(), headers)


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
