"""Triples about one subject, from plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from nrr_graph.namespaces import XSD

Value = str | int | ox.Literal | ox.NamedNode
Properties = Mapping[str, Sequence[Value]]


def about(subject: str, properties: Properties) -> list[ox.Triple]:
    """Return the triples that give one subject these properties.

    >>> about("http://example.org/a", {"http://example.org/p": ["b", 1]})[1].object.value
    '1'
    """
    return [
        ox.Triple(iri_of(subject), iri_of(property_), _term(value))
        for property_, values in properties.items()
        for value in values
    ]


def iri_of(iri: str) -> ox.NamedNode:
    """Return an IRI as a node."""
    return ox.NamedNode(iri)


def iris_of(*iris: str) -> list[Value]:
    """Return IRIs as nodes."""
    return [iri_of(iri) for iri in iris]


def texts_of(texts: Mapping[str, str]) -> list[Value]:
    """Return a text in each of its languages.

    >>> texts_of({"en": "council"})
    [<Literal value=council language=en>]
    """
    return [ox.Literal(text, language=language) for language, text in texts.items()]


def typed(text: str, datatype: str) -> ox.Literal:
    """Return a literal of a datatype of XML Schema.

    >>> typed("2014-04-01", "date").datatype.value.rpartition("#")[2]
    'date'
    """
    return ox.Literal(text, datatype=iri_of(XSD + datatype))


def _term(value: Value) -> ox.Literal | ox.NamedNode:
    return value if isinstance(value, ox.Literal | ox.NamedNode) else ox.Literal(value)
