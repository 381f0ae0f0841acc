"""What can happen to the processes and the files of a server while it is asked."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from processes import FRONT, SPARE, SUPERVISOR, WORKER, processes
from serving import Server


def _kill(name: str) -> Callable[[Server], str]:
    def happen(server: Server) -> str:
        numbers = processes(server, name)
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return f"{len(numbers)} killed"

    return happen


def _clean_temporary_folder(server: Server) -> str:
    """Remove what the server keeps in the temporary folder, as a cleaner of such folders would."""
    folders = [*server.log.parent.glob("nrr-graph-*")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return f"{len(folders)} removed"


#: What happens, and how many questions of each ordinary client may fail: the one under way.
FAULTS: Final[Mapping[str, tuple[Callable[[Server], str], int]]] = {
    "all workers are killed": (_kill(WORKER), 1),
    "the spare is killed": (_kill(SPARE), 0),
    "the supervisor is killed": (_kill(SUPERVISOR), 0),
    "the front is killed": (_kill(FRONT), 1),
    "the temporary folder is cleaned": (_clean_temporary_folder, 0),
}
