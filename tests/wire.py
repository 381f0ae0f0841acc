"""HTTP as bytes on a socket: what is sent is exactly what a test says."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """A whole response; names of headers as they came, all of them."""

    status: int
    fields: Fields
    body: bytes

    def header(self, name: str) -> str:
        """Return the values of a header, joined; nothing if there is none."""
        return ", ".join(value for key, value in self.fields if key.lower() == name.lower())

    @property
    def media_type(self) -> str:
        """What the body is, without parameters."""
        return self.header("content-type").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """What a problem document says (RFC 9457); fails if this is none."""
        assert self.media_type == "application/problem+json", (self.status, self.body[:300])
        document = self.json()
        assert document["status"] == self.status
        assert document["title"]
        return str(document["detail"])

    def bindings(self) -> list[dict[str, str]]:
        """Return the solutions of results in JSON: the text of each value by its variable."""
        assert self.status == 200, (self.status, self.body[:500])
        rows = self.json()["results"]["bindings"]
        return [{name: str(term["value"]) for name, term in row.items()} for row in rows]

    def number(self) -> int:
        """Return the only value of the only solution, a number."""
        (row,) = self.bindings()
        (value,) = row.values()
        return int(value)


def request_bytes(
    method: str, target: str | bytes, body: bytes = b"", fields: Fields = (), host: str = "x"
) -> bytes:
    """Write a request with a Host header, and with a length where there is a body.

    :param host: of the header; one among ``fields`` stands instead of it.
    """
    raw = target if isinstance(target, bytes) else target.encode()
    own = [("Host", host)] if host and not any(name == "Host" for name, _ in fields) else []
    own += [("Content-Length", str(len(body)))] if body or method == "POST" else []
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in [*own, *fields])
    return method.encode() + b" " + raw + b" HTTP/1.1\r\n" + head + b"\r\n" + body


class Line:
    """A connection to a server that stays open for one request after another."""

    def __init__(self, url: str, timeout_s: float = 30) -> None:
        address = urlsplit(url)
        self.host = address.netloc
        self.socket = socket.create_connection(
            (str(address.hostname), address.port or 80), timeout=timeout_s
        )

    def __enter__(self) -> Line:
        """Open it for a while."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close it."""
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.socket.sendall(data)

    def receive(self, method: str = "GET") -> Reply:
        """Read the next response to its end.

        :raises http.client.HTTPException: it breaks off.
        """
        response = http.client.HTTPResponse(self.socket, method=method)
        try:
            response.begin()
            return Reply(response.status, response.getheaders(), response.read())
        finally:
            response.close()

    def ask(
        self, method: str, target: str | bytes, body: bytes = b"", fields: Fields = ()
    ) -> Reply:
        """Send a request and read its response."""
        self.send(request_bytes(method, target, body, fields, self.host))
        return self.receive(method)

    def is_closed(self, within_s: float) -> bool:
        """Tell whether the server closes the connection in time, whatever it sends before."""
        self.socket.settimeout(within_s)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True


def ask(
    url: str, method: str, target: str | bytes, body: bytes = b"", fields: Iterable[Any] = ()
) -> Reply:
    """Send one request over a connection of its own and read the response."""
    with Line(url) as line:
        return line.ask(method, target, body, [*fields, ("Connection", "close")])
