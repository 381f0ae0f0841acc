"""Keep a release on disk: built once, then opened read-only by as many processes as like.

A store folder holds one folder per build, named by what it was built from, with the database and
its manifest.  A build appears under its name only when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph import __version__
from nrr_graph.errors import NrrGraphError
from nrr_graph.project import data_folder, ontology_folder, rules_folder, shapes_folder
from nrr_graph.release.building import made_whole
from nrr_graph.release.dumps import write_dumps
from nrr_graph.release.load import load_data, load_ontology
from nrr_graph.release.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest
from nrr_graph.release.release import fill_store

#: Changes when what a build writes does, so that no older build is taken for one of this version.
LAYOUT: Final = 6
_DATABASE: Final = "database"
#: A release up to this size is served from memory: about 0.3 s and 100 MB.
SMALL_QUADS: Final = 200_000
#: The name says how many quads the file holds, so that a part of it is not taken for the whole.
_SMALL: Final = "release-{quads}.nq"
#: The folder in a small build that has the files of the whole graph.
DUMPS: Final = "dumps"
_BUILDING: Final = "building-"


class DamagedStore(NrrGraphError):
    """A store folder cannot be opened; the message says how to build it anew."""


def build_in(folder: Path, data: Sequence[Path], check: Callable[[], None]) -> Path:
    """Return the build of these data in a store folder; make it first if there is none.

    :param check: called before a build is made; raises if the data must not be served.
    :raises UnreadableData: a file cannot be parsed.
    :raises DamagedStore: the folder cannot be written to.
    """
    build = folder / name_of_build(data)
    if not (build / MANIFEST_NAME).is_file():
        check()
        try:
            _build(build, data)
        except OSError as error:
            raise DamagedStore(f"cannot build a store in {folder} ({error})") from error
    return build


def open_build(build: Path) -> tuple[ox.Store, Manifest]:
    """Open a build read-only.

    :raises DamagedStore: something is missing, broken or of another version.
    """
    try:
        return ox.Store.read_only(str(build / _DATABASE)), read_manifest(build)
    except (OSError, ValueError) as error:
        raise _damaged(build, error) from error


def database_of(build: Path) -> str:
    """Return the path under which the engine opens a build."""
    return str(build / _DATABASE)


def write_small(store: ox.Store, build: Path) -> bool:
    """Write a store that is small enough to be held in memory to a file as well; tell if it is."""
    is_small = len(store) <= SMALL_QUADS
    if is_small:
        with (build / _SMALL.format(quads=len(store))).open("wb") as file:
            store.dump(file, format=ox.RdfFormat.N_QUADS)
    return is_small


def read_small(build: Path) -> ox.Store | None:
    """Return a store in memory, several times as fast as one on disk, if the build is small.

    :raises DamagedStore: the file is broken or not whole.
    """
    path = next(build.glob(_SMALL.format(quads="*")), None)
    if path is None:
        return None
    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged(build, error) from error
    if path.name != _SMALL.format(quads=len(store)):
        raise _damaged(build, f"{path.name} holds {len(store)} quads")
    return store


def _damaged(build: Path, problem: object) -> DamagedStore:
    remedy = "remove that folder and start again to rebuild it"
    return DamagedStore(f"the store in {build} cannot be opened ({problem}); {remedy}")


def name_of_build(data: Sequence[Path]) -> str:
    """Name what a build is made from: version, and each file with its size and time of change.

    The contents are not read, since reading millions of triples would cost what a build saves.
    """
    digest = hashlib.sha256(f"{__version__} {LAYOUT} {ox.__version__}\n".encode())
    for root in (*(data or [data_folder()]), ontology_folder(), rules_folder(), shapes_folder()):
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            with suppress(FileNotFoundError):
                known = path.stat()
                digest.update(f"{path.resolve()} {known.st_size} {known.st_mtime_ns}\n".encode())
    return f"release-{digest.hexdigest()[:16]}"


def lock_build(build: Path) -> int:
    """Keep others from removing a build as long as this process or one forked from it lives.

    :return: the descriptor that holds the lock, for who would give it back earlier.
    """
    manifest = os.open(build / MANIFEST_NAME, os.O_RDONLY)
    fcntl.flock(manifest, fcntl.LOCK_SH)
    return manifest


def _build(build: Path, data: Sequence[Path]) -> None:
    files = [*load_data(data), *load_ontology()]
    with made_whole(build, _BUILDING) as building:
        store = ox.Store(str(building / _DATABASE))
        release = fill_store(store, files)
        store.optimize()
        store.flush()
        if write_small(store, building):
            (building / DUMPS).mkdir()
            write_dumps(files, release, building / DUMPS)
        write_manifest(release, building)
        # The database must be closed before another process opens it.
        del store, release
        shutil.rmtree(build, ignore_errors=True)
    _remove_others(build)


def _remove_others(build: Path) -> None:
    """Remove earlier builds that nobody serves."""
    for other in build.parent.glob("release-*"):
        if other != build and _is_idle(other):
            shutil.rmtree(other, ignore_errors=True)


def _is_idle(build: Path) -> bool:
    try:
        with (build / MANIFEST_NAME).open("rb") as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True
