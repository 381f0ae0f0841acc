"""Groups of what Wikidata could take, what a person checks first, why things are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

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
