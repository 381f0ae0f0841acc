"""Remember which data conform, so that the next start need not look again.

The key is that of a build on disk: version, and every file of data, ontology, rules and shapes with
its size and time of change.  Whatever changes is looked at anew.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nrr_graph.release.folder import name_of_build


def mark_of(data: Sequence[Path]) -> str:
    """Name the state of the files; ask before they are read, since they may change meanwhile."""
    return name_of_build(data)


def is_known_valid(mark: str, folder: Path | None = None) -> bool:
    """Tell whether files in exactly this state conformed before."""
    return (_marks(folder) / mark).is_file()


def remember_valid(mark: str, folder: Path | None = None) -> None:
    """Note that files in this state conform; where nothing can be noted, only time is lost."""
    marks = _marks(folder)
    with suppress(OSError):
        marks.mkdir(parents=True, exist_ok=True)
        (marks / mark).touch()


def _marks(folder: Path | None) -> Path:
    """Return the folder of marks (XDG Base Directory Specification)."""
    if folder is None:
        home = os.path.expanduser("~")  # noqa: PTH111 - unlike Path.home(), fails for nobody
        # Who has no home gets a place where nothing can be and nothing can be put.
        default = f"{home}/.cache" if home != "~" else os.devnull
        folder = Path(os.environ.get("XDG_CACHE_HOME") or default)
    return folder / "nrr-graph" / "validated"
