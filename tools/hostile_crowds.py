"""Crowds of connections that attack the front rather than the engine; none is tuned to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from hostile_actions import Crowd
from hostile_queries import ENDLESS

_HOST: Final = b"Host: 127.0.0.1\r\n"
_FORM: Final = b"Content-Type: application/x-www-form-urlencoded\r\n"
_POST: Final = b"POST /reconcile HTTP/1.1\r\n" + _HOST + _FORM
_PRODUCT: Final = quote(ENDLESS["cross product, streamed"]).encode()
_LARGE_BYTES: Final = 2_900_000
_PARTS: Final = b"Range: bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(3_000)) + b"\r\n"
_CALL: Final = (
    b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "find", '
    b'"arguments": {"text": "NATO"}}}'
)
_MODELS: Final = (
    b"POST /mcp HTTP/1.1\r\n" + _HOST + b"Content-Type: application/json\r\n"
    b"Accept: application/json, text/event-stream\r\n"
    b"Content-Length: %d\r\n\r\n" % len(_CALL) + _CALL
)


def _get(target: bytes, *headers: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + _HOST + b"".join(headers) + b"\r\n"


def _post(length: int, body: bytes) -> bytes:
    return _POST + b"Content-Length: %d\r\n\r\n" % length + body


CROWDS: Final[Sequence[Crowd]] = (
    # Those that say nothing, or do not come to an end.
    Crowd("say nothing", 1_200),
    Crowd("half a line", 500, b"GET /spar"),
    Crowd("half a header", 1_100, b"GET / HTTP/1.1\r\nHost: x\r\nAccept: text"),
    Crowd("4 of 100 bytes", 75, _post(100, b"quer")),
    Crowd("a byte now and then", 200, _post(1_000, b""), drip=b"q"),
    Crowd("a header now and then", 200, b"GET / HTTP/1.1\r\n", drip=b"X-Y: z\r\n"),
    Crowd("a chunk now and then", 200, _POST + b"Transfer-Encoding: chunked\r\n\r\n",
          drip=b"1\r\nq\r\n"),
    Crowd("wait to be told to go on", 200, _POST + b"Content-Length: 9\r\n"
          b"Expect: 100-continue\r\n\r\n"),
    Crowd("large bodies without end", 150, _post(_LARGE_BYTES, b"q" * (_LARGE_BYTES - 1))),
    Crowd("an empty line now and then", 200, drip=b"\r\n"),
    Crowd("an extension of a chunk without end", 100, _POST + b"Transfer-Encoding: chunked\r\n\r\n"
          + b"1;" + b"a" * 200_000, drip=b"a" * 1_000),
    Crowd("trailers without end", 100, _POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
          + b"X: y\r\n" * 20_000, drip=b"X: y\r\n"),
    Crowd("empty lines without end", 50, b"\r\n" * 200_000, drip=b"\r\n" * 1_000),
    Crowd("a method without end", 100, b"G" * 200_000, drip=b"G" * 1_000),
    # Those that do not read, or go.
    Crowd("do not read a product", 80, _get(b"/sparql?query=" + _PRODUCT)),
    Crowd("do not read a dump", 80, _get(b"/data/latest/nrr.nq") * 4),
    Crowd("do not read pages", 40, _get(b"/id/nato.html") * 200),
    Crowd("do not read the tools of models", 40, _MODELS * 50),
    Crowd("read a byte of a dump now and then", 40, _get(b"/data/latest/nrr.nt"), sips_bytes=16),
    Crowd("leave in the middle", 50, _post(_LARGE_BYTES, b"q" * 50_000), leave_s=0.05),
    Crowd("leave when a query begins", 50, _get(b"/sparql?query=" + _PRODUCT), leave_s=0.05),
    Crowd("come and go", 100, leave_s=0.02),
    # What is no request, or a strange one.
    Crowd("speak TLS", 100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500,
          reads=True),
    Crowd("speak HTTP/2", 100, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", reads=True),
    Crowd("send zeros", 100, b"\0" * 10_000, reads=True),
    Crowd("a long header", 50, b"GET / HTTP/1.1\r\nAccept: " + b"a" * 300_000, reads=True),
    Crowd("many headers", 50, _get(b"/", b"a: b\r\n" * 40_000), reads=True),
    Crowd("a long target", 50, _get(b"/" + b"a" * 200_000), reads=True),
    Crowd("many small chunks", 20, _POST + b"Transfer-Encoding: chunked\r\n\r\n"
          + b"1\r\nq\r\n" * 200_000, reads=True),
    Crowd("many requests at once", 20, _get(b"/robots.txt") * 2_000, reads=True),
    Crowd("a request after another, each new", 40, b"".join(
          _get(b"/search?q=%d" % number) for number in range(60)), reads=True),
    Crowd("many parts of a dump", 20, _get(b"/data/latest/nrr.nq", _PARTS), reads=True),
    Crowd("smuggle", 50, _POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
          b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", reads=True),
    Crowd("folded headers and zeros", 50, b"GET / HTTP/1.1\r\n" + _HOST
          + b"A: b\r\n c\r\n\0: d\r\n\r\n", reads=True),
    Crowd("two lengths", 50, _POST + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nq=1",
          reads=True),
)  # fmt: skip
