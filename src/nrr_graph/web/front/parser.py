"""Requests out of the bytes of a connection, by httptools (llhttp): bytes in, requests out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import httptools

from nrr_graph.errors import MalformedRequest, NrrGraphError, UnreadableRequest
from nrr_graph.web.requests import Request, require_host

#: The longest request target; a longer query goes by POST.
TARGET_LIMIT_BYTES: Final = 64 * 1024
#: All headers together.
HEADERS_LIMIT_BYTES: Final = 64 * 1024
#: Each header, each part of a chunked body and each request takes time, however short it is.
HEADERS_LIMIT: Final = 100
BODY_PARTS_LIMIT: Final = 10_000
#: Requests that may come at once, before the first of them is answered.
REQUESTS_LIMIT: Final = 64


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request that is complete, with what only its connection needs to know."""

    request: Request
    target: bytes
    keeps_alive: bool
    http_version: str


class RequestParser:
    """Reads the requests of one connection.

    :param body_limit_bytes: the longest body that is taken.
    """

    def __init__(self, body_limit_bytes: int) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._body_limit_bytes = body_limit_bytes
        self._arrived: list[Arrived] = []
        self._is_in_line = self._is_in_head = False
        self._head_bytes = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._body_parts = 0
        self.is_in_request = False
        self.wants_continue = False
        #: What is wrong with what came after the last complete request; nothing can follow it.
        self.problem: NrrGraphError | None = None

    def feed(self, data: bytes) -> list[Arrived]:
        """Take bytes; return the requests that are complete now, and note a ``problem``."""
        if not data.isascii() and (self._is_in_line or not self.is_in_request):
            data = _escaped(data)
        try:
            self._parse(data)
        except NrrGraphError as error:
            # Its traceback and its cause would hold on to what has come.
            error.__cause__ = error.__context__ = None
            self.problem = error.with_traceback(None)
        arrived, self._arrived = self._arrived, []
        return arrived

    def _parse(self, data: bytes) -> None:
        """Let httptools call the methods below.

        :raises MalformedRequest: this is no HTTP request.
        :raises UnreadableRequest: a part of it is too long; ``status`` says which.
        """
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            raise MalformedRequest("this server speaks HTTP/1.1 only") from error
        except httptools.HttpParserCallbackError as error:
            if isinstance(error.__context__, NrrGraphError):
                raise error.__context__ from None
            raise
        except httptools.HttpParserError as error:
            raise MalformedRequest(f"this is no HTTP request ({error})") from error
        if self._is_in_head:
            self._head_bytes += len(data)  # A header is reported only when it has come whole.
            self._require_short_head(self._head_bytes - TARGET_LIMIT_BYTES)

    @property
    def size_bytes(self) -> int:
        """What has come of the request under way."""
        return len(self._body) + self._head_bytes if self.is_in_request else 0

    def forget(self) -> None:
        """Give the memory of the request under way back."""
        self._body, self._headers, self._target = bytearray(), [], b""
        self._parser = httptools.HttpRequestParser(self)  # It has a header that has not come whole.

    @property
    def accept(self) -> bytes:
        """The Accept header of the request under way."""
        return b", ".join(value for name, value in self._headers if name == b"accept")

    def on_message_begin(self) -> None:
        """Begin a request (httptools)."""
        self.is_in_request = self._is_in_line = self._is_in_head = True
        self._target, self._headers, self._headers_bytes, self._head_bytes = b"", [], 0, 0
        self._body, self._body_parts = bytearray(), 0
        if len(self._arrived) >= REQUESTS_LIMIT:
            raise MalformedRequest(f"more than {REQUESTS_LIMIT} requests came at once")

    def on_url(self, part: bytes) -> None:
        """Take a part of the target (httptools)."""
        self._target += part
        if len(self._target) > TARGET_LIMIT_BYTES:
            way = "send a long query by POST, as application/sparql-query"
            raise UnreadableRequest(
                414, f"the address is longer than {TARGET_LIMIT_BYTES} bytes: {way}"
            )

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header (httptools)."""
        self._is_in_line = False
        self._headers.append((name.lower(), value))
        self._headers_bytes += len(name) + len(value)
        self._require_short_head(self._headers_bytes)
        if len(self._headers) > HEADERS_LIMIT:
            raise UnreadableRequest(431, f"there are more than {HEADERS_LIMIT} headers")

    def on_headers_complete(self) -> None:
        """Look whether the client waits for leave to send its body (httptools)."""
        self._is_in_line = self._is_in_head = False
        length = next((value for name, value in self._headers if name == b"content-length"), b"")
        if length.isdigit() and int(length[:12]) > self._body_limit_bytes:
            raise self._too_long()
        self.wants_continue = (b"expect", b"100-continue") in self._headers

    def on_body(self, part: bytes) -> None:
        """Take a part of the body (httptools)."""
        self._body += part
        self._body_parts += 1
        if self._body_parts > BODY_PARTS_LIMIT:
            raise UnreadableRequest(413, f"the body has more than {BODY_PARTS_LIMIT} parts")
        if len(self._body) > self._body_limit_bytes:
            raise self._too_long()

    def on_message_complete(self) -> None:
        """Note a complete request (httptools)."""
        self.is_in_request = False
        http_version = self._parser.get_http_version()
        require_host(self._headers, http_version)
        path, query_string = _split(self._target)
        method = self._parser.get_method().decode()
        request = Request(method, path, query_string, self._headers, bytes(self._body))
        keeps_alive = self._parser.should_keep_alive()
        self._arrived.append(Arrived(request, self._target, keeps_alive, http_version))

    def _require_short_head(self, size_bytes: int) -> None:
        if size_bytes > HEADERS_LIMIT_BYTES:
            raise UnreadableRequest(431, f"the headers are longer than {HEADERS_LIMIT_BYTES} bytes")

    def _too_long(self) -> UnreadableRequest:
        limit = f"{self._body_limit_bytes} bytes (three times query_size_limit_bytes)"
        return UnreadableRequest(413, f"the request is longer than {limit}")


def _escaped(data: bytes) -> bytes:
    r"""Percent-encode the bytes of a request line that should have been (RFC 3986, section 2.1).

    >>> _escaped("GET /é HTTP/1.1\r\n".encode())
    b'GET /%C3%A9 HTTP/1.1\r\n'
    """
    line, end, rest = data.partition(b"\n")
    return b"".join(b"%%%02X" % b if b > 127 else bytes([b]) for b in line) + end + rest


def _split(target: bytes) -> tuple[str, bytes]:
    """Return the path of a target, decoded, and its query (RFC 9112, section 3.2).

    >>> _split(b"/search?q=x"), _split(b"http://example.org/a")
    (('/search', b'q=x'), ('/a', b''))
    """
    if not target.startswith(b"/") and b"://" in target:  # The absolute form, as to a proxy.
        _scheme, _, rest = target.partition(b"://")
        target = b"/" + rest.partition(b"/")[2]
    path, _, query_string = target.partition(b"?")
    return unquote(path.decode("ascii")), query_string
