"""Describe the tables for programs: CSV on the Web (W3C), and Data Package (Frictionless, v1).

Both files lie beside the tables, under the names at which programs look for them: CSV on the Web,
Model for Tabular Data and Metadata, section 5.3 (``csv-metadata.json``); Data Package, Descriptor
(``datapackage.json``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nrr_graph.mediatypes import CSV
from nrr_graph.namespaces import BASE, ID, LICENCE, NRR
from nrr_graph.release.load import GraphFile
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.table_columns import Column, Texts, columns_of
from nrr_graph.release.tables import COLUMNS, SEPARATOR
from nrr_graph.release.titles import SUMMARY, TITLE
from nrr_graph.release.writing import digest_of

CSVW_NAME: Final = "csv-metadata.json"
DATAPACKAGE_NAME: Final = "datapackage.json"
_ABOUT: Final[Mapping[str, Texts]] = {
    "statements.csv": {
        "en": "One row for each statement, with its qualifiers, sentences and sources.",
        "ru": "Строка на каждое утверждение: уточнения, предложения, источники.",
    },
    "entities.csv": {
        "en": "One row for each thing, with its names in both languages.",
        "ru": "Строка на каждый предмет: названия на двух языках.",
    },
    "sources.csv": {
        "en": "One row for each numbered reference of the article and its source.",
        "ru": "Строка на каждую сноску статьи и её источник.",
    },
}
#: The column by which a row is found; a reference to several sources has several rows.
_KEYS: Final = {"statements.csv": "statement", "entities.csv": "entity"}
#: What a column's values stand for, as templates of IRIs.
_LINKS: Final = {"subject": ID + "{subject}", "property": NRR + "{property}"}


def csvw(files: Sequence[GraphFile], manifest: Manifest) -> bytes:
    """Describe the tables as the W3C has it (Metadata Vocabulary for Tabular Data)."""
    return _json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": _texts(TITLE),
            "dc:description": _texts(SUMMARY),
            "dc:license": {"@id": LICENCE},
            "dc:modified": {"@value": manifest.modified, "@type": "xsd:date"},
            "schema:version": manifest.version,
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n", "\n"]},
            "tables": [_csvw_table(table, columns_of(table, files)) for table in COLUMNS],
        }
    )


def _csvw_table(table: str, columns: Sequence[Column]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "aboutUrl": f"{ID}{{{columns[0].name}}}",
        "columns": [
            _csvw_column(column, is_key=not number) for number, column in enumerate(columns)
        ],
    }
    if table in _KEYS:
        schema["primaryKey"] = _KEYS[table]
    return {"url": table, "dc:description": _texts(_ABOUT[table]), "tableSchema": schema}


def _csvw_column(column: Column, *, is_key: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": _texts(column.means),
        "datatype": column.datatype,
    }
    if is_key:
        described["required"] = True
    if column.is_list:
        described["separator"] = SEPARATOR
    if column.name in _LINKS:
        described |= {"propertyUrl": NRR + column.property, "valueUrl": _LINKS[column.name]}
    elif column.property and column.datatype != "string":
        described["propertyUrl"] = NRR + column.property
    else:
        # Names without their namespace, and dates of several types, are no values of a property.
        described["suppressOutput"] = True
    return described


def datapackage(
    files: Sequence[GraphFile], manifest: Manifest, tables: Mapping[str, bytes]
) -> bytes:
    """Describe the tables as a Data Package.

    :param tables: their content by the names of their files.
    """
    return _json(
        {
            "profile": "tabular-data-package",
            "name": "nrr-graph",
            "id": BASE + "dataset",
            "title": TITLE["en"],
            "description": SUMMARY["en"],
            "version": manifest.version,
            "created": f"{manifest.modified}T00:00:00Z",
            "homepage": BASE,
            "licenses": [{"name": "CC0-1.0", "path": LICENCE, "title": "CC0 1.0"}],
            "resources": [
                _resource(table, content, columns_of(table, files))
                for table, content in tables.items()
            ],
        }
    )


def _resource(table: str, content: bytes, columns: Sequence[Column]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if table in _KEYS:
        schema["primaryKey"] = _KEYS[table]
    return {
        "profile": "tabular-data-resource",
        "name": table.removesuffix(".csv"),
        "path": table,
        "description": _ABOUT[table]["en"],
        "format": "csv",
        "mediatype": CSV.name,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{digest_of(content)}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    several = f" Several values have “{SEPARATOR}” between them." if column.is_list else ""
    field: dict[str, Any] = {
        "name": column.name,
        # The format has no lists with a type for what they hold.
        "type": "string" if column.is_list else column.datatype,
        "description": column.means["en"] + several,
    }
    if column.property:
        field["rdfType"] = NRR + column.property
    return field


def _texts(texts: Texts) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
