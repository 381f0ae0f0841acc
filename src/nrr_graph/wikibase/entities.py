"""The Wikibase entities of the release that is served, by number."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final

from nrr_graph.describe.reader import Reader
from nrr_graph.errors import NrrGraphError
from nrr_graph.languages import choose
from nrr_graph.namespaces import NRR, SKOS
from nrr_graph.release.wikibase.graph import FACTS_LIMIT, linked, same_as
from nrr_graph.release.wikibase.model import Model
from nrr_graph.release.wikibase.numbers import Numbers, numbers
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.terms import fact_of

WIKIDATA: Final = "http://www.wikidata.org/entity/"
_EVERYTHING: Final = f"CONSTRUCT WHERE {{ ?s ?p ?o }} LIMIT {FACTS_LIMIT + 1}"


class Entities:
    """All entities; modelled when first asked for, since no release changes."""

    def __init__(self, reader: Reader, modified: str) -> None:
        self._reader, self._modified = reader, modified
        self._lock = threading.Lock()
        self._known: dict[str, Json] | None = None
        self._links: Mapping[str, list[str]] = {}
        self._closest: Mapping[str, list[str]] = {}

    @property
    def reader(self) -> Reader:
        """What the entities are read from."""
        return self._reader

    @property
    def numbers(self) -> Numbers:
        """The register."""
        return numbers()

    @property
    def all(self) -> Mapping[str, Json]:
        """All entities by number, items first.

        :raises NrrGraphError: the graph is too large to be held as entities.
        """
        with self._lock:
            if self._known is None:
                self._known = self._read()
            return self._known

    def same_as(self, number: str) -> list[str]:
        """Return the IRIs elsewhere that an item is linked to, with evidence."""
        return list(self._links.get(number, ())) if self.all else []

    def wikidata_id(self, number: str) -> str | None:
        """Return the one id that an item has at Wikidata, by a link with evidence.

        Of a class, that of the class there which comes closest.
        """
        iris = self.same_as(number) or self._closest.get(number, [])
        found = [iri.removeprefix(WIKIDATA) for iri in iris if iri.startswith(WIKIDATA)]
        return found[0] if len(found) == 1 else None

    def of_wikidata(self, number: str) -> list[str]:
        """Return the items that are linked to an item of Wikidata, by its Q number there."""
        iri = WIKIDATA + number
        return [own for own, linked in self._links.items() if iri in linked] if self.all else []

    def label(self, number: str, language: str = "en") -> str:
        """Return the label of an entity in a language or a fallback, else its number."""
        return self._text(number, "labels", language) or number

    def description(self, number: str, language: str = "en") -> str:
        """Return the description of an entity in a language or a fallback, else nothing."""
        return self._text(number, "descriptions", language)

    def _text(self, number: str, kind: str, language: str) -> str:
        texts = self.all[number][kind] if number in self.all else {}
        return choose({name: str(text["value"]) for name, text in texts.items()}, language)[0]

    def classes(self, number: str) -> list[str]:
        """Return the Q numbers of what an item is an instance of, classes of the ontology first."""
        claims = self.all[number]["claims"].get("P31", ()) if number in self.all else ()
        found = [
            claim["mainsnak"]["datavalue"]["value"]["id"]
            for claim in claims
            if claim["mainsnak"]["snaktype"] == "value"
        ]
        return sorted(dict.fromkeys(found), key=lambda q: ("ontology#" not in self.iri(q), q))

    def wider(self, number: str) -> list[str]:
        """Return the classes that a class is a direct subclass of."""
        return values_of(self.all.get(number, {}), "P279")

    def all_classes(self, number: str) -> list[str]:
        """Return the classes of an item with all that they are subclasses of, narrow ones first."""
        found = self.classes(number)
        for one in found:
            found += [wider for wider in self.wider(one) if wider not in found]
        return found

    def is_vocabulary(self, number: str) -> bool:
        """Tell whether an item is a word by which things are sorted: a class, a kind, a status."""
        concept = self.numbers.item(NRR + "Concept")
        return self.iri(number).startswith(NRR) or concept in self.all_classes(number)

    def is_page(self, number: str) -> bool:
        """Tell whether an item is a work that is cited: an article, a page, a book."""
        return self.numbers.item(NRR + "Source") in self.all_classes(number)

    def iri(self, number: str) -> str:
        """Return the IRI that a number stands for."""
        return self.numbers.by_number[number]

    def _read(self) -> dict[str, Json]:
        facts = [fact_of(triple) for triple in self._reader.triples(_EVERYTHING)]
        if len(facts) > FACTS_LIMIT:
            raise NrrGraphError(f"more than {FACTS_LIMIT} triples are not shown as entities")
        self._links = same_as(facts, self.numbers)
        self._closest = linked(facts, self.numbers, SKOS + "closeMatch")
        return {e["id"]: e for e in Model(facts, self.numbers, self._modified).entities()}


def names_of(entity: Json) -> list[str]:
    """Return all names of an entity: its labels, then its aliases, of every language.

    >>> names_of({"labels": {"en": {"value": "Rome"}}, "aliases": {"ru": [{"value": "Рим"}]}})
    ['Rome', 'Рим']
    """
    labels = [text["value"] for text in entity["labels"].values()]
    return labels + [text["value"] for texts in entity["aliases"].values() for text in texts]


def values_of(entity: Json, property_: str) -> list[str]:
    """Return the Q numbers that are values of a property.

    >>> values_of({}, "P279")
    []
    """
    snaks = (claim["mainsnak"] for claim in entity.get("claims", {}).get(property_, ()))
    return [s["datavalue"]["value"]["id"] for s in snaks if s["snaktype"] == "value"]
