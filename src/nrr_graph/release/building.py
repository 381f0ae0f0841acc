"""Make a folder that appears under its name only when it is whole.

It is made under another name beside that.  Whoever makes one holds a lock on a file in it, so that
what a killed process left can be told from what another one is still making.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOCK: Final = ".lock"


@contextmanager
def made_whole(folder: Path, prefix: str) -> Iterator[Path]:
    """Yield a new folder to be filled; it gets its name at the end, or is removed on an error.

    What others left behind beside it is removed first.

    :param prefix: with which the names of unfinished folders begin.
    :raises OSError: the folder cannot be made.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = folder.parent / f"{prefix}{secrets.token_hex(4)}"
    with _alone_in(folder.parent):
        for other in folder.parent.glob(f"{prefix}*"):
            if not _is_being_made(other):
                shutil.rmtree(other, ignore_errors=True)
        building.mkdir()
        lock = os.open(building / _LOCK, os.O_CREAT | os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield building
        with _alone_in(folder.parent):
            (building / _LOCK).unlink()
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
        os.close(lock)


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Wait until nobody else begins, ends or clears up there."""
    number = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _is_being_made(building: Path) -> bool:
    try:
        lock = os.open(building / _LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
