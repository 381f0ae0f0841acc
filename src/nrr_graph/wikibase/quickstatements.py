"""Rows for QuickStatements: only what Wikidata could take without a doubt, for a person to review.

A row is written only if every id in it stands for a Wikidata entity, by a link with evidence, or
for a property whose number is Wikidata's own.  What somebody said, thinks or plans is never a row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.wikibase.entities import Entities

#: Numbers from here on are ours, not Wikidata's.
OWN_PROPERTIES: Final = 900_000
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
#: Kinds of values that a row can hold.
_TIME, _ITEM = "time", "wikibase-entityid"


@dataclass(frozen=True)
class Row:
    """One statement in Wikidata's ids: item, property, value, qualifiers, the source's address."""

    item: str
    property: str
    value: str
    qualifiers: tuple[tuple[str, str], ...]
    source: str


def rows(entities: Entities) -> list[Row]:
    """Return the rows that can be written."""
    return list(_rows(entities))


def _rows(entities: Entities) -> Iterator[Row]:
    for number, entity in entities.all.items():
        item = _wikidata_id(entities, number)
        if number[0] != "Q" or not item:
            continue
        for property_, claims in entity["claims"].items():
            if int(property_[1:]) >= OWN_PROPERTIES:
                continue
            for claim in claims:
                row = _row(entities, item, claim)
                if row:
                    yield row


def _row(entities: Entities, item: str, claim: Json) -> Row | None:
    value = _written(entities, claim["mainsnak"])
    if value is None or claim["rank"] == "deprecated" or not claim["references"]:
        return None
    qualifiers = []
    for property_, snaks in claim.get("qualifiers", {}).items():
        for snak in snaks:
            written = _written(entities, snak)
            if int(property_[1:]) >= OWN_PROPERTIES or written is None:
                return None
            qualifiers.append((property_, written))
    source = _address(claim)
    property_ = claim["mainsnak"]["property"]
    return Row(item, property_, value, tuple(qualifiers), source) if source else None


def _written(entities: Entities, snak: Json) -> str | None:
    """Write a value in QuickStatements' syntax; nothing if an id in it is not verified."""
    if snak["snaktype"] != "value":
        return None
    value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
    if kind == _ITEM:
        return _wikidata_id(entities, value["id"])
    if kind == _TIME:
        return f"{value['time']}/{value['precision']}"
    return None


def _wikidata_id(entities: Entities, number: str) -> str | None:
    linked = [iri for iri in entities.same_as(number) if iri.startswith(_WIKIDATA)]
    return linked[0].removeprefix(_WIKIDATA) if len(linked) == 1 else None


def _address(claim: Json) -> str:
    """Return the address of a source of the claim, which every row needs."""
    for reference in claim["references"]:
        for snak in reference["snaks"].get("P854", ()):
            return str(snak["datavalue"]["value"])
    return ""


def as_commands(found: list[Row]) -> str:
    r"""Write rows as QuickStatements V1, separated by tabs.

    >>> as_commands([Row("Q1", "P31", "Q2", (("P585", "+2009-05-00T00:00:00Z/10"),), "http://x/")])
    'Q1\tP31\tQ2\tP585\t+2009-05-00T00:00:00Z/10\tS854\t"http://x/"\n'
    """
    lines = []
    for row in found:
        qualifiers = [part for pair in row.qualifiers for part in pair]
        source = ["S854", f'"{row.source}"']
        lines.append("\t".join([row.item, row.property, row.value, *qualifiers, *source]))
    return "".join(f"{line}\n" for line in lines)


def as_csv(found: list[Row]) -> str:
    """Write rows as QuickStatements CSV; a heading of its own for each shape of row."""
    output = io.StringIO()
    writer = csv.writer(output)
    shapes: dict[tuple[str, ...], list[Row]] = {}
    for row in found:
        head = (row.property, *(f"qal{p[1:]}" for p, _ in row.qualifiers), "S854")
        shapes.setdefault(head, []).append(row)
    for head, same in shapes.items():
        writer.writerow(["qid", *head])
        for row in same:
            values = [value for _, value in row.qualifiers]
            writer.writerow([row.item, row.value, *values, f'"{row.source}"'])
    return output.getvalue()
