"""The files of the whole graph: written, compressed and counted once for a release."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from nrr_graph.encodings import prepared
from nrr_graph.release.export import dump_names, dumps, each_dump
from nrr_graph.release.load import GraphFile
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.writing import digest_of, write_whole

#: Beside the files: the size and the digest of each, in each coding.
INDEX: Final = "dumps.json"
CHECKSUMS: Final = "SHA256SUMS"
_LOCK: Final = "dumps.lock"
#: What is added to the name of a file that is compressed, by its content coding.
_SUFFIXES: Final[Mapping[str, str]] = MappingProxyType({"br": "br", "zstd": "zst", "gzip": "gz"})


@dataclass(frozen=True)
class StoredFile:
    """A file that never changes once it is there; ``sha256`` is in hexadecimal."""

    path: Path
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Dump:
    """A file of the whole graph, and the same in the content codings it was prepared in."""

    plain: StoredFile
    coded: Mapping[str, StoredFile] = field(default_factory=dict)


#: By the names of the files.
Dumps = Mapping[str, Dump]


def stored(path: Path) -> StoredFile:
    """Read a file and count it."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int) -> StoredFile:
    content = path.read_bytes()
    return StoredFile(path, len(content), digest_of(content))


def write_dumps(
    files: Sequence[GraphFile], manifest: Manifest, folder: Path, *, is_prepared: bool = True
) -> None:
    """Write all files of the whole graph into a folder, with their checksums and their index.

    :param is_prepared: whether to write them compressed too, for what is kept for long.
    :raises NotWritten: the disk is full, or the folder cannot be written to; nothing is changed.
    """
    contents = dict(dumps(files, manifest))
    listed = {name: {"": _counted(content)} for name, content in contents.items()}
    for name in listed if is_prepared else ():
        for coding, suffix in _SUFFIXES.items():
            with suppress(ImportError):
                contents[f"{name}.{suffix}"] = coded = prepared(contents[name], coding)
                listed[name][coding] = _counted(coded)
    contents |= _lists(listed)
    write_whole({folder / name: content for name, content in contents.items()})


def _lists(listed: Mapping[str, Mapping[str, tuple[int, str]]]) -> dict[str, bytes]:
    """Return the files that tell of the others: checksums, as sha256sum reads them, and index."""
    sums = "".join(f"{forms[''][1]}  {name}\n" for name, forms in listed.items())
    return {CHECKSUMS: sums.encode(), INDEX: json.dumps(listed, indent=1).encode() + b"\n"}


def _counted(content: bytes) -> tuple[int, str]:
    return len(content), digest_of(content)


def write_missing(
    folder: Path,
    manifest: Manifest,
    load: Callable[[], Sequence[GraphFile]],
    names: Sequence[str] = (),
) -> None:
    """Write those files of the whole graph that a folder lacks; once all are there, their index.

    However many processes ask at a time, one of them writes and the others wait for it.  If it is
    ended at its time limit, the next goes on where it was.

    :param load: reads what the release is made from.
    :param names: the files that are wanted; all if none is named.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [name for name in names or dump_names() if not (folder / name).is_file()]
        for name, content in each_dump(load(), manifest, missing) if missing else ():
            _place(folder / name, content)
        if all((folder / name).is_file() for name in dump_names()):
            listed = {name: {"": _counted((folder / name).read_bytes())} for name in dump_names()}
            for name, content in _lists(listed).items():
                _place(folder / name, content)


def _place(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all; it need not outlive this system."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    partial.write_bytes(content)
    partial.replace(path)


@functools.cache
def compressed(plain: StoredFile, coding: str) -> StoredFile:
    """Return a file in a content coding, beside the file itself; write it first if it is not there.

    Whoever writes it writes the same.
    """
    path = plain.path.with_name(f"{plain.path.name}.{_SUFFIXES[coding]}")
    if not path.is_file():
        _place(path, prepared(plain.path.read_bytes(), coding))
    return stored(path)


def read_dumps(folder: Path) -> Dumps:
    """Return what lies in a folder; where no index does, the files are read and counted."""
    index = folder / INDEX
    if not index.is_file():
        present = (folder / name for name in dump_names())
        return {path.name: Dump(stored(path)) for path in present if path.is_file()}
    return {
        name: Dump(
            StoredFile(folder / name, *forms.pop("")),
            {
                coding: StoredFile(folder / f"{name}.{_SUFFIXES[coding]}", *form)
                for coding, form in forms.items()
            },
        )
        for name, forms in json.loads(index.read_text(encoding="utf-8")).items()
    }
