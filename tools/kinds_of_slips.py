"""Kinds of slips of a curator's hand, each with a name in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

import damage_by_slips as slips
from damage import DATES, DESCRIPTION, LABEL, Kind, change, drop
from nrr_graph.namespaces import NRR, RDFS, SKOS

KINDS_OF_SLIPS: Mapping[str, Kind] = {
    "the Russian label is the English one": slips.copied_text(LABEL, LABEL, "en", "ru"),
    "the Russian description is the English one": slips.copied_text(
        DESCRIPTION, DESCRIPTION, "en", "ru"
    ),
    "the description repeats the label": slips.copied_text(LABEL, DESCRIPTION, "ru", "ru"),
    "an alias repeats the label": slips.copied_text(LABEL, SKOS + "altLabel", "en", "en"),
    "two things have swapped names": slips.labels_of_two_things,
    "a label ends with a full stop": slips.reworded(LABEL, "en", lambda t: f"{t}."),
    "a word is written twice": slips.reworded(
        DESCRIPTION, "en", lambda t: re.sub(r"(\w+) ", r"\1 \1 ", t, count=1)
    ),
    "a bracket is not closed": slips.reworded(DESCRIPTION, "ru", lambda t: t.replace(" ", " (", 1)),
    "a quotation mark is not closed": slips.reworded(
        DESCRIPTION, "ru", lambda t: t.replace(" ", " «", 1)
    ),
    "day and month are swapped": change(DATES, slips.day_and_month),
    "a day with a time zone": change([*DATES, NRR + "published"], slips.with_zone),
    "a passage has lost a date": slips.without_date,
    "a reference has the source of the next": slips.seen_at(
        slips.of_the_next(NRR + "source", "Source")
    ),
    "a page has the publisher of the next": slips.seen_at(
        slips.of_the_next(NRR + "publisher"), NRR + "foundIn"
    ),
    "a page has the address of the next": slips.of_the_next(NRR + "address"),
    "a source in another language": change(
        [NRR + "language"], lambda t: ox.Literal("ru" if t.value == "en" else "en")
    ),
    "somebody speaks in the office of another": slips.of_the_next(NRR + "inRole"),
    "a Wikidata link of another thing": slips.of_the_next(NRR + "wikidata"),
    "a passage of another section": slips.of_the_next(NRR + "section"),
    "a passage cites what the next cites": slips.seen_at(
        slips.of_the_next(NRR + "cites"), NRR + "passage"
    ),
    "a passage cites nothing": slips.seen_at(drop(NRR + "cites"), NRR + "passage"),
    "a quotation is not continued": slips.seen_at(drop(NRR + "continuedBy")),
    "a class is mistaken for one like it": slips.another_class,
    "an entry of a list passes for a quotation": change(
        [NRR + "sentenceKind"], lambda t: ox.Literal("quote") if t.value == "metadata" else None
    ),
    "a finding among what the article says": slips.moved_into("relations", "Finding"),
    "a statement among other voices": slips.moved_into("voices/council", "Statement", "Quotation"),
    "a query without its last bracket": slips.spoiled_query(
        lambda t: t[: t.rindex("}")] + t[t.rindex("}") + 1 :]
    ),
    "a query with a typing error": slips.spoiled_query(
        lambda t: re.sub(r"(nrr:\w+)", r"\1s", t, count=1)
    ),
    "a column without a word": slips.without_own_column,
    "a word for no column": change([NRR + "column"], slips.column_of_no_variable),
    "a comment of a finding is dropped": drop(RDFS + "comment", only="Finding"),
}
