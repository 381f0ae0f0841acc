"""Figures as RDF, in the Data Quality Vocabulary (W3C Note, https://www.w3.org/TR/vocab-dqv/)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.audit import Figure
from nrr_graph.describe.audit_checks import DIMENSIONS
from nrr_graph.namespaces import BASE, DQV, RDF, RDFS, SKOS, XSD
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.publication import Publication
from nrr_graph.release.triples import about, iris_of, texts_of, typed
from nrr_graph.release.versions import version_of

#: Where metrics and dimensions are described.
QUALITY: Final = BASE + "quality#"
#: Says an English text in Russian.
InRussian = Callable[[str], str]


def as_dqv(
    measures: Sequence[tuple[str, int]],
    figures: Sequence[Figure],
    manifest: Manifest,
    publication: Publication,
    in_russian: InRussian,
) -> list[ox.Triple]:
    """Return a metric and a measurement for each number, with its dimension.

    :param measures: plain counts, with what they count.
    :param figures: shares, as the audit found them.
    """
    version = version_of(manifest, publication)
    triples: list[ox.Triple] = []
    for letter, name in {**DIMENSIONS, "C": "Counted"}.items():
        label = texts_of({"en": name, "ru": in_russian(name)})
        kind = {RDF + "type": iris_of(DQV + "Dimension"), SKOS + "prefLabel": label}
        triples += about(QUALITY + letter, kind)
    for text, number in measures:
        names = {"en": text, "ru": in_russian(text)}
        triples += _metric(_slug(text), "C", names, XSD + "integer")
        triples += _measurement(_slug(text), typed(str(number), "integer"), "", version)
    for figure in figures:
        names = {"en": f"share of {figure.text}", "ru": f"доля: {in_russian(figure.text)}"}
        triples += _metric(figure.name, figure.principle[0], names, XSD + "decimal")
        share, said = typed(_decimal(figure.share), "decimal"), f"{figure.passed} / {figure.total}"
        triples += _measurement(figure.name, share, said, version)
    return triples


def _metric(name: str, letter: str, names: Mapping[str, str], datatype: str) -> list[ox.Triple]:
    return about(
        QUALITY + name,
        {
            RDF + "type": iris_of(DQV + "Metric"),
            SKOS + "prefLabel": texts_of(names),
            DQV + "expectedDataType": iris_of(datatype),
            DQV + "inDimension": iris_of(QUALITY + letter),
        },
    )


def _measurement(name: str, value: ox.Literal, said: str, version: str) -> list[ox.Triple]:
    measurement = f"{QUALITY}{name}-{version.rpartition('#')[2]}"
    triples = about(
        measurement,
        {
            RDF + "type": iris_of(DQV + "QualityMeasurement"),
            DQV + "isMeasurementOf": iris_of(QUALITY + name),
            DQV + "computedOn": iris_of(version),
            DQV + "value": [value],
            RDFS + "comment": [said] if said else [],
        },
    )
    return triples + about(version, {DQV + "hasQualityMeasurement": iris_of(measurement)})


def _decimal(share: float) -> str:
    """Write a share in the canonical form of a decimal (XML Schema 1.1, section 3.3.3.2).

    >>> _decimal(1.0), _decimal(0.98765)
    ('1.0', '0.9877')
    """
    return str(round(share, 4))


def _slug(text: str) -> str:
    """Make a name of a text.

    >>> _slug("of these with a passage")
    'of-these-with-a-passage'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
