"""Keep a release on disk: built once, then opened read-only by as many processes as like.

A store folder holds one folder per build, named by what it was built from, with the database and
its manifest.  A build appears under its name only when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph import __version__
from nrr_graph.errors import NrrGraphError
from nrr_graph.project import data_folder, ontology_folder, rules_folder, shapes_folder
from nrr_graph.release.load import load_data, load_ontology
from nrr_graph.release.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest
from nrr_graph.release.release import fill_store

#: Changes when what a build writes does, so that no older build is taken for one of this version.
LAYOUT: Final = 3
_DATABASE: Final = "database"
#: A release up to this size is served from memory: about 0.3 s and 100 MB.
SMALL_QUADS: Final = 200_000
_SMALL: Final = "release.nq"
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
        problem = f"the store in {build} cannot be opened ({error})"
        raise DamagedStore(
            f"{problem}; remove that folder and start again to rebuild it"
        ) from error


def database_of(build: Path) -> str:
    """Return the path under which the engine opens a build."""
    return str(build / _DATABASE)


def write_small(store: ox.Store, build: Path) -> None:
    """Write a store that is small enough to be held in memory to a file as well."""
    if len(store) <= SMALL_QUADS:
        with (build / _SMALL).open("wb") as file:
            store.dump(file, format=ox.RdfFormat.N_QUADS)


def read_small(build: Path) -> ox.Store | None:
    """Return a store in memory, several times as fast as one on disk, if the build is small."""
    path = build / _SMALL
    if not path.is_file():
        return None
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return store


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


@contextmanager
def in_use(build: Path) -> Iterator[None]:
    """Keep others from removing a build while it is served, by a lock that ends with us."""
    with (build / MANIFEST_NAME).open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_SH)
        yield


def _build(build: Path, data: Sequence[Path]) -> None:
    building = build.with_name(f"{_BUILDING}{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        store = ox.Store(str(building / _DATABASE))
        release = fill_store(store, [*load_data(data), *load_ontology()])
        store.optimize()
        store.flush()
        write_small(store, building)
        write_manifest(release, building)
        # The database must be closed before another process opens it.
        del store, release
        shutil.rmtree(build, ignore_errors=True)
        building.rename(build)
    finally:
        shutil.rmtree(building, ignore_errors=True)
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
