"""Be a crowd: many connections from one process, until the time is up."""

from __future__ import annotations

import resource
import selectors
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from hostile_actions import Crowd

#: What a connection that reads nothing lets the kernel hold.
_UNREAD_BYTES = 4096
_TICK_S = 0.05


@dataclass
class CrowdFate:
    """What became of a crowd: connections opened, refused and closed by the server; statuses."""

    opened: int = 0
    refused: int = 0
    closed: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def __str__(self) -> str:
        """Say it in one line."""
        told = ", ".join(f"{status} × {n:,}" for status, n in sorted(self.statuses.items()))
        counts = f"{self.opened:,} opened, {self.closed:,} closed by the server"
        refused = f", {self.refused:,} refused" if self.refused else ""
        return counts + refused + (f"; {told}" if told else "")


@dataclass
class _Member:
    """One connection of a crowd: what is still to be sent, and when it leaves."""

    link: socket.socket
    unsent: memoryview
    since_s: float


def be_crowd(crowd: Crowd, host: str, port: int, duration_s: float) -> CrowdFate:
    """Be this crowd for so long; connections that the server closes are opened again."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return _Crowd(crowd, (host, port)).run(duration_s)


class _Crowd:
    def __init__(self, crowd: Crowd, address: tuple[str, int]) -> None:
        self._crowd, self._address = crowd, address
        self._selector = selectors.DefaultSelector()
        self._members: dict[int, _Member] = {}
        self._fate = CrowdFate()

    def run(self, duration_s: float) -> CrowdFate:
        end_s = time.monotonic() + duration_s
        dripped_s = time.monotonic()
        while (now_s := time.monotonic()) < end_s:
            self._grow(now_s, end_s)
            for key, events in self._selector.select(_TICK_S):
                self._serve(self._members[key.fd], events)
            if now_s - dripped_s > self._crowd.drip_s:
                dripped_s = now_s
                for member in list(self._members.values()):
                    self._drip(member)
            self._let_leave(now_s)
        for member in list(self._members.values()):
            self._drop(member)
        return self._fate

    def _grow(self, now_s: float, end_s: float) -> None:
        while len(self._members) < self._crowd.connections and time.monotonic() < end_s:
            link = socket.socket()
            if not self._crowd.reads:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _UNREAD_BYTES)
            link.settimeout(1)
            try:
                link.connect(self._address)
            except OSError:
                link.close()
                self._fate.refused += 1
                return
            link.setblocking(False)
            self._fate.opened += 1
            member = _Member(link, memoryview(self._crowd.beginning), now_s)
            self._members[link.fileno()] = member
            self._selector.register(link, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _serve(self, member: _Member, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._send_rest(member)
        if events & selectors.EVENT_READ and member.link.fileno() in self._members:
            self._receive(member)

    def _send_rest(self, member: _Member) -> None:
        with suppress(OSError):
            member.unsent = member.unsent[member.link.send(member.unsent[: 1 << 20]) :]
        if not member.unsent:
            self._selector.modify(member.link, selectors.EVENT_READ)

    def _receive(self, member: _Member) -> None:
        try:
            # One that does not read looks only whether the server is still there.
            flags = 0 if self._crowd.reads else socket.MSG_PEEK
            data = member.link.recv(1 << 16, flags)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data.startswith(b"HTTP/1.1 ") and self._crowd.reads:
            self._fate.statuses[int(data[9:12])] += 1
        if not data:
            self._fate.closed += 1
            self._drop(member)
        elif not self._crowd.reads:
            # It would be readable for ever.
            self._selector.unregister(member.link)

    def _send(self, member: _Member, data: bytes) -> None:
        try:
            member.link.send(data)
        except BlockingIOError:
            pass
        except OSError:
            self._fate.closed += 1
            self._drop(member)

    def _drip(self, member: _Member) -> None:
        """Send a little more, and read a little more."""
        if self._crowd.sips_bytes:
            with suppress(OSError):
                member.link.recv(self._crowd.sips_bytes)
        if self._crowd.drip and not member.unsent:
            self._send(member, self._crowd.drip)

    def _let_leave(self, now_s: float) -> None:
        for member in list(self._members.values()):
            if now_s - member.since_s > self._crowd.leave_s:
                self._drop(member)

    def _drop(self, member: _Member) -> None:
        self._members.pop(member.link.fileno(), None)
        with suppress(KeyError):  # One that does not read is not watched any more.
            self._selector.unregister(member.link)
        member.link.close()
