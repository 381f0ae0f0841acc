"""Published releases: a folder with one folder for each, which never changes once it is there.

A release is its manifest, its dumps with their checksums, and what changed since the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError, UnreadableData
from nrr_graph.project import display_path
from nrr_graph.release.building import made_whole
from nrr_graph.release.dumps import CHECKSUMS, Dumps, read_dumps, write_dumps
from nrr_graph.release.load import GraphFile
from nrr_graph.release.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest
from nrr_graph.release.version import is_version
from nrr_graph.release.writing import NotWritten, write_whole

CHANGES: Final = "changes.json"
#: From this dump a former release is read again.
QUADS: Final = "nrr.nq"
_BUILDING: Final = ".building-"


class DamagedRelease(NrrGraphError):
    """A published release is not what its checksums say."""


@dataclass(frozen=True)
class Published:
    """A release on disk."""

    folder: Path
    manifest: Manifest

    @property
    def version(self) -> str:
        """The version of its data."""
        return self.manifest.version

    @property
    def made(self) -> str:
        """When it was made, as an ISO date and time in UTC."""
        return str(self.changes.get("made", self.manifest.modified))

    @property
    def moment(self) -> datetime:
        """When it was made, as a point in time; of one that does not tell, the day of its data."""
        moment = datetime.fromisoformat(self.made)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @cached_property
    def dumps(self) -> Dumps:
        """The files of the whole graph."""
        return read_dumps(self.folder)

    def file(self, name: str) -> Path | None:
        """Return a file that goes with the dumps, if the release has one of that name."""
        path = self.folder / name
        return path if name in (CHECKSUMS, CHANGES) and path.is_file() else None

    @cached_property
    def changes(self) -> Mapping[str, Any]:
        """When it was made, and what changed since the release before it, if there was one.

        :raises DamagedRelease: the file that tells it is missing or broken.
        """
        path = self.folder / CHANGES
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise DamagedRelease(f"{path} cannot be read ({error})") from error

    def quads(self) -> list[ox.Quad]:
        """Read its triples again.

        :raises DamagedRelease: they are not those that were published.
        """
        data = (self.folder / QUADS).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.manifest.digest:
            raise DamagedRelease(f"{self.folder / QUADS} is not the file that was published")
        return list(ox.parse(data, format=ox.RdfFormat.N_QUADS))


def published_in(folder: Path) -> list[Published]:
    """List the releases in a folder, oldest first.

    :raises UnreadableData: there is no such folder, or a release in it lacks its manifest.
    """
    if not folder.is_dir():
        raise UnreadableData(display_path(folder), None, None, "there is no such folder")
    found = []
    for path in sorted(folder.iterdir()):
        if is_version(path.name):
            try:
                found.append(Published(path, read_manifest(path)))
            except (OSError, ValueError) as error:
                shown = display_path(path / MANIFEST_NAME)
                raise UnreadableData(shown, None, None, str(error)) from error
    return sorted(found, key=lambda one: (one.made, one.version))


def require_writable(folder: Path) -> None:
    """Make sure that releases can be written into a folder, before one is made.

    :raises NotWritten: it is no folder, cannot be made, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_made(folder, error) from error
    if not os.access(folder, os.W_OK):
        raise NotWritten(f"{folder}: no release was made (the folder is read-only)")


def _not_made(folder: Path, error: OSError) -> NotWritten:
    return NotWritten(f"{folder}: no release was made ({error.strerror or error})")


def publish(
    folder: Path, manifest: Manifest, files: Sequence[GraphFile], changes: Mapping[str, Any]
) -> Published:
    """Write a release into a folder, beside those that are there; it appears whole or not at all.

    :raises NotWritten: the disk is full, or the folder cannot be written to.
    """
    final = folder / manifest.version
    try:
        with made_whole(final, _BUILDING) as building:
            write_dumps(files, manifest, building)
            text = json.dumps(changes, ensure_ascii=False, indent=1)
            write_whole({building / CHANGES: f"{text}\n".encode()})
            write_manifest(manifest, building)
    except OSError as error:
        raise _not_made(folder, error) from error
    return Published(final, manifest)
