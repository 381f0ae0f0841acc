"""What a curator gives for a new block: the fields that several kinds have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from nrr_graph.namespaces import RDFS, SCHEMA, SKOS

#: How a value is written: ``any`` is read as the property's range says, ``printed`` is in the
#: language of the source, ``file`` is the name of a file that holds the value.
Form = Literal[
    "entity", "term", "date", "english", "russian", "string", "address", "any", "printed",
    "sentence", "language", "file",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One option: its name, the property it becomes (none if it is read otherwise), its form.

    ``is_asked`` says that a curator at a terminal is asked for it although it may stay empty.
    """

    name: str
    property: str
    form: Form
    help: str
    is_required: bool = False
    is_many: bool = False
    is_asked: bool = False
    default: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class NewKind:
    """A kind: its class, its fields, and the file that it goes to unless another is named."""

    class_: str
    fields: Sequence[Field]
    file: str
    #: Shapes that it satisfies only with the block that follows it.
    awaits: Sequence[str] = ()


def in_both_languages(
    name: str,
    property_: str,
    help_: str,
    *,
    required: bool = True,
    defaults: Sequence[str] = ("", ""),
) -> tuple[Field, Field]:
    """Return the fields of a text that is written in English and in Russian."""
    en, ru = defaults
    return (
        Field(f"{name}-en", property_, "english", f"{help_}, in English.", required, default=en),
        Field(f"{name}-ru", property_, "russian", f"{help_}, in Russian.", required, default=ru),
    )


LABEL: Final = in_both_languages("label", RDFS + "label", "Name")
NAMED: Final = (
    *LABEL,
    *in_both_languages("description", SCHEMA + "description", "What it is, in a few words"),
    Field("alias-en", SKOS + "altLabel", "english", "Another name.", is_many=True),
    Field("alias-ru", SKOS + "altLabel", "russian", "Another name.", is_many=True),
)
LANGUAGE: Final = Field("language", "", "language", "Language as printed.", default="en")
