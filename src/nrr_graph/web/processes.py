"""The family of processes: one that watches, one that holds the release, those that answer.

Whichever ends is started again; if that does not help, all end, with a status that tells.  Should
the one that watches be killed, the kernel ends the others.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Final, NoReturn

from nrr_graph.engine.confine import adopt_orphans, die_with_parent, name_process
from nrr_graph.engine.supervisor import NAME, PLAIN_POOL, PREPARED_POOL, supervise
from nrr_graph.engine.worker import Crew
from nrr_graph.errors import NrrGraphError
from nrr_graph.settings import Settings
from nrr_graph.web.children import FAILED, MESSAGE_BYTES, READY, Child, opened, spare_of
from nrr_graph.web.front.process import run_front

#: A process that ends so soon after its start, so often in a row, will not do better next time.
_SHORT_LIFE_S: Final = 5
_FAILURES_LIMIT: Final = 20
_PAUSE_S: Final = 0.1
#: The pools of a front, each of which needs a connection to the supervisor: queries and pages.
_POOLS: Final = (PLAIN_POOL, PREPARED_POOL)
#: After the time that responses have to end, so much for all else.
_GRACE_S: Final = 2
_SIGNALS: Final = (signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
#: How often a supervisor that is opening its release is looked at, and everything else.
_OPENING_S: Final = 0.05
_IDLE_S: Final = 3600
#: Why a supervisor starts; from this follows when it does what spares its workers work.
_START, _RELOAD, _CRASHED = "start", "reload", "crash"
#: Builds or opens the release: what its workers share, and its version.
Open = Callable[[], tuple[Crew, str]]


class Family:
    """Starts the processes, watches them and stops them.

    :param listener: the socket on which clients connect.
    """

    def __init__(self, listener: socket.socket, open_release: Open, settings: Settings) -> None:
        self._listener, self._open, self._settings = listener, open_release, settings
        self._supervisor: Child | None = None
        #: Opens the release that is to be served next.
        self._next: Child | None = None
        self._fronts: list[Child] = []
        self._version = ""
        self._failures = 0

    def start(self) -> None:
        """Start all processes; return once they can answer.

        :raises NrrGraphError: the release cannot be opened.
        """
        adopt_orphans()
        self._supervisor = self._fork(lambda channel: self._run_supervisor(channel, _START))
        self._version = opened(self._supervisor)
        for _ in range(self._settings.workers):
            self._start_front()

    def watch(self) -> None:
        """Start again what ends, and go over to another release, until a signal tells to stop.

        :raises NrrGraphError: a process ends again and again.
        """
        with _blocked_signals():
            self._watch()

    def _watch(self) -> None:
        self._replace_ended()
        while True:
            found = signal.sigtimedwait(_SIGNALS, _OPENING_S if self._next else _IDLE_S)
            if found and found.si_signo in (signal.SIGINT, signal.SIGTERM):
                return
            if found and found.si_signo == signal.SIGHUP and not self._next:
                self._next = self._fork(lambda channel: self._run_supervisor(channel, _RELOAD))
            if self._next and select.select([self._next.channel], [], [], 0)[0]:
                self._go_over(self._next)
            self._replace_ended()

    def stop(self) -> None:
        """Let the fronts end what they are at; end the rest then."""
        with _blocked_signals():
            self._stop()

    def _stop(self) -> None:
        for front in self._fronts:
            front.send(signal.SIGTERM)
        end_s = time.monotonic() + self._settings.stop_time_limit_s + _GRACE_S
        for front in self._fronts:
            front.wait(end_s)
        for supervisor in filter(None, (self._next, self._supervisor)):
            _end(supervisor)
            spare = spare_of(supervisor)
            if spare:
                _end(spare)

    def _go_over(self, following: Child) -> None:
        """Serve the release of another supervisor, if it could open it."""
        self._next, former = None, self._supervisor
        try:
            self._version = opened(following)
        except NrrGraphError as error:
            sys.stderr.write(f"Reload: the former release is served on, since {error}\n")
            return
        self._supervisor = following
        for front in self._fronts:
            self._connect(front)
        if former:
            former.channel.close()  # It ends once its workers have completed what they are at.
        sys.stderr.write(f"Reload: release {self._version} is served now\n")

    def _replace_ended(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                number, status = os.waitpid(-1, os.WNOHANG)
                if not number:
                    return
                known = (*self._fronts, self._supervisor)
                ended = next((c for c in known if c and c.number == number), None)
                if ended:
                    self._count_failure(ended, os.waitstatus_to_exitcode(status))
                    self._replace(ended)

    def _count_failure(self, ended: Child, status: int) -> None:
        is_early = time.monotonic() - ended.start_s < _SHORT_LIFE_S
        self._failures = self._failures + 1 if is_early else 0
        if self._failures > _FAILURES_LIMIT:
            problem = f"ended within {_SHORT_LIFE_S} s of its start {self._failures} times"
            raise NrrGraphError(f"a process of the server {problem}, at last with status {status}")

    def _replace(self, ended: Child) -> None:
        spare = spare_of(ended)
        ended.channel.close()
        if not spare:
            time.sleep(_PAUSE_S)
        if ended in self._fronts:
            self._fronts.remove(ended)
            self._start_front()
            return
        self._supervisor = spare or self._open_again()
        for front in self._fronts:
            self._connect(front)

    def _open_again(self) -> Child:
        """Start a supervisor anew, since the one before has ended, and its spare too."""
        supervisor = self._fork(lambda channel: self._run_supervisor(channel, _CRASHED))
        self._version = opened(supervisor)
        return supervisor

    def _run_supervisor(self, channel: socket.socket, occasion: str) -> NoReturn:
        name_process(NAME)
        self._listener.close()
        try:
            crew, version = self._open()
        except NrrGraphError as error:
            channel.send(FAILED + str(error).encode()[: MESSAGE_BYTES - 1])
            os._exit(1)
        if occasion == _RELOAD:  # Meanwhile the former release is served.
            crew = crew.prepared()
        channel.send(READY + version.encode())
        supervise(channel, crew, prepares_first=occasion == _CRASHED)

    def _start_front(self) -> None:
        front = self._fork(lambda channel: run_front(self._listener, channel, self._settings))
        self._fronts.append(front)
        self._connect(front)

    def _connect(self, front: Child) -> None:
        """Give a front connections to the supervisor, one for each of its pools."""
        if self._supervisor is None:
            return
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in _POOLS]
        with contextlib.suppress(ConnectionError):
            for kind, (_ours, theirs) in zip(_POOLS, pairs, strict=True):
                socket.send_fds(self._supervisor.channel, [kind], [theirs.fileno()])
            descriptors = [ours.fileno() for ours, _theirs in pairs]
            socket.send_fds(front.channel, [self._version.encode()], descriptors)
        for pair in pairs:
            for end in pair:
                end.close()

    def _fork(self, run: Callable[[socket.socket], NoReturn]) -> Child:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        number = os.fork()
        if number:
            theirs.close()
            return Child(number, ours, time.monotonic())
        try:
            die_with_parent(parent)
            # Ctrl+C goes to all; the parent alone decides what follows from it.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            for other in (*self._fronts, self._supervisor, self._next):
                if other:
                    other.channel.close()
            ours.close()
            run(theirs)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)


@contextlib.contextmanager
def _blocked_signals() -> Iterator[None]:
    """Let signals wait until they are asked for, and leave no trace of that behind."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(child: Child) -> None:
    child.send(signal.SIGKILL)
    child.wait(time.monotonic() + _GRACE_S)
