"""The processes that the first one has started, each with a channel to it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from dataclasses import dataclass
from typing import Final

from nrr_graph.engine.supervisor import NUMBER
from nrr_graph.errors import NrrGraphError

#: What a supervisor tells its parent: the version of the release, or why it cannot be opened.
READY, FAILED = b"+", b"-"
MESSAGE_BYTES: Final = 65_536
_PAUSE_S: Final = 0.02


@dataclass(eq=False)
class Child:
    """A process: its number, the channel to it, and when it started (monotonic clock)."""

    number: int
    channel: socket.socket
    start_s: float

    def send(self, name: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, name)

    def wait(self, end_s: float) -> None:
        """Wait for it to end; end it by force when its time is over.

        :param end_s: by the monotonic clock.
        """
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(self.number, os.WNOHANG) == (0, 0):
                if time.monotonic() > end_s:
                    self.send(signal.SIGKILL)
                time.sleep(_PAUSE_S)


def opened(supervisor: Child) -> str:
    """Wait until a supervisor has opened its release; return the version of that.

    :raises NrrGraphError: it could not be opened; the message says why.
    """
    answer = supervisor.channel.recv(MESSAGE_BYTES)
    if answer.startswith(READY):
        return answer[1:].decode()
    supervisor.channel.close()
    raise NrrGraphError(answer[1:].decode() or "the release could not be opened; see above")


def spare_of(ended: Child) -> Child | None:
    """Return the process that can take the place of a supervisor that has ended, if there is one.

    This process must be the one that adopts orphans (:func:`.adopt_orphans`).
    """
    spare = None
    with contextlib.suppress(OSError):
        while True:
            message, descriptors, _flags, _address = socket.recv_fds(
                ended.channel, NUMBER.size, 1, socket.MSG_DONTWAIT
            )
            if not descriptors:
                break
            if spare:
                spare.channel.close()  # It has ended too, and was replaced.
            channel = socket.socket(fileno=descriptors[0])
            (number,) = NUMBER.unpack(message)
            spare = Child(number, channel, time.monotonic())
    with contextlib.suppress(ChildProcessError):
        if spare and os.waitpid(spare.number, os.WNOHANG) == (0, 0):
            return spare
    return None
