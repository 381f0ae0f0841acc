"""A process that answers clients: the front with its event loop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import resource
import signal
import socket
from typing import Final, NoReturn
from urllib.parse import urlsplit

import uvloop

from nrr_graph.engine.confine import name_process, return_large_blocks
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.other_server import RemotePool
from nrr_graph.engine.pool import Pool
from nrr_graph.settings import Settings
from nrr_graph.web.front.bounds import Bounds
from nrr_graph.web.front.cache import ResponseCache
from nrr_graph.web.front.connection import Connection
from nrr_graph.web.front.front import Front

#: Descriptors for all else than connections: workers, files on their way, the event loop.
_RESERVED_DESCRIPTORS: Final = 256
_CONNECTIONS_LIMIT: Final = 20_000
_BACKLOG: Final = 1024
_FORWARDED: Final = (b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix")


def run_front(listener: socket.socket, parent: socket.socket, settings: Settings) -> NoReturn:
    """Answer clients until told to stop (SIGTERM).

    :param parent: gives the version of the release and a connection to its supervisor for each
        pool, again whenever there is another one.
    """
    name_process("nrr front")
    return_large_blocks()
    gc.collect()
    gc.freeze()
    uvloop.run(_serve(listener, parent, settings))
    os._exit(0)


async def _serve(listener: socket.socket, parent: socket.socket, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    pools = _pools(settings)
    front = _front(pools, settings)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    loop.add_reader(parent, _attach, parent, front, pools)
    server = await loop.create_server(lambda: Connection(front), sock=listener, backlog=_BACKLOG)
    while not stopped.is_set():
        front.sweep()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), 1)
    server.close()
    await _drain(front, settings.stop_time_limit_s)


async def _drain(front: Front, limit_s: float) -> None:
    """Let the responses under way end."""
    end = front.now() + limit_s
    while front.close_when_idle() and front.now() < end:
        front.sweep()
        await asyncio.sleep(0.05)


def _pools(settings: Settings) -> tuple[Pool, Pool]:
    """Make the workers of queries, and those of the site's own pages.

    Jobs for another server wait for that, not for a processor.
    """
    limits = limits_of(settings)
    most = max(limits.engine_workers // settings.workers, 1)
    pages = max(most // 4, 2)
    if settings.engine_url:
        return RemotePool(limits, most), RemotePool(limits, pages)
    processors = max(len(os.sched_getaffinity(0)) // settings.workers, 1)
    return Pool(limits, min(processors, most), most), Pool(limits, min(processors, pages), pages)


def _front(pools: tuple[Pool, Pool], settings: Settings) -> Front:
    prefix = urlsplit(settings.public_url).path.rstrip("/")
    cache = ResponseCache(settings.cache_size_limit_mb * 1024 * 1024)
    return Front(pools, cache, _bounds(settings), prefix, _address_headers(settings))


def _bounds(settings: Settings) -> Bounds:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return Bounds(
        settings.idle_time_limit_s,
        settings.request_time_limit_s,
        settings.read_time_limit_s,
        # In a form every byte of the query may be percent-encoded, as three.
        settings.query_size_limit_bytes * 3,
        settings.query_size_limit_bytes,
        max(min(hard - _RESERVED_DESCRIPTORS, _CONNECTIONS_LIMIT), 16),
        settings.buffer_limit_mb * 1024 * 1024,
        settings.rate_limit_per_s,
        settings.trusted_proxies,
        settings.access_log,
    )


def _address_headers(settings: Settings) -> tuple[bytes, ...]:
    """Name the headers from which absolute addresses are made, where no setting gives them."""
    if settings.public_url:
        return ()
    return (b"host", *_FORWARDED) if settings.trusted_proxies else (b"host",)


def _attach(parent: socket.socket, front: Front, pools: tuple[Pool, Pool]) -> None:
    """Take workers from the supervisor of another release, or of the same one started again."""
    message, descriptors, _flags, _address = socket.recv_fds(parent, 4096, len(pools))
    if len(descriptors) != len(pools):
        os._exit(1)  # The parent has ended.
    release = message.decode()
    front.serve_release(release)
    for pool, descriptor in zip(pools, descriptors, strict=True):
        pool.attach(socket.socket(fileno=descriptor), release)
