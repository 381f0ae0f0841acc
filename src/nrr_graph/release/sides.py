"""Read what is to be compared: a folder of data, a dump, a published release, a git revision."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError, UnreadableData
from nrr_graph.project import display_path, project_folder
from nrr_graph.release.derive import DERIVED_GRAPH, STANDING_GRAPH, build_store
from nrr_graph.release.load import load_data, load_ontology, quads_of
from nrr_graph.release.manifest import MANIFEST_NAME
from nrr_graph.release.published import QUADS
from nrr_graph.release.release import merge_into_default_graph

_DUMPS: Final = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
_DERIVED: Final = (DERIVED_GRAPH, STANDING_GRAPH)


@dataclass(frozen=True)
class Side:
    """One of two states of the graph: the curated quads, and a store with what follows from them.

    The rules of this version of the project derive both sides, so that they differ by data alone.
    """

    name: str
    curated: frozenset[ox.Quad]
    store: ox.Store


def read_side(given: str) -> Side:
    """Read a folder, a dump (.nq, .trig), a published release, or a git revision of the repository.

    :raises NrrGraphError: it is none of these, or cannot be read; the message says why.
    """
    path = Path(given)
    if path.is_dir() and (path / MANIFEST_NAME).is_file():
        return side_of(path.resolve().name, _dump(path / QUADS))
    if path.is_dir() or path.suffix == ".ttl":
        return side_of(given, _folder(path))
    if path.suffix in _DUMPS:
        return side_of(given, _dump(path))
    return side_of(given, _revision(given))


def side_of(name: str, quads: Iterable[ox.Quad]) -> Side:
    """Make a side of quads; what was derived before is derived anew."""
    curated = frozenset(quad for quad in quads if quad.graph_name not in _DERIVED)
    store = build_store(curated)
    merge_into_default_graph(store)
    return Side(name, curated, store)


def _folder(path: Path) -> Iterable[ox.Quad]:
    """Read a folder of data, or one of a project, which has its ontology with it."""
    ontology = path / "ontology" if (path / "ontology").is_dir() else None
    data = path / "data" if ontology and (path / "data").is_dir() else path
    return quads_of([*load_data([data]), *load_ontology(ontology)])


def _dump(path: Path) -> Sequence[ox.Quad]:
    try:
        return list(ox.parse(path.read_bytes(), format=_DUMPS[path.suffix]))
    except OSError as error:
        problem = error.strerror or "cannot be read"
        raise UnreadableData(display_path(path), None, None, problem) from error
    except (SyntaxError, ValueError) as error:
        raise UnreadableData(display_path(path), None, None, str(error)) from error


def _revision(revision: str) -> Iterable[ox.Quad]:
    with TemporaryDirectory(prefix="nrr-graph-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archive(revision))) as archive:
            archive.extractall(folder, filter="data")
        return list(_folder(Path(folder)))


def _repository(git: str) -> Path:
    """Return the repository of this folder if it holds the data, else that of the project."""
    command = [git, "rev-parse", "--show-toplevel"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    here = Path(done.stdout.strip())
    has_data = done.returncode == 0 and (here / "data").is_dir() and (here / "ontology").is_dir()
    return here if has_data else project_folder()


def _archive(revision: str) -> bytes:
    """Return data and ontology of a revision as a tar file.

    :raises NrrGraphError: git is missing or knows no such revision.
    """
    git = shutil.which("git")
    expected = "a folder, a dump (.nq, .trig) or a git revision"
    if git is None or revision.startswith("-"):
        raise NrrGraphError(f"{revision}: expected {expected}")
    command = [git, "-C", str(_repository(git)), "archive", revision, "data", "ontology"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise NrrGraphError(f"{revision}: expected {expected}; git says: {' '.join(reason[-1:])}")
    return done.stdout
