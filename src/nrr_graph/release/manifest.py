"""What there is to know of a release without opening its store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

MANIFEST_NAME: Final = "manifest.json"
#: The name of the count of links to Wikidata.
LINKS: Final = "links to Wikidata"


@dataclass(frozen=True)
class Manifest:
    """A release's version, contents and size.

    ``digest`` is the SHA-256 of all triples, curated and derived, as sorted N-Quads; ``version`` is
    made from it.  Both change exactly when what is served does.  ``graphs`` has the number of
    triples of each named graph by its IRI, ``counts`` what the home page counts; both fit the
    served store, derived triples included.  ``extent`` says what it covers (``extent.py``).
    """

    version: str
    digest: str
    modified: str
    graphs: Mapping[str, int]
    counts: Mapping[str, int]
    extent: Mapping[str, str] = field(default_factory=dict, kw_only=True)


def manifest_of(release: Manifest) -> Manifest:
    """Return what a release has in common with its manifest.

    >>> manifest_of(Manifest("1.0", "ab", "2026-01-01", {}, {})).version
    '1.0'
    """
    return Manifest(**{field.name: getattr(release, field.name) for field in fields(Manifest)})


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into a folder, whole or not at all."""
    text = json.dumps(asdict(manifest_of(manifest)), ensure_ascii=False, indent=1)
    early = folder / f"{MANIFEST_NAME}.early"
    early.write_text(text + "\n", encoding="utf-8")
    early.replace(folder / MANIFEST_NAME)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in a folder.

    :raises FileNotFoundError: there is none.
    :raises ValueError: the file is damaged or was written by another version.
    """
    text = (folder / MANIFEST_NAME).read_text(encoding="utf-8")
    try:
        return Manifest(**json.loads(text))
    except TypeError as error:
        raise ValueError(f"unlike what this version writes: {error}") from error
