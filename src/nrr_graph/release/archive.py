"""A release for an archive: all of its files in one folder, described as an RO-Crate."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from nrr_graph import __version__
from nrr_graph.project import data_licence_file, rules_folder, shapes_folder
from nrr_graph.release.citation import METHOD, citation_file, datacite, version_iri
from nrr_graph.release.crate import METADATA_NAME, crate_metadata, new_crate
from nrr_graph.release.export import MEDIA_TYPES, TABLE_METADATA, TABLES, checksums, dumps
from nrr_graph.release.load import GraphFile
from nrr_graph.release.manifest import MANIFEST_NAME, Manifest, manifest_of
from nrr_graph.release.titles import SUMMARY, TITLE

CHECKSUMS: Final = "SHA256SUMS"
#: Zip knows no earlier day, and each file has a time of its own.
_MIDNIGHT: Final = (0, 0, 0)
_READABLE: Final = 0o644 << 16
_README: Final = """# {title}

{summary}

{summary_ru}

Release `{version}` of {day}: {triples:,} triples in {graphs} named graphs.
Licence: CC0 1.0 (`LICENSE.txt`).

- `data/`: the whole graph in each format. `nrr-rdf12.ttl` has each plain triple with its statement,
  date and source (RDF 1.2).
- `tables/`: statements, entities and references as CSV. `csv-metadata.json` (CSV on the Web) and
  `datapackage.json` (Frictionless) say what the columns mean.
- `curated/`: the files that people write.
- `ontology/`, `rules/`, `shapes/`: what the words mean, what is derived, what the data must hold.
- `CITATION.cff`, `datacite.json`: how to cite it, for programs and for archives.
- `manifest.json`: version, digest and numbers.
- `ro-crate-metadata.json`: all of this for programs (RO-Crate).

## How it was made

{method}

Made by nrr-graph {software} with `nrr-graph export --format crate`. The version is the day of the
newest change and the begin of the digest, which is the SHA-256 of `data/nrr.nq`:

    {digest}

## Check and cite

`sha256sum --check SHA256SUMS` checks every file. Cite the release as <{iri}>, a single fact by its
own IRI.
"""


def archive_files(files: Sequence[GraphFile], manifest: Manifest) -> Mapping[str, bytes]:
    """Return every file of the archive by its path, the same bytes for the same release.

    :param files: curated files and ontology.
    :raises MissingExtra: the package that describes it is not installed.
    """
    new_crate()  # Whoever lacks the package is told so before anything is computed.
    contents = {
        "README.md": _readme(manifest),
        "LICENSE.txt": data_licence_file().read_bytes(),
        "CITATION.cff": citation_file(manifest),
        "datacite.json": datacite(manifest, list(MEDIA_TYPES.values())),
        MANIFEST_NAME: _json(asdict(manifest_of(manifest))),
        **{_placed(name): content for name, content in dumps(files, manifest).items()},
        **{_source(file): file.text.encode() for file in files},
        **_below(rules_folder(), "*.rq"),
        **_below(shapes_folder(), "*.ttl"),
    }
    contents[METADATA_NAME] = _json(crate_metadata(contents, manifest))
    ordered = dict(sorted(contents.items()))
    return {**ordered, CHECKSUMS: checksums(ordered).encode()}


def zipped(contents: Mapping[str, bytes], day: str) -> bytes:
    """Put files into one zip file, the same bytes whenever and wherever it is made.

    :param day: an ISO date, the time of every file.
    """
    output = io.BytesIO()
    year, month, of_month = map(int, day.split("-"))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (max(year, 1980), month, of_month, *_MIDNIGHT))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            archive.writestr(entry, content)
    return output.getvalue()


def _placed(name: str) -> str:
    is_of_tables = name in TABLES or name in TABLE_METADATA
    return f"tables/{name}" if is_of_tables else f"data/{name}"


def _source(file: GraphFile) -> str:
    is_ontology = file.name == "ontology" or file.name.startswith("ontology-")
    return f"ontology/{file.path.name}" if is_ontology else f"curated/{file.name}.ttl"


def _below(folder: Path, pattern: str) -> dict[str, bytes]:
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob(pattern)
    }


def _readme(manifest: Manifest) -> bytes:
    text = _README.format(
        title=TITLE["en"], summary=SUMMARY["en"], summary_ru=SUMMARY["ru"], method=METHOD,
        version=manifest.version, day=manifest.modified, digest=manifest.digest,
        triples=manifest.counts["triples"], graphs=len(manifest.graphs), software=__version__,
        iri=version_iri(manifest),
    )  # fmt: skip
    return text.encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
