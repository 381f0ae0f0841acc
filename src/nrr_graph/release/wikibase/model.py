"""One Wikibase entity for each thing of the graph; everything Wikidata-like comes from these.

A statement of the graph becomes a claim: its qualifiers stay qualifiers, its passages and numbered
references become references.  What other sources say (findings) and what is derived are not claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, ID, NRR, RDF, RDFS, SCHEMA, SKOS
from nrr_graph.release.classes import most_specific
from nrr_graph.release.wikibase import snaks
from nrr_graph.release.wikibase.claims import aliases, by_property, of_being, qualified, texts
from nrr_graph.release.wikibase.datatypes import datatypes
from nrr_graph.release.wikibase.derived import COORDINATES, claims_not_of_the_article
from nrr_graph.release.wikibase.evidence import (
    EXACT_DATE,
    KIND,
    LINKS,
    NUMBER,
    PARAGRAPH_REFERENCE,
    PASSAGE,
    STATEMENT_ID,
    SUBCLASS,
)
from nrr_graph.release.wikibase.numbers import Numbers, guid
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.terms import Fact, Term

Properties = Mapping[str, Sequence[Term]]
ARTICLE: Final = ID + "nato-russia-relations-article"
#: The class whose members become claims; a quotation is a statement too.
STATEMENT: Final = ox.NamedNode(NRR + "Statement")
#: Said of a source by itself, not by a statement.
_OF_SOURCES: Final = tuple(
    NRR + name
    for name in ("title", "author", "publisher", "publishedIn", "published", "language", "address")
)
#: Said of a reference and of what it leads to.
_OF_REFERENCES: Final = (("source", "P248"), ("retrieved", "P813"))
_FOUND: Final = NRR + "foundAs"


class Model:
    """The entities of a release, by number."""

    def __init__(self, facts: Iterable[Fact], numbers: Numbers, modified: str) -> None:
        self._numbers = numbers
        self._modified = f"{modified}T00:00:00Z"
        self._nodes: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in sorted(facts, key=str):
            self._nodes[subject.value][predicate.value].append(value)
        self._datatypes = datatypes(self._nodes, numbers)
        self._claims = self._read_claims()

    def entities(self) -> list[Json]:
        """Return all entities, items first, each kind by number."""
        known = sorted(self._numbers.by_number, key=lambda n: (n[0] != "Q", int(n[1:])))
        return [self._entity(number) for number in known if self._is_here(number)]

    def _is_here(self, number: str) -> bool:
        """Tell whether a number stands for an entity; findings and terms got some once."""
        own = self._nodes.get(self._numbers.by_number[number])
        if own is None:
            return number == SUBCLASS
        is_finding = ox.NamedNode(NRR + "Finding") in own.get(RDF + "type", ())
        is_of_terms = ox.NamedNode(NRR + "Term") in own.get(RDFS + "subClassOf", ())
        return not is_finding and not is_of_terms

    def _entity(self, number: str) -> Json:
        own = self._nodes.get(self._numbers.by_number[number], {})
        is_item = number[0] == "Q"
        entity: Json = {
            "pageid": int(number[1:]),
            "ns": 0 if is_item else 120,
            "title": number if is_item else f"Property:{number}",
            "lastrevid": 1,
            "modified": self._modified,
            "type": "item" if is_item else "property",
            "id": number,
            "labels": texts(_FOREIGN_LABELS.get(number) or own.get(RDFS + "label") or ()),
            "descriptions": texts(self._descriptions(number, own)),
            "aliases": aliases(own.get(SKOS + "altLabel", ())),
            "claims": by_property(self._claims.get(number, []), self._numbers),
        }
        if is_item:
            return {**entity, "sitelinks": {}}
        return {**entity, "datatype": self._datatypes[number]}

    def _descriptions(self, number: str, own: Properties) -> Sequence[Term]:
        described = own.get(SCHEMA + "description") or own.get(_DEFINITION) or ()
        return _FOREIGN_DESCRIPTIONS.get(number, described)

    def _read_claims(self) -> dict[str, list[Json]]:
        claims: dict[str, list[Json]] = defaultdict(list)
        for iri in sorted(self._nodes):
            own = self._nodes[iri]
            number = self._numbers.item(iri)
            if STATEMENT in own.get(RDF + "type", ()):
                claim = self._claim(iri, own)
                if claim:
                    subject = claim["id"].partition("$")[0]
                    claims[subject] += [claim, *self._of_being(subject, iri, claim)]
            elif number and self._is_here(number):
                claims[number] += self._own_claims(number, iri, own)
                claims[number] += claims_not_of_the_article(number, iri, own, self._numbers)
        return claims

    def _of_being(self, subject: str, iri: str, claim: Json) -> list[Json]:
        if NRR + "reserve" in self._nodes[iri]:
            return []
        about = self._nodes[self._numbers.by_number[subject]].get(RDF + "type", ())
        return of_being(subject, iri, claim, dated=ox.NamedNode(NRR + "Agent") not in about)

    def _claim(self, iri: str, own: Properties) -> Json | None:
        """Make a claim of a statement; nothing if its subject or value has no number."""
        subject, property_, value = (own.get(NRR + n, [None])[0] for n in _PARTS)
        number = self._numbers.item(str(subject.value)) if subject else None
        main = self._snak(str(property_.value), value) if property_ and value else None
        if not number or not main:
            return None
        return {
            "mainsnak": main,
            "type": "statement",
            "id": guid(number, iri),
            "rank": str(own.get(NRR + "rank", [_NORMAL])[0].value).removeprefix(NRR),
            **qualified(self._qualifiers(own)),
            "references": self._references(iri, own),
        }

    def _qualifiers(self, own: Properties) -> list[Json]:
        found = []
        for property_, values in own.items():
            if property_ == _ATTRIBUTED and self._is_derived(values, own):
                continue
            if property_ not in _EVIDENCE and self._numbers.property(property_):
                found += [s for value in values if (s := self._snak(property_, value))]
                found += [
                    snaks.text_snak(EXACT_DATE, str(value.value))
                    for value in values
                    if snaks.is_season(value)
                ]
        for name, number in LINKS.items():
            found += [snaks.text_snak(number, _slug(v)) for v in own.get(NRR + name, ())]
        return sorted(found, key=lambda s: self._numbers.order[s["property"]])

    def _is_derived(self, attributed: Sequence[Term], own: Properties) -> bool:
        """Tell whether a statement is attributed by rule 45: to its subject, who says it."""
        (property_,) = own[NRR + "property"]
        classes = self._nodes.get(str(property_.value), {}).get(RDF + "type", ())
        speaks = ox.NamedNode(NRR + "ViewProperty") in classes
        return speaks and list(attributed) == list(own[NRR + "subject"])

    def _references(self, iri: str, own: Properties) -> list[Json]:
        """Make one reference of the article itself, and one of each of its numbered references."""
        article = self._snak(NRR + "source", ox.NamedNode(ARTICLE))
        place = [article] if article else []
        place += [snaks.text_snak(PASSAGE, _slug(p)) for p in own.get(NRR + "passage", ())]
        place.append(snaks.text_snak(STATEMENT_ID, iri.removeprefix(ID)))
        found = [snaks.reference(place)]
        for name, number in (("reference", NUMBER), ("paragraphReference", PARAGRAPH_REFERENCE)):
            found += [self._cited(term, number) for term in own.get(NRR + name, ())]
        return found

    def _cited(self, reference: Term, number: str) -> Json:
        own = self._nodes[str(reference.value)]
        (counted,) = own[NRR + "number"]
        amount = {"amount": f"+{counted.value}", "unit": "1"}
        found = [snaks.value_snak(number, "quantity", "quantity", amount)]
        for name, property_ in _OF_REFERENCES:
            found += self._said(own.get(NRR + name, ()), property_)
        for work in own.get(NRR + "source", ()):
            cited = self._nodes.get(str(work.value), {})
            found += self._said(cited.get(NRR + "published", ()), "P577")
            # The article gives no addresses; some of its references were found.
            for page in (str(work.value), *(str(t.value) for t in cited.get(_FOUND, ()))):
                found += self._said(self._nodes.get(page, {}).get(NRR + "address", ()), "P854")
        return snaks.reference(found)

    def _said(self, values: Iterable[Term], property_: str) -> list[Json]:
        written = (self._typed(property_, value) for value in values)
        return [snak for snak in written if snak]

    def _own_claims(self, number: str, iri: str, own: Properties) -> list[Json]:
        """Make claims of what is said of a thing by itself: its class, and of a source its data."""
        said: list[tuple[str, Term]] = [(KIND, ox.NamedNode(k)) for k in self._classes(own)]
        said += [(SUBCLASS, value) for value in own.get(RDFS + "subClassOf", ())]
        for property_ in _OF_SOURCES:
            if ox.NamedNode(NRR + "Source") in own.get(RDF + "type", ()):
                said += [(self._numbers.by_iri[property_], v) for v in own.get(property_, ())]
        return [
            {
                "mainsnak": main,
                "type": "statement",
                "id": guid(number, iri, property_, str(value)),
                "rank": "normal",
                "references": [],
            }
            for property_, value in said
            if (main := self._typed(property_, value))
        ]

    def _classes(self, own: Properties) -> list[str]:
        named = [str(term.value) for term in own.get(RDF + "type", ())]
        return most_specific(named, {name: self._wider(name) for name in named})

    def _wider(self, name: str) -> list[str]:
        return [str(term.value) for term in self._nodes[name].get(RDFS + "subClassOf", ())]

    def _snak(self, property_: str, value: Term) -> Json | None:
        return self._typed(self._numbers.by_iri[property_], value)

    def _typed(self, number: str, value: Term) -> Json | None:
        return snaks.snak(number, self._datatypes[number], value, self._numbers)


#: Of properties that another vocabulary describes.
_FOREIGN_LABELS: Final = {
    SUBCLASS: (ox.Literal("subclass of", language="en"), ox.Literal("подкласс от", language="ru")),
    COORDINATES: (
        ox.Literal("coordinate location", language="en"),
        ox.Literal("географические координаты", language="ru"),
    ),
}
_FOREIGN_DESCRIPTIONS: Final = {
    COORDINATES: (
        ox.Literal("a representative point, for the map; not from the article", language="en"),
        ox.Literal("условная точка, для карты; не из статьи", language="ru"),
    ),
}
_PARTS: Final = ("subject", "property", "value")
_NORMAL: Final = ox.NamedNode(NRR + "normal")
_DEFINITION: Final = SKOS + "definition"
_ATTRIBUTED: Final = NRR + "attributedTo"
_EVIDENCE: Final = frozenset(
    NRR + name
    for name in (*LINKS, "reference", "paragraphReference", "passage", "number", "source")
)


def _slug(term: Term) -> str:
    return str(term.value).removeprefix(ID).removeprefix(BASE)
