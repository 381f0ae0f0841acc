"""The properties by which the evidence of a statement is kept in Wikibase form."""

from __future__ import annotations

#: Where a statement stands in the article, and what it is called here.
PASSAGE, STATEMENT_ID, PARAGRAPH_REFERENCE = "P900041", "P900043", "P900040"
NUMBER, CONTRADICTS, EXACT_DATE = "P900039", "P900042", "P900044"
ATTRIBUTED_TO = "P900045"
STATED_IN, KIND, SUBCLASS = "P248", "P31", "P279"
