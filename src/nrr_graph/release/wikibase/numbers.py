"""Q and P numbers: which thing has which, both ways."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.register import Entry, read_register


@dataclass(frozen=True)
class Numbers:
    """The register by IRI and by number; ``order`` is the place of each P number in it."""

    by_iri: dict[str, str]
    by_number: dict[str, str]
    order: dict[str, int]

    def item(self, iri: str) -> str | None:
        """Return the Q number of an IRI, if it has one."""
        number = self.by_iri.get(iri)
        return number if number and number[0] == "Q" else None

    def property(self, iri: str) -> str | None:
        """Return the P number of a property's IRI, if it has one."""
        number = self.by_iri.get(iri)
        return number if number and number[0] == "P" else None


def numbers_of(entries: Iterable[Entry]) -> Numbers:
    """Index entries of the register.

    >>> numbers = numbers_of([Entry("Q1", "id:nato"), Entry("P31", "nrr:kind")])
    >>> numbers.item("https://w3id.org/nrr/id/nato"), numbers.by_number["P31"]
    ('Q1', 'https://w3id.org/nrr/ontology#kind')
    """
    by_iri = {}
    for entry in entries:
        prefix, _, local = entry.name.partition(":")
        by_iri[PREFIXES[prefix] + local] = entry.number
    properties = [number for number in by_iri.values() if number[0] == "P"]
    return Numbers(
        by_iri,
        {number: iri for iri, number in by_iri.items()},
        {number: place for place, number in enumerate(properties)},
    )


@cache
def numbers() -> Numbers:
    """Return the project's register, read once."""
    return numbers_of(read_register())


def guid(item: str, *parts: str) -> str:
    """Return the id of a statement: the same for the same parts, in every release.

    >>> guid("Q3", "https://w3id.org/nrr/id/s01-08-suspension")
    'Q3$48598862-6701-5B77-815D-91D1E424E8E4'
    """
    return f"{item}${str(uuid.uuid5(uuid.NAMESPACE_URL, '|'.join(parts))).upper()}"
