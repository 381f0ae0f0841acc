"""A process that does one job after another beside a store it shares, and may be killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from nrr_graph.encodings import shrinks
from nrr_graph.engine.confine import (
    be_first_to_go,
    die_with_parent,
    forbid_network,
    limit_memory,
    name_process,
    use_one_memory_arena,
)
from nrr_graph.engine.embedded import ENGINE_HINT
from nrr_graph.engine.failures import broke_worker, too_large
from nrr_graph.engine.interface import Engine
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.messages import Decoder, decode_query
from nrr_graph.engine.output import CURRENT_OUTPUT, Output, ResponseTooLarge
from nrr_graph.errors import EngineFailed, MalformedQuery, NrrGraphError
from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS

#: Does a job: its body, and where the response goes.
Handler = Callable[[bytes, Output], None]
#: A whole response of ordinary size fits, so that a worker need not wait for its front.
_BUFFER_BYTES: Final = 1024 * 1024
#: Virtual; deep recursion inside the engine needs more than a thread has by default.
_STACK_BYTES: Final = 64 * 1024 * 1024
#: The front, which has something to do for everybody, goes first.
_NICENESS: Final = 5
_RECEIVE_BYTES: Final = 64 * 1024
_FORMATS: Final = {choice.name: choice for choice in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}


@dataclass(frozen=True)
class Crew:
    """What all workers of a release have in common.

    ``make_handlers`` is called in each of them and returns what does each kind of job.
    ``prepare`` is called once where they are forked from, and spares each of them work.  Only
    where another server holds the release do they need the network.
    """

    make_handlers: Callable[[], Mapping[bytes, Handler]]
    limits: Limits
    prepare: Callable[[], None] | None = None
    uses_network: bool = False

    def prepared(self) -> Crew:
        """Return the same crew with all prepared that can be."""
        if self.prepare:
            self.prepare()
        return replace(self, prepare=None)


def fork_worker(crew: Crew, inherited: Sequence[socket.socket] = ()) -> tuple[socket.socket, int]:
    """Start a worker; return the connection to it and its process number.

    :param inherited: connections of this process that the worker must not hold open.
    """
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
    parent = os.getpid()
    number = os.fork()
    if number == 0:
        name_process("nrr worker")
        try:
            for connection in (ours, *inherited):
                connection.close()
            die_with_parent(parent)
            _work(theirs, crew)
        finally:
            os._exit(0)
    theirs.close()
    return ours, number


def _work(connection: socket.socket, crew: Crew) -> None:
    """Do jobs until the connection closes or this process is killed.

    They are done in a thread of their own: the engine's random numbers come from a generator
    that each thread seeds for itself, while that of the main thread was copied by fork, and
    ``UUID()`` would be the same in all workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What a dying engine prints says nothing that the response does not say better.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    with suppress(OSError):  # There may be no such file where a service is confined.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if not crew.uses_network:
        # First of all: threads that the store starts are bound by what was forbidden before.
        forbid_network()
    use_one_memory_arena()
    os.nice(_NICENESS)
    handlers = crew.make_handlers()
    threading.stack_size(_STACK_BYTES)
    threading.Thread(target=_do_jobs, args=(connection, handlers, crew.limits)).start()
    # Whoever gave the job keeps its time limit; when that process has gone, so does this one.
    poll = select.poll()
    poll.register(connection, select.POLLHUP)
    poll.poll()


def _do_jobs(connection: socket.socket, handlers: Mapping[bytes, Handler], limits: Limits) -> None:
    be_first_to_go()
    limit_memory(limits.memory_limit_mb)
    for kind, body in _messages(connection):
        output = Output(connection, limits.result_size_limit_mb * 1024 * 1024)
        CURRENT_OUTPUT.set(output)
        try:
            _do(handlers[kind], body, output, limits)
        except ConnectionError:
            return  # The front has gone.


def _messages(connection: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    decoder = Decoder()
    while data := connection.recv(_RECEIVE_BYTES):
        yield from decoder.feed(data)


def _do(handler: Handler, body: bytes, output: Output, limits: Limits) -> None:
    """Do a job; say what became of it, whatever that is."""
    try:
        handler(body, output)
        output.end()
    except ConnectionError:
        raise
    except ResponseTooLarge:
        output.fail(too_large(limits))
    except MemoryError:
        output.fail(broke_worker(limits))
    except OSError as error:
        output.fail(EngineFailed(f"could not read its store ({error}): remove it and start again"))
    except NrrGraphError as error:
        output.fail(error)
    except Exception as error:
        # What the engine finds out only while it writes; its errors have no common class.
        output.fail(MalformedQuery(str(error), ENGINE_HINT))


def query_handler(engine: Engine) -> Handler:
    """Return what answers queries with an engine."""

    def answer(body: bytes, output: Output) -> None:
        """Answer one query."""
        job = decode_query(body)
        chosen = _FORMATS[job.media_type]
        output.coding = job.coding if shrinks(chosen.content_type) else ""
        for chunk in engine.stream(job.query, chosen, job.dataset):
            output.write(chunk)

    return answer
