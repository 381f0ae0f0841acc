"""A process that answers one query after another from a store it shares, and may be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice

import pyoxigraph as ox

from nrr_graph.engine.confine import die_with_parent, forbid_network, limit_memory
from nrr_graph.engine.embedded import ENGINE_HINT, EmbeddedEngine, Results, write_results
from nrr_graph.engine.frames import (
    END,
    ERROR,
    HELLO,
    JOB,
    Broken,
    FrameWriter,
    ResultTooLarge,
    TooManyRows,
    receive_frame,
    send_frame,
)
from nrr_graph.engine.jobs import Job, read_job
from nrr_graph.engine.limits import Limits
from nrr_graph.errors import MalformedQuery, RefusedQuery
from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS, by_word

#: A worker is replaced after so many queries, so that memory it has lost does not add up.
QUERIES_LIMIT = 1000
#: Below that of the web processes, on the scale of nice(2).
PRIORITY = 5
#: Slightly later than the web process would end it, in case that has gone.
_GRACE_S = 1


def work(listener: socket.socket, open_store: Callable[[], ox.Store], limits: Limits) -> None:
    """Answer queries from whoever connects, until killed or due for replacement."""
    store = _confined(open_store, limits)
    priority = os.getpriority(os.PRIO_PROCESS, 0)
    for _ in range(QUERIES_LIMIT):
        connection, _address = listener.accept()
        with connection:
            serve_query(connection, store, limits)
        if os.getpriority(os.PRIO_PROCESS, 0) != priority:
            return  # It was put behind the others, and only a new process comes before them again.


def _confined(open_store: Callable[[], ox.Store], limits: Limits) -> ox.Store:
    """Take from this process what it must not have, and give it the store."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # The default action of the alarm ends the process, inside the engine too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(PRIORITY)
    # What a dying engine prints says nothing that the answer does not say better.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # First of all: threads that the store starts are bound by what was forbidden before.
    forbid_network()
    store = open_store()
    limit_memory(limits.memory_limit_mb)
    return store


def serve_query(connection: socket.socket, store: ox.Store, limits: Limits) -> None:
    """Answer one query over a connection, whatever becomes of the one who asks."""
    try:
        send_frame(connection, HELLO, struct.pack("!I", os.getpid()))
        connection.settimeout(limits.time_limit_s)
        kind, body = receive_frame(connection)
        connection.settimeout(None)
        if kind != JOB:
            return
        signal.setitimer(signal.ITIMER_REAL, limits.time_limit_s + _GRACE_S)
        _answer(connection, store, read_job(body), limits)
    except (Broken, OSError):
        return  # The one who asked has left.
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(connection: socket.socket, store: ox.Store, job: Job, limits: Limits) -> None:
    chosen = by_word(job.media_type, (*SOLUTION_FORMATS, *GRAPH_FORMATS))
    output = FrameWriter(connection, limits.result_size_limit_mb * 1024 * 1024)
    try:
        _count_rows(EmbeddedEngine(store), job, limits.row_limit)
        results = _evaluate(EmbeddedEngine(store), job)
        write_results(results, chosen, output)
        output.send()
    except ConnectionError:
        raise
    except ResultTooLarge:
        _refuse(connection, reason="size")
    except TooManyRows:
        _refuse(connection, reason="rows")
    except RefusedQuery as error:
        _refuse(connection, reason="refused", problem=str(error))
    except MalformedQuery as error:
        _refuse(connection, reason="malformed", **asdict(error))
    except MemoryError:
        _refuse(connection, reason="memory")
    except Exception as error:
        # What the engine finds out only while it writes; its errors have no common class.
        _refuse(connection, reason="malformed", problem=str(error), hint=ENGINE_HINT)
    else:
        send_frame(connection, END, b"")


def _evaluate(engine: EmbeddedEngine, job: Job) -> Results:
    return engine.evaluate_own(job.query) if job.is_own else engine.evaluate(job.query, job.dataset)


def _count_rows(engine: EmbeddedEngine, job: Job, row_limit: int) -> None:
    """Look whether an answer stays below its limit, before the first byte of it goes out.

    The query is evaluated twice then: its results can be counted or written, not both.

    :raises TooManyRows: it does not.
    """
    if row_limit and not job.is_own:
        results = _evaluate(engine, job)
        if isinstance(results, ox.QueryBoolean):
            return
        if sum(1 for _ in islice(results, row_limit + 1)) > row_limit:
            raise TooManyRows


def _refuse(connection: socket.socket, **why: str | int | None) -> None:
    send_frame(connection, ERROR, json.dumps(why).encode())
