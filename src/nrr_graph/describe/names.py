"""Names, descriptions and classes of everything, read once and kept, since no release changes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value
from nrr_graph.languages import choose
from nrr_graph.namespaces import BASE, RDF, RDFS, SCHEMA, SKOS, shorten
from nrr_graph.release.classes import most_specific
from nrr_graph.release.register import read_register
from nrr_graph.terms import Term

#: Rows that are read; a graph of millions of entities is asked, not remembered.
ROWS_LIMIT: Final = 200_000
_LABEL, _ALIAS, _DESCRIPTION = RDFS + "label", SKOS + "altLabel", SCHEMA + "description"
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
_WIDER: Final = RDFS + "subClassOf"


@dataclass
class Named:
    """What one thing is called: labels and descriptions by language, aliases with theirs.

    ``kinds`` are its narrowest classes; ``wider`` the superclasses of what is a class itself.
    """

    labels: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    wider: list[str] = field(default_factory=list)
    is_deprecated: bool = False


_NOBODY: Final = Named()


class Names:
    """Everything that has a name, by IRI; read when first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._known: dict[str, Named] | None = None
        self._order: dict[str, int] | None = None

    @property
    def all(self) -> Mapping[str, Named]:
        """What is known, by IRI."""
        with self._lock:
            if self._known is None:
                self._known = _read(self._reader)
            return self._known

    def of(self, iri: str) -> Named:
        """Return what is known of an IRI; empty if nothing is."""
        return self.all.get(iri, _NOBODY)

    def value(self, iri: str, language: str) -> Value:
        """Show an IRI by its label, marked with its language where it falls back."""
        text, written_in = choose(self.of(iri).labels, language)
        return Value(text or shorten(iri).strip("<>"), written_in, iri)

    def values(self, iris: Iterable[str], language: str) -> list[Value]:
        """Show several IRIs, in the order of their labels."""
        shown = (self.value(iri, language) for iri in set(iris))
        return sorted(shown, key=lambda value: (value.text.casefold(), value.iri))

    def description(self, iri: str, language: str) -> str:
        """Return the description of an IRI, as far as there is one."""
        return choose(self.of(iri).descriptions, language)[0]

    def most_specific(self, classes: Iterable[str]) -> list[str]:
        """Return the narrowest of some classes, sorted."""
        listed = set(classes)
        return most_specific(listed, {one: self.of(one).wider for one in listed})

    def rank_of_property(self, iri: str) -> int:
        """Return the place of a property in the order of the ontology, which the register keeps."""
        if self._order is None:
            entries = read_register()
            names = [e.name for e in entries if e.number[0] == "P"]
            # A property that was renumbered keeps the place of its first line.
            self._order = {name: place for place, name in reversed(list(enumerate(names)))}
        return self._order.get(shorten(iri), len(self._order))


def _read(reader: Reader) -> dict[str, Named]:
    rows = reader.rows(
        "SELECT DISTINCT ?e ?p ?o { VALUES ?p { rdfs:label skos:altLabel schema:description "
        "rdf:type rdfs:subClassOf owl:deprecated } ?e ?p ?o "
        f"FILTER(STRSTARTS(STR(?e), '{BASE}')) }} LIMIT {ROWS_LIMIT}"
    )
    known: dict[str, Named] = {}
    for row in rows:
        _add(known.setdefault(str(row["e"].value), Named()), str(row["p"].value), row["o"])
    for named in known.values():
        named.aliases.sort()
        wider = {kind: known[kind].wider for kind in named.kinds if kind in known}
        named.kinds = most_specific(named.kinds, wider)
    return known


def _add(named: Named, property_: str, value: Term) -> None:
    if property_ == RDF + "type":
        named.kinds.append(str(value.value))
    elif property_ == _WIDER:
        named.wider.append(str(value.value))
    elif property_ == _DEPRECATED:
        named.is_deprecated = value.value == "true"
    elif isinstance(value, ox.Literal):
        language = value.language or ""
        if property_ == _LABEL:
            named.labels[language] = value.value
        elif property_ == _DESCRIPTION:
            named.descriptions[language] = value.value
        elif property_ == _ALIAS:
            named.aliases.append((value.value, language))
