"""The response of the application to one request, as a worker sends it, or a file beside that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, Final

from nrr_graph.engine.messages import END
from nrr_graph.web.front.connection import Connection
from nrr_graph.web.front.exchange import Exchange
from nrr_graph.web.front.responses import Response, head_of

if TYPE_CHECKING:
    from nrr_graph.web.front.front import Front

_FILE_PART_BYTES: Final = 256 * 1024
#: Responses with these say the same to everybody who asks the same.
_KEPT_STATUSES: Final = (200, 303)
#: These have no body, and no length of one (RFC 9110, sections 15.3.5 and 15.4.5).
_WITHOUT_BODY: Final = (204, 304)
_LEFT_TO_FRONT: Final = (b"content-length", b"connection", b"date")


class PageExchange(Exchange):
    """What the application answers to a request."""

    def __init__(
        self, front: Front, message: bytes, *, is_shared: bool, tells_failure: bool = False
    ) -> None:
        super().__init__(front, message, is_shared=is_shared)
        self.tells_failure = tells_failure
        self._fields: list[tuple[bytes, bytes]] = []
        self._file: IO[bytes] | None = None
        self._file_bytes_left = 0
        self._is_slow = False

    def take_head(self, fields: Mapping[str, Any]) -> None:
        """Take status and headers, and where a file is that is the body."""
        super().take_head(fields)
        if "status" in fields:
            self.status = fields["status"]
            self._fields = [(n.lower().encode("latin-1"), v.encode("latin-1"))
                            for n, v in fields["headers"]]  # fmt: skip
        if "file" in fields:
            self._file = open(fields["file"], "rb")  # noqa: PTH123, SIM115
            self._file.seek(fields["begin"])
            self._file_bytes_left = self._size_bytes = fields["length"]

    def head(self) -> bytes:
        """Return status line and headers, but for length, entity tag and coding."""
        fields = [(name, v) for name, v in self._fields if name not in _LEFT_TO_FRONT]
        if self.status in _KEPT_STATUSES and not self._header(b"cache-control"):
            fields.append((b"cache-control", b"public, no-cache"))
        return head_of(self.status, fields)

    @property
    def seed(self) -> bytes:
        """The media type."""
        return self._header(b"content-type")

    @property
    def last_modified(self) -> bytes:
        """The date that the application gives."""
        return self._header(b"last-modified")

    @property
    def varies_by(self) -> tuple[bytes, ...] | None:
        """What the Vary header names, and from what absolute addresses are made."""
        if (
            self.status not in _KEPT_STATUSES
            or self._header(b"etag")
            or b"no-store" in self._header(b"cache-control")
        ):
            return None
        names = self._header(b"vary").lower().replace(b" ", b"").split(b",")
        return (*self._front.address_headers, *filter(None, names))

    def receive(self, kind: bytes, body: bytes) -> None:
        """Take the next message of the response; a file begins where the worker ends."""
        if kind == END and self._file and not self.is_abandoned:
            self._begin_file()
        else:
            super().receive(kind, body)

    def throttle(self, *, is_slow: bool) -> None:
        """Let the worker or the file wait for a slow client."""
        self._is_slow = is_slow
        if self._file is None:
            super().throttle(is_slow=is_slow)
        elif not is_slow:
            self._send_file()

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is gone."""
        super().leave(connection)
        if self._file:
            self._file.close()

    def _complete(self, body: bytes) -> Response:
        if self.status in _WITHOUT_BODY:
            return Response(self.head(), b"")
        return super()._complete(body)

    def _begin_file(self) -> None:
        connection = self._stream_to_first()
        length = b"content-length: %d\r\n" % self._file_bytes_left
        connection.begin_stream(self.head() + length, has_length=True)
        if connection.is_head:
            self._file_bytes_left = 0
        self._send_file()

    def _send_file(self) -> None:
        """Send parts until the client is slow or the file ends."""
        connection, arrived = self.waiting[0]
        while self._file and not self._is_slow:
            part = self._file.read(min(_FILE_PART_BYTES, self._file_bytes_left))
            self._file_bytes_left -= len(part)
            connection.send_part(part)
            if not part or not self._file_bytes_left:
                self._file.close()
                self._file = None
                self.waiting = []
                self._front.count(self, connection, arrived, self._size_bytes)
                self._end_file(connection)

    def _end_file(self, connection: Connection) -> None:
        if self._file_bytes_left:
            connection.break_off()  # The file is shorter than it was.
        else:
            connection.end_stream()

    def _header(self, name: bytes) -> bytes:
        return b", ".join([value for key, value in self._fields if key == name])
