"""How a release is cited: for archives (DataCite) and for programs that cite (CFF)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from nrr_graph.namespaces import BASE, ID, LICENCE
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.titles import SUMMARY, TITLE

CREATOR: Final = "nrr-graph curators"
SPDX: Final = "CC0-1.0"
KEYWORDS: Final = ("NATO", "Russia", "knowledge graph", "linked data")
#: What the facts were taken from.
ARTICLE: Final = ID + "nato-russia-relations-article"
METHOD: Final = (
    "Facts are written by hand in Turtle, each with the sentence of the article and the reference "
    "that stands there; rules (SPARQL CONSTRUCT) derive everything else; shapes (SHACL) check the "
    "whole before it is released."
)


_TITLES: Final = (
    {"title": TITLE["en"], "lang": "en"},
    {"title": TITLE["ru"], "lang": "ru", "titleType": "TranslatedTitle"},
)
_RIGHTS: Final = {
    "rights": "Creative Commons Zero v1.0 Universal",
    "rightsUri": LICENCE,
    "rightsIdentifier": SPDX,
    "rightsIdentifierScheme": "SPDX",
    "schemeUri": "https://spdx.org/licenses/",
}


def version_iri(manifest: Manifest) -> str:
    """Return the IRI of a release of the dataset."""
    return f"{BASE}dataset#{manifest.version}"


def datacite(manifest: Manifest, media_types: Sequence[str]) -> bytes:
    """Describe a release by the DataCite Metadata Schema 4.5, in JSON.

    There is no DOI in it: the archive that takes the release gives one.

    :param media_types: of the files.
    """
    described: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph (RDF)"},
        "creators": [{"name": CREATOR, "nameType": "Organizational"}],
        "titles": _TITLES,
        "publisher": {"name": CREATOR},
        "publicationYear": manifest.modified[:4],
        "subjects": [{"subject": word, "lang": "en"} for word in KEYWORDS],
        "dates": [{"date": manifest.modified, "dateType": "Issued"}],
        "language": "en",
        "alternateIdentifiers": [
            {"alternateIdentifier": version_iri(manifest), "alternateIdentifierType": "URL"},
            {
                "alternateIdentifier": manifest.digest,
                "alternateIdentifierType": "SHA-256 of nrr.nq",
            },
        ],
        "relatedIdentifiers": [
            _related(ARTICLE, "IsDerivedFrom"),
            _related(f"{BASE}dataset", "IsVersionOf"),
        ],
        "sizes": [f"{manifest.counts['triples']} triples"],
        "formats": sorted(set(media_types)),
        "version": manifest.version,
        "rightsList": [_RIGHTS],
        "descriptions": [
            *(
                {"description": text, "descriptionType": "Abstract", "lang": language}
                for language, text in SUMMARY.items()
            ),
            {"description": METHOD, "descriptionType": "Methods", "lang": "en"},
        ],
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _related(identifier: str, relation: str) -> dict[str, str]:
    return {
        "relatedIdentifier": identifier,
        "relatedIdentifierType": "w3id",
        "relationType": relation,
    }


def citation_file(manifest: Manifest) -> bytes:
    """Describe a release in the Citation File Format 1.2.0, which is YAML; JSON texts are too."""
    lines = {
        "cff-version": "1.2.0",
        "message": "Cite the release with its version; a single fact by its IRI.",
        "title": TITLE["en"],
        "abstract": SUMMARY["en"],
        "type": "dataset",
        "version": manifest.version,
        "date-released": manifest.modified,
        "license": SPDX,
        "authors": [{"name": CREATOR}],
        "identifiers": [{"type": "url", "value": version_iri(manifest)}],
        "keywords": KEYWORDS,
    }
    text = "".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in lines.items())
    return text.encode()
