"""The append-only register of Q and P numbers.

Each entity keeps one Q number of our own for ever; a fact property has Wikidata's P number
where the meaning is the same, and one from P900001 on where it is not.  The number of a name that
is described no more stays reserved: its line stays, and the number is never given out again.  A
property found to mean something else than Wikidata's gets a line with a number of its own; the
later line counts and the older number is reserved.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR, RDF
from nrr_graph.project import register_file
from nrr_graph.release.load import GraphFile
from nrr_graph.release.writing import NotWritten, digest_of, write_whole

HEADER: Final = "number\tname"
#: Classes whose members are evidence, not entities, and so get no Q number.
WITHOUT_NUMBER: Final = frozenset(
    NRR + name
    for name in (
        *("Statement", "Quotation", "Finding", "Reference", "Passage", "Section", "Issue"),
        "Question",
    )
)


@dataclass(frozen=True)
class Entry:
    """One line: a number (``Q12``, ``P31``) and what it stands for, as a CURIE."""

    number: str
    name: str


def read_register(path: Path | None = None) -> list[Entry]:
    """Read the register, oldest entry first.

    :raises NrrGraphError: a line is malformed, a number is given out twice, or an entity has two.
    """
    path = path or register_file()
    try:
        return _parsed(path, path.read_bytes())
    except OSError as error:
        raise NrrGraphError(f"{path}: cannot be read ({error.strerror})") from error


def _parsed(path: Path, content: bytes) -> list[Entry]:
    """Read the register from a file's content."""
    if content.startswith(BOM_UTF8) or b"\r" in content:
        raise NrrGraphError(
            f"{path}: it begins with a byte order mark or its lines end with a carriage return; "
            "save it as plain UTF-8 with line feeds, so that no line of it changes"
        )
    try:
        head, *lines = content.decode("utf-8").splitlines() or [""]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NrrGraphError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    if head != HEADER:
        raise NrrGraphError(f"{path}:1: expected the heading {HEADER!r}")
    entries = [_entry(path, n, line) for n, line in enumerate(lines, 2)]
    items = [e.name for e in entries if e.number[0] == "Q"]
    for values in ([e.number for e in entries], items):
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise NrrGraphError(f"{path}: given out twice: {', '.join(sorted(twice))}")
    return entries


def _entry(path: Path, line_number: int, line: str) -> Entry:
    match = re.fullmatch(r"([QP][1-9]\d*)\t((?:id|nrr|rdfs):[\w-]+)", line)
    if not match:
        raise NrrGraphError(f"{path}:{line_number}: expected a number, a tab and a name: {line!r}")
    return Entry(match[1], match[2])


def entities_in(files: Iterable[GraphFile]) -> list[str]:
    """List the CURIEs of all entities that need a Q number, in order."""
    found = {
        "id:" + t.subject.value.removeprefix(ID)
        for file in files
        for t in file.triples
        if t.predicate.value == RDF + "type"
        and t.subject.value.startswith(ID)
        and t.object.value not in WITHOUT_NUMBER
    }
    return sorted(found)


def missing_entries(entries: Sequence[Entry], names: Iterable[str]) -> list[Entry]:
    """Give each name that has none the next free Q number, in the order given.

    >>> missing_entries([Entry("Q1", "id:nato")], ["id:nato", "id:russia"])
    [Entry(number='Q2', name='id:russia')]
    """
    known = {entry.name for entry in entries}
    last = max((int(e.number[1:]) for e in entries if e.number[0] == "Q"), default=0)
    new = [name for name in names if name not in known]
    return [Entry(f"Q{last + n}", name) for n, name in enumerate(new, 1)]


def append_entries(entries: Iterable[Entry], path: Path | None = None) -> None:
    """Write new entries at the end of the register; what stands there is never touched.

    :raises NrrGraphError: the register cannot be read or written, or an entry does not fit in;
        the register is as it was then.
    """
    path = path or register_file()
    before = path.read_bytes()
    write_whole({path: with_entries(before, list(entries), path)}, {path: digest_of(before)})


def with_entries(before: bytes, entries: Sequence[Entry], path: Path) -> bytes:
    """Return the register's content with new entries at its end.

    :param path: of the register, for messages.
    :raises NrrGraphError: an entry does not fit in, or the register is malformed.
    """
    if {entry.number for entry in entries} & {entry.number for entry in _parsed(path, before)}:
        raise NotWritten(
            f"{path}: somebody else has changed the file since it was read; run the command again"
        )
    lines = "".join(f"{entry.number}\t{entry.name}\n" for entry in entries)
    # An editor may have left the last line without its end.
    between = b"" if before.endswith(b"\n") else b"\n"
    after = before + between + lines.encode()
    _parsed(path, after)
    return after
