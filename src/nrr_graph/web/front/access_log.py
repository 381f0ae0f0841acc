"""One line of JSON for each request, for whoever runs the server; no addresses of persons."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import IO, Any, Final

#: Lines are written together, once a second, or when there are so many.
_LINES_LIMIT: Final = 1000


class AccessLog:
    """Writes to a file, or nowhere.

    :param path: of the file; ``-`` is standard error, nothing is nowhere.
    """

    def __init__(self, path: str) -> None:
        self.is_on = bool(path)
        self._path = path
        self._lines: list[str] = []

    def write(self, **fields: Any) -> None:
        """Take the fields of one request; those that are nothing are left out."""
        said = {name: value for name, value in fields.items() if value not in (None, "")}
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._lines.append(json.dumps({"time": time, **said}, ensure_ascii=False) + "\n")
        if len(self._lines) >= _LINES_LIMIT:
            self.flush()

    def flush(self) -> None:
        """Write what was taken; on a full disk it is lost, and nothing else is."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        try:
            if self._path == "-":
                self._put(sys.stderr, lines)
            else:
                # Opened anew each time, so that the file may be moved away meanwhile.
                with open(self._path, "a", encoding="utf-8") as file:  # noqa: PTH123
                    self._put(file, lines)
        except OSError:
            return

    @staticmethod
    def _put(file: IO[str], lines: list[str]) -> None:
        file.write("".join(lines))
        file.flush()
