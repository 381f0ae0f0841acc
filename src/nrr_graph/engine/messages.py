"""The messages between whoever gives jobs and the worker that does them: bytes in, events out.

A message is a kind, a length and so many bytes.  Nothing here reads from a socket or writes to
one, so that :mod:`.pool` can do it in an event loop and :mod:`.forked` without one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from nrr_graph.engine.interface import OWN_DATASET, Dataset
from nrr_graph.sparql.query import Query

HEADER: Final = struct.Struct("!cI")
#: Jobs for a worker: a query, or a whole HTTP request.
QUERY, REQUEST = b"Q", b"R"
#: Its response: what goes before the body, a part of the body, the last part, why there is none.
HEAD, CHUNK, END, ERROR = b"H", b"C", b"E", b"X"
#: What was found in a query goes with it, so that it is read only once.
_FINDINGS: Final = [field.name for field in fields(Query) if field.name != "text"]
_findings: Final = attrgetter(*_FINDINGS)


def encode(kind: bytes, body: bytes) -> bytes:
    r"""Return a message as it goes over a socket.

    >>> encode(END, b"ok")
    b'E\x00\x00\x00\x02ok'
    """
    return HEADER.pack(kind, len(body)) + body


def encode_fields(kind: bytes, values: Mapping[str, Any]) -> bytes:
    """Return a message whose body is a JSON object."""
    return encode(kind, json.dumps(values).encode())


class Decoder:
    """Finds the messages in what a socket gives, however that is cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def is_empty(self) -> bool:
        """Whether no part of a message is left."""
        return not self._buffer

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        r"""Take bytes; yield the kind and the body of each message that is complete now.

        >>> decoder = Decoder()
        >>> list(decoder.feed(b"E\x00\x00\x00\x02o")), list(decoder.feed(b"k"))
        ([], [(b'E', b'ok')])
        """
        buffer = self._buffer
        buffer += data
        begin, size = 0, len(buffer)
        try:
            while size - begin >= HEADER.size:
                kind, length = HEADER.unpack_from(buffer, begin)
                end = begin + HEADER.size + length
                if end > size:
                    return
                body = bytes(memoryview(buffer)[begin + HEADER.size : end])
                begin = end
                yield kind, body
        finally:
            del buffer[:begin]


@dataclass(frozen=True, slots=True)
class QueryJob:
    """A query that was read, the media type to answer it in, and the content coding, if any."""

    query: Query
    media_type: str
    dataset: Dataset = OWN_DATASET
    coding: str = ""

    def encode(self) -> bytes:
        """Return the message that gives this job to a worker."""
        dataset, query = self.dataset, self.query
        head: list[Any] = [self.media_type, self.coding, *_findings(query)]
        if dataset is not OWN_DATASET:
            head += [dataset.default_graphs, dataset.named_graphs, dataset.is_internal]
        return encode(QUERY, json.dumps(head).encode() + b"\0" + query.text.encode())


def decode_query(body: bytes) -> QueryJob:
    """Read what :meth:`QueryJob.encode` wrote.

    >>> from nrr_graph.sparql.query import read_query
    >>> job = QueryJob(read_query("ASK {}"), "text/csv")
    >>> decode_query(job.encode()[HEADER.size:]) == job
    True
    """
    head, _, text = body.partition(b"\0")
    media_type, coding, *rest = json.loads(head)
    findings, graphs = rest[: len(_FINDINGS)], rest[len(_FINDINGS) :]
    query = Query(text.decode(), *findings)
    return QueryJob(query, media_type, Dataset(*graphs) if graphs else OWN_DATASET, coding)
