"""Kinds of facts that ``nrr-graph new`` can make: what the article says, what others say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from nrr_graph.namespaces import NRR, RDFS
from nrr_graph.release.fields import LANGUAGE, Field, NewKind, in_both_languages

_WHEN: Final = Field("when", NRR + "when", "date", "Day, month, year or EDTF.", is_asked=True)
_DATING: Final = Field(
    "dating", NRR + "dating", "term", "undated, where no date is given.", is_asked=True
)
_QUALIFIERS: Final = (
    _WHEN,
    Field("start", NRR + "start", "date", "When it began."),
    Field("end", NRR + "end", "date", "When it ended."),
    _DATING,
    *(
        Field(name, NRR + name, "entity", f"Qualifier nrr:{name}.", is_many=True)
        for name in ("place", "initiator", "target", "participant", "cause", "about")
    ),
    Field("in-role", NRR + "inRole", "entity", "The office in which somebody acts."),
)
_FACT: Final = (
    Field("subject", NRR + "subject", "entity", "Whom or what it is about.", True),
    Field("property", NRR + "property", "term", "A property, such as memberOf.", True),
    Field("value", NRR + "value", "any", "A name, a date, a number or a text.", True),
    *_QUALIFIERS,
)
_SENTENCE: Final = Field("sentence", "", "sentence", "One of the article, such as S03-02.", True)
_EVIDENCE: Final = (
    Field("passage", NRR + "passage", "entity", "Default: the sentence's own.", is_many=True),
    Field("reference", NRR + "reference", "entity", "Default: those of the passage.", is_many=True),
    Field("qualification", NRR + "qualification", "term", "Reserve, such as headingOnly."),
    Field(
        "states-date", "", "date", "A date that the sentence tells: its passage gets it too.",
        is_many=True, is_asked=True,
    ),
)  # fmt: skip

STATEMENT: Final = NewKind(
    "Statement",
    (
        _SENTENCE,
        *_FACT,
        Field("attributed-to", NRR + "attributedTo", "entity", "Who says so.", is_many=True),
        *_EVIDENCE,
    ),
    "relations",
)
QUOTATION: Final = NewKind(
    "Quotation",
    (
        _SENTENCE,
        Field("subject", NRR + "subject", "entity", "Who speaks.", True),
        Field("property", NRR + "property", "term", "How it was uttered.", default="said"),
        Field("value", NRR + "value", "printed", "The words, fifteen at most.", True),
        LANGUAGE,
        *_QUALIFIERS,
        Field("continued-by", NRR + "continuedBy", "entity", "The piece that follows."),
        *_EVIDENCE,
    ),
    "said-undated",
)
FINDING: Final = NewKind(
    "Finding",
    (
        Field("found-in", NRR + "foundIn", "entity", "The source.", True),
        Field("voice", NRR + "voice", "entity", "Who speaks there.", True),
        Field("bears-on", NRR + "bearsOn", "entity", "The statement it bears on.", True, True),
        Field("bearing", NRR + "bearing", "term", "Such as bearingConfirms.", True),
        Field("facet", NRR + "facet", "term", "Where its values do not tell."),
        *_FACT,
        *in_both_languages("comment", RDFS + "comment", "What it adds", required=False),
    ),
    "voices/corroboration",
)
FACTS: Final[Mapping[str, NewKind]] = MappingProxyType(
    {"statement": STATEMENT, "quotation": QUOTATION, "finding": FINDING}
)
