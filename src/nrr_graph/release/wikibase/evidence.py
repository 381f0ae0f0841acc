"""The properties by which the evidence of a statement is kept in Wikibase form."""

from __future__ import annotations

from typing import Final

#: Where a statement stands in the article, and what it is called here.
PASSAGE, STATEMENT_ID, PARAGRAPH_REFERENCE = "P900041", "P900043", "P900040"
NUMBER, CONTRADICTS, EXACT_DATE = "P900039", "P900042", "P900044"
ATTRIBUTED_TO, CAUSE, CAUSE_ACCORDING_TO = "P900045", "P828", "P900053"
#: Links between statements, by local name; Wikibase has none, so they are given by id.
LINKS: Final = {
    "contradicts": CONTRADICTS,
    "inTensionWith": "P900051",
    "continuedBy": "P900052",
}
#: Point in time, start, end, and why there is none.
DATES: Final = ("P585", "P580", "P582", "P900014")
STATED_IN, KIND, SUBCLASS = "P248", "P31", "P279"
