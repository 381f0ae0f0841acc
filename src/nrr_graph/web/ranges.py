"""Parts of files (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nrr_graph.engine.output import CURRENT_OUTPUT

_CHUNK_BYTES: Final = 256 * 1024
_ONE_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """The part of a file that a response carries, in bytes; its status, and where it lies."""

    status: int
    begin: int
    length: int
    content_range: str = ""


def part_of(wanted: str, size_bytes: int) -> Part:
    """Return the part of a file that a Range header asks for.

    A unit that is unknown, a range that is none and several at once are ignored (section 14.2).

    >>> part_of("bytes=-2", 10)
    Part(status=206, begin=8, length=2, content_range='bytes 8-9/10')
    >>> part_of("lines=0-1", 10), part_of("bytes=10-", 10).status
    (Part(status=200, begin=0, length=10, content_range=''), 416)
    """
    whole = Part(200, 0, size_bytes)
    found = _ONE_RANGE.fullmatch(wanted)
    if not found or found[1] + found[2] == "":
        return whole
    if found[1]:
        begin = int(found[1])
        end = min(int(found[2]), size_bytes - 1) if found[2] else size_bytes - 1
        if found[2] and int(found[2]) < begin:
            return whole
    else:
        begin, end = max(size_bytes - int(found[2]), 0), size_bytes - 1
    if begin >= size_bytes or end < begin:
        return Part(416, 0, 0, f"bytes */{size_bytes}")
    return Part(206, begin, end - begin + 1, f"bytes {begin}-{end}/{size_bytes}")


class FilePart:
    """A part of a file as the body of a response; the front sends it where there is one.

    A client may take as long as it likes to read it then, and no worker waits for that.
    """

    def __init__(self, path: Path, begin: int, length: int) -> None:
        self._path, self._begin, self._length = path, begin, length

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, or leave them to the front."""
        output = CURRENT_OUTPUT.get()
        if output:
            fields = {"file": str(self._path), "begin": self._begin, "length": self._length}
            output.set_head(**fields)
            return
        left = self._length
        with self._path.open("rb") as file:
            file.seek(self._begin)
            while left and (chunk := file.read(min(_CHUNK_BYTES, left))):
                left -= len(chunk)
                yield chunk
