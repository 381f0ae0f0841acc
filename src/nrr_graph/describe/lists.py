"""All things of one class, with how many facts each has and from when they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wording import spell_date

#: The lists, by the name in their address, each with the classes whose members it shows.
LISTS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "persons": ("Person",),
        "events": ("Event", "Plan"),
        "organizations": ("Organization", "State", "Press", "ResearchBody"),
        "agreements": ("Agreement", "Law", "Framework"),
        "sources": ("Source",),
        "places": ("Place",),
    }
)
#: How a list can be sorted, the usual way first.
ORDERS: Final = ("name", "date", "facts")


@dataclass(frozen=True)
class Item:
    """A thing in a list; ``day`` is the first on which it can have been, as a date sorts."""

    thing: Value
    description: str
    kinds: Sequence[Value]
    day: str
    date: str
    facts: int


def items(reader: Reader, names: Names, name: str, language: str, order: str) -> list[Item]:
    """Return the members of a list, in an order.

    :param name: one of ``LISTS``.
    :param order: one of ``ORDERS``.
    """
    classes = {NRR + local for local in LISTS[name]}
    members = [
        iri
        for iri, named in names.all.items()
        if iri.startswith(ID) and classes & _with_wider(names, named.kinds)
    ]
    facts, dates = _facts(reader), _dates(reader)
    found = [
        Item(
            names.value(iri, language),
            names.description(iri, language),
            names.values(names.of(iri).kinds, language),
            dates.get(iri, ("", ""))[0],
            spell_date(dates[iri][1], language) if iri in dates else "",
            facts.get(iri, 0),
        )
        for iri in members
    ]
    by_name = sorted(found, key=lambda item: item.thing.text.casefold())
    if order == "facts":
        return sorted(by_name, key=lambda item: -item.facts)
    if order == "date":
        return sorted(by_name, key=lambda item: (not item.day, item.day))
    return by_name


def kinds_of(found: Sequence[Item]) -> list[Value]:
    """Return the kinds of what is in a list, by name."""
    kinds = {kind for item in found for kind in item.kinds}
    return sorted(kinds, key=lambda kind: kind.text.casefold())


def having(found: Sequence[Item], words: str, kind: str) -> list[Item]:
    """Return what is of a kind and has all words in its name or description.

    :param kind: IRI of a class; anything fits an empty one.
    """
    asked = words.casefold().split()
    return [
        item
        for item in found
        if (not kind or kind in [one.iri for one in item.kinds])
        and all(word in f"{item.thing.text} {item.description}".casefold() for word in asked)
    ]


def _with_wider(names: Names, kinds: Sequence[str]) -> set[str]:
    """Return classes with all that are wider."""
    found: set[str] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            found.add(kind)
            waiting += names.of(kind).wider
    return found


def _facts(reader: Reader) -> dict[str, int]:
    """Count the facts that name each thing, of the article and of others."""
    rows = reader.rows(
        "SELECT ?e (COUNT(DISTINCT ?s) AS ?n) { ?s nrr:property ?p ; ?link ?e . "
        f"FILTER(STRSTARTS(STR(?e), '{ID}')) }} GROUP BY ?e"
    )
    return {str(row["e"].value): int(str(row["n"].value)) for row in rows}


def _dates(reader: Reader) -> dict[str, tuple[str, str]]:
    """Return the first day and the date as it is known: of events, and of published sources."""
    rows = reader.rows(
        "SELECT ?e ?day ?when { { ?s a nrr:Statement ; nrr:subject ?e ; nrr:property nrr:kind ; "
        "nrr:when ?when ; nrr:earliestDay ?day } UNION { ?e nrr:published ?when "
        "BIND(?when AS ?day) } } ORDER BY DESC(?day)"
    )
    return {str(r["e"].value): (str(r["day"].value), str(r["when"].value)) for r in rows}
