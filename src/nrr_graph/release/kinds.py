"""What ``nrr-graph new`` can make: for each kind its fields, and the properties they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nrr_graph.namespaces import NRR, RDFS, SCHEMA, SKOS

#: How a value is written: ``any`` is read as the property's range says.
Form = Literal["entity", "term", "date", "english", "russian", "string", "address", "any", "title"]


@dataclass(frozen=True)
class Field:
    """One option: its name, the property it becomes (none if it is read otherwise), its form."""

    name: str
    property: str
    form: Form
    help: str
    is_required: bool = False
    is_many: bool = False
    default: str = ""


@dataclass(frozen=True)
class NewKind:
    """A kind: its class, its fields, and the file that it goes to unless another is named."""

    class_: str
    fields: Sequence[Field]
    file: str
    #: Shapes that it satisfies only with the block that follows it.
    awaits: Sequence[str] = ()


def _both(name: str, property_: str, help_: str, *, required: bool = True) -> tuple[Field, Field]:
    return (
        Field(f"{name}-en", property_, "english", f"{help_}, in English.", required),
        Field(f"{name}-ru", property_, "russian", f"{help_}, in Russian.", required),
    )


_LABEL: Final = _both("label", RDFS + "label", "Name")
_DESCRIPTION: Final = _both("description", SCHEMA + "description", "What it is, in a few words")
_ALIASES: Final = (
    Field("alias-en", SKOS + "altLabel", "english", "Another name.", is_many=True),
    Field("alias-ru", SKOS + "altLabel", "russian", "Another name.", is_many=True),
)
_FACT: Final = (
    Field("subject", NRR + "subject", "entity", "Whom or what it is about.", True),
    Field("property", NRR + "property", "term", "A property, such as memberOf.", True),
    Field("value", NRR + "value", "any", "A name, a date, a number or a text.", True),
    Field("when", NRR + "when", "date", "Day, month, year or EDTF."),
    Field("start", NRR + "start", "date", "When it began."),
    Field("end", NRR + "end", "date", "When it ended."),
    Field("dating", NRR + "dating", "term", "undated, where no date is given."),
    *(
        Field(name, NRR + name, "entity", f"Qualifier nrr:{name}.", is_many=True)
        for name in ("place", "initiator", "target", "participant", "cause", "about")
    ),
    Field("in-role", NRR + "inRole", "entity", "The office in which somebody acts."),
)
KINDS: Final[Mapping[str, NewKind]] = MappingProxyType(
    {
        "statement": NewKind(
            "Statement",
            (
                Field("sentence", "", "string", "Sentence of the article, such as S03-02.", True),
                *_FACT,
                Field(
                    "attributed-to", NRR + "attributedTo", "entity", "Who says so.", is_many=True
                ),
                Field("passage", NRR + "passage", "entity", "Default: the sentence's own."),
                Field(
                    "reference", NRR + "reference", "entity",
                    "Default: those that the passage cites.", is_many=True,
                ),
            ),
            "relations",
        ),
        "finding": NewKind(
            "Finding",
            (
                Field("found-in", NRR + "foundIn", "entity", "The source.", True),
                Field("voice", NRR + "voice", "entity", "Who speaks there.", True),
                Field(
                    "bears-on", NRR + "bearsOn", "entity", "The statement it bears on.", True, True
                ),
                Field("bearing", NRR + "bearing", "term", "Such as bearingConfirms.", True),
                Field("facet", NRR + "facet", "term", "Where its values do not tell."),
                *_FACT,
                *_both("comment", RDFS + "comment", "What it adds", required=False),
            ),
            "voices/corroboration",
        ),
        "source": NewKind(
            "Source",
            (
                Field("title", NRR + "title", "title", "Title, as printed.", True),
                Field("title-language", "", "string", "Language of the title.", default="en"),
                Field("address", NRR + "address", "address", "Address of the page.", True),
                Field("publisher", NRR + "publisher", "entity", "Who published it.", True),
                *_both("label", RDFS + "label", "Name", required=False),
                *_both("description", SCHEMA + "description", "What it is", required=False),
                Field("published", NRR + "published", "date", "Date as printed."),
                Field("dating", NRR + "dating", "term", "dateNotPrinted, where none is."),
                Field("states-date", NRR + "statesDate", "date", "A date it tells.", is_many=True),
                Field("extent-read", NRR + "extentRead", "term", "How much.", default="excerpt"),
                Field("read-at", NRR + "readAt", "term", "Where.", default="publishersPage"),
            ),
            "voices/corroboration",
            ("Link-unused", "Passage-date-not-carried"),
        ),
        "person": NewKind("Person", (*_LABEL, *_DESCRIPTION, *_ALIASES), "persons"),
        "event": NewKind(
            "Event",
            (
                *_LABEL, *_DESCRIPTION, *_ALIASES,
                Field("decade", "", "string", "1990s, 2000s, 2010s or undated.", True),
            ),
            "events-{decade}",
        ),
        "question": NewKind(
            "Question",
            (
                *_LABEL,
                *_both("theme", NRR + "theme", "Theme, one of those on /queries"),
                Field("sparql", NRR + "sparql", "string", "File with the query.", True),
                Field("column-en", NRR + "column", "english", "variable: meaning.", True, True),
                Field("column-ru", NRR + "column", "russian", "variable: meaning.", True, True),
            ),
            "queries/{slug}",
        ),
        "issue": NewKind(
            "Issue",
            (
                *_LABEL,
                *_both("comment", RDFS + "comment", "What is wrong"),
                Field("concerns", NRR + "concerns", "entity", "What it is about.", True, True),
                Field("type", NRR + "issueType", "term", "Such as tension.", True),
                Field(
                    "status", NRR + "issueStatus", "term", "Such as issueAcknowledged.",
                    default="issueAcknowledged",
                ),
            ),
            "issues",
        ),
    }
)  # fmt: skip
