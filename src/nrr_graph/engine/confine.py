"""Take from a worker process what a query has no business with: network, memory, survival."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

_LIBC = ctypes.CDLL(None, use_errno=True)
_SET_DEATH_SIGNAL: Final = 1
_SET_NAME: Final = 15
_SET_SECCOMP: Final = 22
_SET_CHILD_SUBREAPER: Final = 36
_SET_NO_NEW_PRIVILEGES: Final = 38
_FILTER_MODE: Final = 2
_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
#: What glibc begins with; it raises this when large blocks are freed, unless told not to.
_LARGE_BLOCK_BYTES: Final = 128 * 1024
_ALLOW: Final = 0x7FFF0000
_DENY: Final = 0x00050000 | 13  # fail with EACCES
#: Audit number of the architecture, and the numbers of socket and of io_uring_setup there.
_ARCHITECTURES: Final = {
    "x86_64": (0xC000003E, 41, 425),
    "aarch64": (0xC00000B7, 198, 425),
}


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends (prctl(2)).

    :param parent: the number of the parent when this process was forked; it may be gone by now.
    """
    _LIBC.prctl(_SET_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent has ended (prctl(2))."""
    _LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def be_first_to_go() -> None:
    """Let the kernel end this process before others when the machine has no memory left (proc(5)).

    It counts the memory that all share to each that shares it, so that it might as well choose one
    whose end interrupts everybody.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def limit_memory(extra_mb: int) -> None:
    """Allow this process so much address space beyond what it has now; leave no core file."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    allowed = pages * os.sysconf("SC_PAGE_SIZE") + extra_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def name_process(name: str) -> None:
    """Give this process a name, of 15 bytes at most, for ps and top (prctl(2))."""
    _LIBC.prctl(_SET_NAME, name.encode(), 0, 0, 0)


def return_free_memory() -> None:
    """Give freed memory back to the system, from the middle of the heap too (malloc_trim(3))."""
    _LIBC.malloc_trim(0)


def return_large_blocks() -> None:
    """Have each large block given back to the system when it is freed, at any time (mallopt(3))."""
    _LIBC.mallopt(_MMAP_THRESHOLD, _LARGE_BLOCK_BYTES)


def use_one_memory_arena() -> None:
    """Let all threads of this process allocate in one place (mallopt(3)).

    Each further one takes 64 MB of address space, which is what the limit of memory counts.
    """
    _LIBC.mallopt(_ARENA_MAX, 1)


def forbid_network() -> bool:
    """Let no new socket be made from now on (seccomp(2)); tell whether this could be done.

    A connection that is open already goes on.  On an architecture that the filter does not know
    only the guard stands between a query and the network.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    architecture, *denied = known
    program = _filter(architecture, denied)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    pointer = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if _LIBC.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(_LIBC.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(pointer), 0, 0) == 0)


def _filter(architecture: int, denied: list[int]) -> bytes:
    """Write a filter: deny these calls, and every call in the manner of another architecture."""
    load, jump_if_equal, give = 0x20, 0x15, 0x06
    steps = [(load, 0, 0, 4), (jump_if_equal, 1, 0, architecture), (give, 0, 0, _DENY)]
    steps.append((load, 0, 0, 0))
    for call in denied:
        steps += [(jump_if_equal, 0, 1, call), (give, 0, 0, _DENY)]
    steps.append((give, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)
