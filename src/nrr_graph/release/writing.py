"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from nrr_graph.errors import NrrGraphError


class NotWritten(NrrGraphError):
    """A file could not be written; what stood there before is whole."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside, force it to the disk, and rename it: readers see the old or the new.

    :raises NotWritten: the disk is full, the folder cannot be written to, and the like.
    """
    data = content.encode() if isinstance(content, str) else content
    partial: str | None = None
    try:
        descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), _mode(path))
            os.fsync(file.fileno())
        Path(partial).replace(path)
        partial = None
    except OSError as error:
        problem = error.strerror or str(error)
        raise NotWritten(f"{path} cannot be written ({problem}); nothing was changed") from error
    finally:
        if partial:
            with suppress(OSError):
                Path(partial).unlink()


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those of a new one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o644
