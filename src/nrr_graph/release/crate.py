"""Describe the files of an archive as a Research Object Crate (RO-Crate)."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from nrr_graph import __version__
from nrr_graph.extras import needs
from nrr_graph.mediatypes import (
    CSV,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
)
from nrr_graph.namespaces import BASE, LICENCE
from nrr_graph.release.citation import ARTICLE, CREATOR, KEYWORDS, METHOD, version_iri
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.titles import SUMMARY, TITLE
from nrr_graph.release.writing import digest_of

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

METADATA_NAME: Final = "ro-crate-metadata.json"
_CURATORS: Final = BASE + "dataset#curators"
_TYPES: Final = {
    **{f".{one.suffix}": one.name
       for one in (CSV, JSON, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE)},
    **{".rq": "application/sparql-query", ".md": "text/markdown", ".txt": "text/plain"},
    ".cff": "application/yaml",
}  # fmt: skip
#: What lies in each folder.
_FOLDERS: Final = {
    "curated": "Curated facts, a named graph each",
    "data": "The whole graph, curated and derived",
    "ontology": "The ontology and its alignments",
    "rules": "Rules that derive, as SPARQL CONSTRUCT",
    "shapes": "Shapes that the data must hold, as SHACL",
    "tables": "Tables, and what their columns mean",
}
_MADE: Final = ("data", "tables")


def crate_metadata(contents: Mapping[str, bytes], manifest: Manifest) -> dict[str, Any]:
    """Return the RO-Crate's description of itself, as JSON-LD.

    :param contents: the files that it describes, by path.
    :raises MissingExtra: the package that writes it is not installed.
    """
    crate = new_crate()
    _describe_whole(crate, manifest)
    for name in sorted(contents):
        crate.add_file(dest_path=name, properties=_file(name, contents[name]))
    _describe_making(crate, contents, manifest)
    generated: dict[str, Any] = crate.metadata.generate()
    return generated


def new_crate() -> ROCrate:
    """Return a crate without files.

    :raises MissingExtra: the package that writes it is not installed.
    """
    with needs("archive", "the format crate"):
        from rocrate.rocrate import ROCrate
    return ROCrate()


def _describe_whole(crate: ROCrate, manifest: Manifest) -> None:
    curators = _thing(crate, _CURATORS, "Organization", name=CREATOR, url=BASE)
    licence = _thing(
        crate, LICENCE, "CreativeWork", name="CC0 1.0 Universal",
        description="No rights reserved: the data are in the public domain.",
    )  # fmt: skip
    article = _thing(crate, ARTICLE, "Article", name="The article that the facts are from")
    described = {
        "name": f"{TITLE['en']} ({manifest.version})",
        "alternateName": TITLE["ru"],
        "description": SUMMARY["en"],
        "identifier": version_iri(manifest),
        "version": manifest.version,
        "datePublished": manifest.modified,
        "inLanguage": ["en", "ru"],
        "keywords": ", ".join(KEYWORDS),
        "url": BASE,
        "creator": curators,
        "publisher": curators,
        "license": licence,
        "isBasedOn": article,
    }
    for name, value in described.items():
        crate.root_dataset[name] = value


def _file(name: str, content: bytes) -> dict[str, Any]:
    path = PurePosixPath(name)
    folder = path.parts[0] if len(path.parts) > 1 else ""
    properties: dict[str, Any] = {
        "name": path.name,
        "encodingFormat": _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "text/plain",
        "contentSize": str(len(content)),
        "sha256": digest_of(content),
    }
    return {**properties, "description": _FOLDERS[folder]} if folder else properties


def _describe_making(crate: ROCrate, contents: Iterable[str], manifest: Manifest) -> None:
    """Say what was made, by which program, from what (RO-Crate, Provenance of entities)."""
    program = _thing(
        crate, "#nrr-graph", "SoftwareApplication", name="nrr-graph", softwareVersion=__version__,
        url=BASE, softwareRequirements=f"pyoxigraph {ox.__version__}",
    )  # fmt: skip
    made = [crate.get(name) for name in sorted(contents) if name.partition("/")[0] in _MADE]
    used = [
        crate.get(name)
        for name in sorted(contents)
        if "/" in name and name.partition("/")[0] not in _MADE
    ]
    making = _thing(
        crate, f"#making-{manifest.version}", "CreateAction",
        name=f"Release {manifest.version}", description=METHOD, instrument=program,
        object=used, result=made, agent=crate.get(_CURATORS),
    )  # fmt: skip
    crate.root_dataset["mentions"] = [making]


def _thing(crate: ROCrate, identifier: str, kind: str, **properties: object) -> Any:
    from rocrate.model.contextentity import ContextEntity

    return crate.add(ContextEntity(crate, identifier, {"@type": kind, **properties}))
