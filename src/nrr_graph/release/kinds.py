"""What ``nrr-graph new`` can make: for each kind its fields, and the properties they become."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nrr_graph.namespaces import NRR, RDFS, SCHEMA
from nrr_graph.release.fields import LABEL, LANGUAGE, NAMED, Field, NewKind, in_both_languages
from nrr_graph.release.kinds_of_facts import FACTS

_SPEAKS_FOR: Final = Field("speaks-for", NRR + "speaksFor", "entity", "Whose view it tells.")
_DECADES: Final = ("1990s", "2000s", "2010s", "undated")
_SOURCE: Final = NewKind(
    "Source",
    (
        Field("title", NRR + "title", "printed", "Title, as printed.", True),
        LANGUAGE,
        Field("address", NRR + "address", "address", "Address of the page.", True),
        Field("publisher", NRR + "publisher", "entity", "Who published it.", True),
        *in_both_languages("label", RDFS + "label", "Name", required=False),
        *in_both_languages("description", SCHEMA + "description", "What it is", required=False),
        Field("published", NRR + "published", "date", "Date as printed.", is_asked=True),
        Field("dating", NRR + "dating", "term", "dateNotPrinted, where none is.", is_asked=True),
        Field("states-date", NRR + "statesDate", "date", "A date it tells.",
              is_many=True, is_asked=True),
        Field("extent-read", NRR + "extentRead", "term", "How much.", default="excerpt"),
        Field("read-at", NRR + "readAt", "term", "Where.", default="publishersPage"),
    ),
    "voices/corroboration",
    ("Link-unused", "Passage-date-not-carried"),
)  # fmt: skip
_OUTLET: Final = NewKind(
    "Press",
    (
        *NAMED,
        Field("based-in", NRR + "basedIn", "entity", "The state.", True),
        Field("ownership", NRR + "ownership", "term", "Such as ownershipPrivate.", True),
        Field("owned-by", NRR + "ownedBy", "entity", "The owner.", is_asked=True),
        Field("funded-by", NRR + "fundedBy", "entity", "Who pays.", is_asked=True),
    ),
    "voices/publishers",
)
_CLAIM: Final = NewKind(
    "Claim",
    (
        *LABEL,
        *in_both_languages(
            "description", SCHEMA + "description", "What it is",
            required=False, defaults=("claim", "тезис"),
        ),
    ),
    "claims",
)  # fmt: skip
_EVENT: Final = NewKind(
    "Event",
    (
        *NAMED,
        Field(
            "decade", "", "string", "When.", True, choices=("1990s", "2000s", "2010s", "undated")
        ),
    ),
    "events-{decade}",
)
_QUESTION: Final = NewKind(
    "Question",
    (
        *LABEL,
        *in_both_languages("theme", NRR + "theme", "Theme, one of those on /queries"),
        Field("sparql", NRR + "sparql", "file", "File with the query.", True),
        Field("column-en", NRR + "column", "english", "variable: meaning.", True, True),
        Field("column-ru", NRR + "column", "russian", "variable: meaning.", True, True),
    ),
    "queries/{slug}",
)
_ISSUE: Final = NewKind(
    "Issue",
    (
        *LABEL,
        *in_both_languages("comment", RDFS + "comment", "What is wrong"),
        Field("concerns", NRR + "concerns", "entity", "What it is about.", True, True),
        Field("type", NRR + "issueType", "term", "Such as tension.", True),
        Field("status", NRR + "issueStatus", "term", "State.", default="issueAcknowledged"),
    ),
    "issues",
)
KINDS: Final[Mapping[str, NewKind]] = MappingProxyType(
    {
        **FACTS,
        "source": _SOURCE,
        "outlet": _OUTLET,
        "person": NewKind("Person", (*NAMED, _SPEAKS_FOR), "persons"),
        "organization": NewKind("Organization", (*NAMED, _SPEAKS_FOR), "organizations"),
        "place": NewKind("Place", NAMED, "places"),
        "plan": NewKind("Plan", NAMED, "plans"),
        "event": _EVENT,
        "claim": _CLAIM,
        "question": _QUESTION,
        "issue": _ISSUE,
    }
)
