"""Quotations are whole, or visibly not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.load import GraphFile

OMISSION = "…"
Nodes = Mapping[str, Mapping[str, list[str]]]


@pytest.fixture(scope="module")
def nodes(files: Sequence[GraphFile]) -> Nodes:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        for subject, predicate, value in file.triples:
            found[subject.value][predicate.value.removeprefix(NRR)].append(value.value)
    return found


def _quotations(nodes: Nodes) -> list[str]:
    return [iri for iri, own in nodes.items() if "said" in _local(own.get("property", []))]


def _local(values: Sequence[str]) -> list[str]:
    return [value.removeprefix(NRR) for value in values]


def test_what_breaks_off_carries_a_mark_of_omission(nodes: Nodes) -> None:
    for iri in _quotations(nodes):
        (words,) = nodes[iri]["value"]
        assert words[-1] in f".!?{OMISSION}", iri
        assert words[0] == OMISSION or not words[0].islower(), iri


def test_the_pieces_of_one_quotation_are_linked_in_the_order_of_the_article(
    nodes: Nodes, shared: Path
) -> None:
    article = _plain((shared / "article" / "nato-russia-relations.txt").read_text("utf-8"))
    linked = [(iri, after) for iri in nodes for after in nodes[iri].get("continuedBy", [])]
    assert len(linked) > 5
    for iri, after in linked:
        first, second = (_plain(nodes[i]["value"][0]) for i in (iri, after))
        begin = article.find(first) + len(first)
        assert 0 < begin <= article.find(second, begin), iri


def test_two_quotations_of_one_passage_are_pieces_of_one(nodes: Nodes) -> None:
    by_passage: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri in _quotations(nodes):
        for passage in nodes[iri].get("passage", []):
            by_passage[nodes[iri]["subject"][0], passage].add(iri)
    several = {place: found for place, found in by_passage.items() if len(found) > 1}
    assert several
    for place, found in several.items():
        continued = {after for iri in found for after in nodes[iri].get("continuedBy", [])}
        assert len(found - continued) == 1, place


@pytest.mark.parametrize(
    ("first", "second"), [("s07-02-bloc", "s07-02-borders"), ("s06-09-place", "s06-09-war")]
)
def test_a_sentence_in_two_pieces_is_cited_as_such(nodes: Nodes, first: str, second: str) -> None:
    assert nodes[ID + first]["continuedBy"] == [ID + second]
    assert nodes[ID + first]["value"][0].endswith(f" {OMISSION}")
    assert nodes[ID + second]["value"][0].startswith(f"{OMISSION} ")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.casefold()))
