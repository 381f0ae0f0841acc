"""What Wikidata could take of this graph, as a person who edits there would accept it.

A statement is offered only with Wikidata's own ids, each by a link with evidence; only as a fact,
not as what somebody says; only where no other source contradicts or disputes it; and only with the
address of a page that was read and says so.  An event that has no item is offered as a new one,
with its class (Wikidata, Notability: described by serious and publicly available references).  A
person, body or place without a verified id surely has an item: it is not offered a second time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.namespaces import NRR
from nrr_graph.release.wikibase.evidence import DATES, EXACT_DATE, KIND
from nrr_graph.release.wikibase.snaks import YEAR, Json
from nrr_graph.wikibase.contribution_groups import (
    CHECKS,
    CONTESTED,
    NO_ADDRESS,
    NO_CLASS,
    NO_FACT,
    NO_PROPERTY,
    NO_SUBJECT_ID,
    NO_VALUE_ID,
    Block,
    Contribution,
    Statement,
    group_of,
    is_enough,
)
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.nodes import curated_iri
from nrr_graph.wikibase.sourcing import HAPPENED, Page, Sourcing, facet_of

#: Numbers from here on are ours, not Wikidata's.
OWN_PROPERTIES: Final = 900_000
#: What an event's statement says of the event itself: when, where, who took part.
_OF_EVENTS: Final = ("P585", "P580", "P582", "P276", "P710")
#: Properties of fact; what is about, causes or follows what is left to those who edit there.
_OF_FACT: Final = frozenset(
    (
        *(KIND, "P39", "P50", "P123", "P127", "P276", "P410", "P463", "P571", "P577", "P580"),
        *("P582", "P585", "P710", "P856", "P1433", "P1891"),
    )
)


@dataclass
class _LeftOut(Exception):
    """A statement is not offered."""

    reason: str


def contribution(entities: Entities) -> Contribution:
    """Return what Wikidata could take."""
    return _Gathering(entities).gather()


class _Gathering:
    def __init__(self, entities: Entities) -> None:
        self._entities = entities
        self._sourcing = Sourcing(entities.reader)
        self._event = entities.numbers.item(NRR + "Event")
        self._left_out: Counter[str] = Counter()

    def gather(self) -> Contribution:
        """Return the blocks by their groups, and why the other statements are left out."""
        groups: dict[str, list[Block]] = {name: [] for name in CHECKS}
        for number in self._entities.all:
            block = self._block(number) if number[0] == "Q" else None
            if block:
                groups[group_of(block)].append(block)
        return Contribution(groups, dict(self._left_out.most_common()))

    def _block(self, number: str) -> Block | None:
        claims = [c for group in self._entities.all[number]["claims"].values() for c in group]
        found: list[Statement] = []
        for claim in claims:
            iri = curated_iri(claim)
            if iri:
                try:
                    found += self._offered(number, iri, claim)
                except _LeftOut as left_out:
                    self._left_out[left_out.reason] += 1
        item = self._entities.wikidata_id(number) or ""
        merged = tuple(_merged(found))
        if merged and not item and not is_enough(merged):
            self._left_out[NO_CLASS] += len(merged)
            return None
        return Block(number, item, merged) if merged else None

    def _offered(self, number: str, iri: str, claim: Json) -> list[Statement]:
        """Return what one statement gives; one of an event's kind also gives when, where and who.

        :raises _LeftOut: nothing.
        """
        property_ = claim["mainsnak"]["property"]
        if int(property_[1:]) >= OWN_PROPERTIES or property_ not in _OF_FACT:
            raise _LeftOut(NO_PROPERTY)
        if claim["rank"] == "deprecated" or self._sourcing.is_reserved(iri):
            raise _LeftOut(NO_FACT)
        is_event = self._event in self._entities.all_classes(number)
        if not self._entities.wikidata_id(number) and not is_event:
            raise _LeftOut(NO_SUBJECT_ID)
        if is_event and property_ == KIND:
            return self._of_event(number, iri, claim)
        main = self._written(iri, claim["mainsnak"])
        return [self._with_qualifiers(iri, claim, main)]

    def _of_event(self, number: str, iri: str, claim: Json) -> list[Statement]:
        found, reasons = [], []
        own = claim.get("qualifiers", {})
        # A season would be told as its whole year.
        taken = [p for p in _OF_EVENTS if not (p in DATES and EXACT_DATE in own)]
        for snak in (self._kind(number, claim), *(s for p in taken for s in own.get(p, ()))):
            try:
                found.append(self._written(iri, snak))
            except _LeftOut as left_out:
                reasons.append(left_out.reason)
        if not found:
            raise _LeftOut(reasons[0])
        return found

    def _kind(self, number: str, claim: Json) -> Json:
        """Return the snak of an event's kind, or of its class where only that is verified."""
        snak: Json = claim["mainsnak"]
        if snak["snaktype"] == "value" and self._id(snak):
            return snak
        own = (c["mainsnak"] for c in self._entities.all[number]["claims"].get(KIND, ()))
        return next((s for s in own if s["snaktype"] == "value" and self._id(s)), snak)

    def _written(self, iri: str, snak: Json) -> Statement:
        """Return a statement without qualifiers.

        :raises _LeftOut: it cannot be written, is contested, or nothing says so.
        """
        facet = facet_of(snak["property"])
        if self._sourcing.is_contested(iri, facet) or self._sourcing.is_contested(iri, HAPPENED):
            raise _LeftOut(CONTESTED)
        value = self._value(snak)
        pages = self._sourcing.pages(iri, facet)
        if not pages:
            raise _LeftOut(NO_ADDRESS)
        return Statement(snak["property"], value, (), tuple(pages))

    def _with_qualifiers(self, iri: str, claim: Json, main: Statement) -> Statement:
        """Add all qualifiers that the same pages tell; none where a page does not tell them all.

        :raises _LeftOut: a qualifier cannot be written: the statement would say more without it.
        """
        found = []
        pages = set(main.pages)
        for group in claim.get("qualifiers", {}).values():
            for snak in group:
                if int(snak["property"][1:]) >= OWN_PROPERTIES:
                    raise _LeftOut(NO_VALUE_ID)
                told = self._written(iri, snak)
                found.append((told.property, told.value))
                pages &= set(told.pages)
        kept = tuple(page for page in main.pages if page in pages)
        return Statement(main.property, main.value, tuple(found), kept) if kept else main

    def _value(self, snak: Json) -> Json:
        """Return a value in Wikidata's ids.

        :raises _LeftOut: it has none, or is a decade, which the tool does not know.
        """
        if snak["snaktype"] != "value":
            raise _LeftOut(NO_VALUE_ID)
        value: Json = snak["datavalue"]
        if value["type"] == "wikibase-entityid":
            written = self._id(snak)
            if not written:
                raise _LeftOut(NO_VALUE_ID)
            return {"type": value["type"], "value": {"id": written}}
        if value["type"] == "time" and value["value"]["precision"] < YEAR:
            raise _LeftOut(NO_VALUE_ID)
        return value

    def _id(self, snak: Json) -> str | None:
        return self._entities.wikidata_id(snak["datavalue"]["value"]["id"])


def _merged(found: Sequence[Statement]) -> Iterator[Statement]:
    """Give statements that are the same once, with the pages of all."""
    pages: dict[tuple[str, str, str], list[Page]] = defaultdict(list)
    first: dict[tuple[str, str, str], Statement] = {}
    for one in found:
        key = (one.property, str(one.value), str(one.qualifiers))
        first.setdefault(key, one)
        pages[key] += [page for page in one.pages if page not in pages[key]]
    for key, one in first.items():
        yield Statement(one.property, one.value, one.qualifiers, tuple(pages[key]))
