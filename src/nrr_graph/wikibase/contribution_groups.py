"""What Wikidata could take as blocks in groups, what a person checks first, what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.release.wikibase.evidence import KIND
from nrr_graph.release.wikibase.snaks import YEAR, Json
from nrr_graph.wikibase.sourcing import Page

#: Why a statement is not offered.
NO_PROPERTY: Final = (
    "Wikidata has no property for it: what somebody says, thinks or plans, most of all"
)
NO_FACT: Final = "given with a reserve, as somebody's view, or not as a single fact"
CONTESTED: Final = "contradicted or disputed by other sources"
NO_ADDRESS: Final = "no page that was read and has an address says so"
NO_VALUE_ID: Final = "its value has no verified id at Wikidata, or cannot be written there exactly"
NO_SUBJECT_ID: Final = "its subject surely has an item at Wikidata, whose id is not verified here"
NO_CLASS: Final = "its subject has no class that is verified at Wikidata, or too little else"

#: The groups, each with what a person checks first.
EXISTING: Final = "existing-items"
NEW: Final = "new-items"
DOUBTFUL: Final = "new-items-in-doubt"
TITLES: Final[Mapping[str, str]] = {
    EXISTING: "Statements on items that exist",
    NEW: "New items that independent publishers tell of",
    DOUBTFUL: "New items whose notability is in doubt",
}
CHECKS: Final[Mapping[str, Sequence[str]]] = {
    EXISTING: (
        "Does the item have the statement already? Then only the reference is new.",
        "Does the page at each address say so, in its own words?",
    ),
    NEW: (
        "Is there an item already? Search by both labels, and by date and place. If there is one, "
        "the statements belong to it.",
        "Does the page at each address say so, in its own words?",
        "Is the class as narrow as it can be? “Event” is a makeshift.",
        "Are label and description as Wikidata has them: a name, and what tells it from others?",
    ),
    DOUBTFUL: (
        "Is it notable? One publisher alone tells of it here, or only a year tells it from others. "
        "Find more first.",
        "Is there an item already? Search by both labels, and by date and place.",
        "Does the page at each address say so, in its own words?",
        "Is the class as narrow as it can be? “Event” is a makeshift.",
    ),
}


@dataclass(frozen=True)
class Statement:
    """One statement in Wikidata's ids: property, value, qualifiers, and the pages that say it."""

    property: str
    value: Json
    qualifiers: tuple[tuple[str, Json], ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Block:
    """The statements on one item; ``item`` is its id at Wikidata, empty for a new one.

    ``number`` is the number of the entity here.
    """

    number: str
    item: str
    statements: tuple[Statement, ...]

    @property
    def addresses(self) -> list[str]:
        """Return the addresses of all pages, each once."""
        pages = (page for one in self.statements for page in one.pages)
        return list(dict.fromkeys(page.address for page in pages))

    @property
    def publishers(self) -> int:
        """Return how many independent publishers stand behind it."""
        return len({page.independent for one in self.statements for page in one.pages})


@dataclass(frozen=True)
class Contribution:
    """What is offered, by group, and how many statements are not, by the reason."""

    groups: Mapping[str, Sequence[Block]]
    left_out: Mapping[str, int]

    @property
    def blocks(self) -> list[Block]:
        """Return all blocks, group by group."""
        return [block for blocks in self.groups.values() for block in blocks]


def is_enough(statements: Sequence[Statement]) -> bool:
    """Tell whether statements make a new item: its class, and something that tells it apart."""
    properties = {one.property for one in statements}
    return KIND in properties and len(properties) > 1


def group_of(block: Block) -> str:
    """Return the group of a block."""
    if block.item:
        return EXISTING
    return NEW if block.publishers > 1 and _is_told_apart(block.statements) else DOUBTFUL


def _is_told_apart(statements: Sequence[Statement]) -> bool:
    """Tell whether more than a year tells an event from others."""
    days = [one.value["value"] for one in statements if one.value["type"] == "time"]
    others = [one for one in statements if one.property != KIND and one.value["type"] != "time"]
    return bool(others) or any(day["precision"] > YEAR for day in days)
