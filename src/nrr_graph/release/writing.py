"""Write files whole or not at all.

What is new is written beside the old file, brought to disk and only then given its name, so that a
full disk, a limit or an interruption leaves the old file as it was.  Several files change together.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from nrr_graph.errors import NrrGraphError
from nrr_graph.project import display_path
from nrr_graph.release.building import made_whole

_INTERRUPTIONS: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
#: What a new file may be read and written by, before the user's mask (``umask``) takes from it.
_MODE_OF_A_NEW_FILE: Final = 0o666


class NotWritten(NrrGraphError):
    """Files could not be written; what stood there before is whole."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_whole(contents: Mapping[Path, bytes], read_as: Mapping[Path, str] | None = None) -> None:
    """Write files: all of them whole, or none.

    :param read_as: for each file that was read before, the digest of what was read, empty if it
        was not there; a file that somebody else has changed since is not overwritten.
    :raises NotWritten: a file cannot be written, or has changed; no file is changed then.
    """
    with ExitStack() as stack:
        placed = {path: stack.enter_context(_beside(path, contents[path])) for path in contents}
        for folder in sorted({target.parent for target, _ in placed.values()}):
            stack.enter_context(_only_writer(folder))
        for path, digest in (read_as or {}).items():
            _require_unchanged(path, digest)
        _rename_all(placed)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[tuple[Path, Path]]:
    """Write a file beside the one it will replace; yield both, and leave no other behind."""
    # A link stays a link: what it points to is replaced.
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise _not_written(path, "the file is read-only")
    try:
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    except OSError as error:
        raise _not_written(path, error.strerror) from error
    new = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(_mode_for(target))
        yield target, new
    except OSError as error:
        raise _not_written(path, error.strerror) from error
    finally:
        new.unlink(missing_ok=True)


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write a new folder of files; it appears whole or not at all.

    :param contents: the files by their paths in it.
    :raises NotWritten: something is at its place already, or it cannot be written.
    """
    require_new(folder)
    target = Path(os.path.realpath(folder))
    try:
        with made_whole(target, f".{target.name}.new-") as building:
            for name, content in contents.items():
                path = building / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    except OSError as error:
        raise _not_written(folder, error.strerror) from error


def require_new(folder: Path) -> None:
    """Make sure that a folder is new or empty, so that nothing in it is replaced.

    :raises NotWritten: something is there.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise NotWritten(f"{display_path(folder)}: something is there already; name a new folder")


def _mode_for(target: Path) -> int:
    """Return the mode of the old file, else the one that the user gives to new files."""
    with suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return _MODE_OF_A_NEW_FILE & ~mask


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Wait until no other command of ours writes into the folder."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _require_unchanged(path: Path, digest: str) -> None:
    try:
        now = digest_of(path.read_bytes())
    except FileNotFoundError:
        now = ""
    except OSError as error:
        raise _not_written(path, error.strerror) from error
    if now != digest:
        raise NotWritten(
            f"{display_path(path)}: somebody else has changed the file since it was read; "
            "nothing is written, run the command again"
        )


def _rename_all(placed: Mapping[Path, tuple[Path, Path]]) -> None:
    """Give the new files their names; if one cannot have it, give the old ones theirs back.

    A signal waits until all have theirs.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTIONS)
    former: list[tuple[Path, Path | None]] = []
    try:
        for path, (target, new) in placed.items():
            try:
                # A single file needs no second name: it has the old content or the new one.
                old = _kept(target, new) if len(placed) > 1 else None
                new.replace(target)
                former.append((target, old))
            except OSError as error:
                _take_back(former)
                raise _not_written(path, error.strerror) from error
    finally:
        for _, new in placed.values():
            _former(new).unlink(missing_ok=True)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _former(new: Path) -> Path:
    """Name the second name of the file that a new one replaces."""
    return new.with_suffix(".old")


def _kept(target: Path, new: Path) -> Path | None:
    """Keep the old file under a second name, where there is an old file."""
    old = _former(new)
    if not target.exists():
        return None
    try:
        os.link(target, old)
    except OSError:  # Not every file system knows links.
        shutil.copy2(target, old)
    return old


def _take_back(former: list[tuple[Path, Path | None]]) -> None:
    for target, old in former:
        if old:
            old.replace(target)
        else:
            target.unlink(missing_ok=True)


def _not_written(path: Path, why: str | None) -> NotWritten:
    return NotWritten(
        f"{display_path(path)}: cannot be written ({why or 'unknown reason'}); nothing is changed"
    )
