"""Run the whole test suite in two halves at once: ``make test``.

Tests of servers, browsers and other components mostly wait.  Those that compute run beside them, at
a lower priority, with what is left of the processors.  Exit 1 if either half fails.  Options go to
pytest in both halves.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import IO, Final

#: What runs servers and components, and is shown as it goes on.
WAITING: Final = ("tests/road", "tests/components", "tests/clients", "tests/browser")
#: What computes; its messages are shown at the end.
COMPUTING: Final = ("tests/data", "tests/code", "src")
_NICENESS: Final = 10
#: At a lower priority a test may take longer before it counts as one that hangs.
_TIME_LIMIT_S: Final = 360


def main(options: Sequence[str]) -> int:
    """Run both halves; print how long they took."""
    begin_s = time.monotonic()
    with tempfile.TemporaryFile("w+") as messages:
        limit = f"--timeout={_TIME_LIMIT_S}"
        computing = _start([*COMPUTING, limit, *options], messages)
        os.setpriority(os.PRIO_PROCESS, computing.pid, os.nice(0) + _NICENESS)
        try:
            waiting = _start([*WAITING, *options])
            statuses = [waiting.wait(), computing.wait()]
        except KeyboardInterrupt:
            computing.wait()  # It got the same signal, and says where it was.
            return 130
        finally:
            messages.seek(0)
            print(f"\n== {', '.join(COMPUTING)} ==\n{messages.read()}", flush=True)
    print(f"both halves: {time.monotonic() - begin_s:.0f} s")
    return int(any(statuses))


def _start(options: Sequence[str], messages: IO[str] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", "--durations=10", *options]
    return subprocess.Popen(command, stdout=messages)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
