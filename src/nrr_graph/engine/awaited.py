"""Ask the query workers from an event loop, without a thread for each query.

The same conversation as in :mod:`nrr_graph.engine.pool`, with one difference that saves a turn:
the job is sent before the worker has greeted.  Its greeting still tells that it took the job, so
that a query whose worker ended before that can be given to another.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from nrr_graph.engine.failures import busy, died, error_told, ran_too_long
from nrr_graph.engine.frames import DATA, END, HEADER, HELLO, JOB, Broken
from nrr_graph.engine.jobs import Job
from nrr_graph.engine.lease import PAUSE_S, RESTART_LIMIT_S, Worker
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.pool import ORDINARY_S

_RECEIVE_BYTES: Final = 128 * 1024


async def pieces(path: Path, job: Job, limits: Limits) -> AsyncGenerator[bytes]:
    """Yield the answer in pieces; whoever stops reading must close this, which frees the worker.

    :param path: the socket on which the workers listen.
    :raises RefusedQuery: the query would write, federate or break the engine.
    :raises MalformedQuery: the query cannot be understood.
    :raises LimitReached: before the first piece or later; then the answer is not whole.
    """
    conversation = await _begin(path, job, limits)
    try:
        kind, body = await conversation.frame()
        while kind == DATA:
            yield body
            kind, body = await conversation.frame()
        conversation.is_over = True
        if kind != END:
            raise error_told(json.loads(body), limits)
    except (Broken, ConnectionError) as error:
        raise (ran_too_long(limits) if conversation.is_late else died(limits)) from error
    finally:
        conversation.close()


async def _begin(path: Path, job: Job, limits: Limits) -> _Conversation:
    """Give a job to a worker; return once it has taken it.

    :raises LimitReached: the queue is full, or no worker came free in time.
    """
    frame = HEADER.pack(JOB, len(written := job.written())) + written
    begin = asyncio.get_running_loop().time()
    while True:
        conversation = _Conversation(limits)
        try:
            await conversation.begin(path, frame)
        except BlockingIOError as error:
            conversation.close()
            raise busy(limits) from error
        except (Broken, OSError) as error:
            # It ended before it had our job, so that nothing is lost by asking another.
            conversation.close()
            if conversation.is_late or _now() - begin > RESTART_LIMIT_S:
                raise busy(limits) from error
            await asyncio.sleep(PAUSE_S)
        except BaseException:
            conversation.close()
            raise
        else:
            return conversation


class _Conversation:
    """One query on its way through one worker."""

    def __init__(self, limits: Limits) -> None:
        self._loop = asyncio.get_running_loop()
        self._limits = limits
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.setblocking(False)
        self._received = bytearray()
        self._worker: Worker | None = None
        self._number = 0
        self.is_over = self.is_late = False
        # The time that a query waits for a worker is not counted against it.
        self._timer = self._loop.call_later(limits.time_limit_s, self._give_up)

    async def begin(self, path: Path, frame: bytes) -> None:
        """Send the job; wait until a worker has taken it.

        :raises BlockingIOError: the queue is full.
        :raises Broken: the worker ended before that, or none came free in time.
        """
        self._connection.connect(str(path))
        await self._loop.sock_sendall(self._connection, frame)
        kind, body = await self.frame()
        if kind != HELLO:
            raise Broken
        (self._number,) = struct.unpack("!I", body)
        self._timer.cancel()
        self._timer = self._loop.call_later(ORDINARY_S, self._put_behind)

    async def frame(self) -> tuple[bytes, bytes]:
        """Return the kind and the bytes of the next message.

        :raises Broken: the worker has ended.
        """
        received = self._received
        while True:
            if len(received) >= HEADER.size:
                kind, length = HEADER.unpack_from(received)
                end = HEADER.size + length
                if len(received) >= end:
                    body = bytes(received[HEADER.size : end])
                    del received[:end]
                    return kind, body
            piece = await self._loop.sock_recv(self._connection, _RECEIVE_BYTES)
            if not piece:
                raise Broken
            received += piece

    def close(self) -> None:
        """End the conversation, and the worker with it if it is still at our query."""
        self._timer.cancel()
        if self._number and not self.is_over:
            self._end_worker()
        if self._worker:
            self._worker.release(kill=False)
        self._connection.close()

    def _put_behind(self) -> None:
        """Let a query that takes long make way; end it at its time limit."""
        rest_s = self._limits.time_limit_s - ORDINARY_S
        self._timer = self._loop.call_later(max(rest_s, 0), self._give_up)
        self._open_worker()
        if self._worker:
            self._worker.put_behind()

    def _give_up(self) -> None:
        self.is_late = True
        if self._number:
            self._end_worker()
        else:
            self._connection.shutdown(socket.SHUT_RDWR)

    def _open_worker(self) -> None:
        """Get a handle on the worker, which is at our query as long as that is not over."""
        if self._worker is None:
            try:
                handle = os.pidfd_open(self._number)
            except ProcessLookupError:
                return
            self._worker = Worker(self._connection, self._number, handle)

    def _end_worker(self) -> None:
        self._open_worker()
        if self._worker:
            self._worker.release(kill=True)
            self._worker = None


def _now() -> float:
    return asyncio.get_running_loop().time()
