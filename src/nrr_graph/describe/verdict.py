"""The verdict on a claim, facet by facet: what the article says, what others say, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nrr_graph.describe.standings import SAY_THE_SAME, FacetView, Told
from nrr_graph.describe.views import StatementView, Value
from nrr_graph.namespaces import NRR

#: Where a statement of the article tells a facet, by the name of the facet.
_IN_ARTICLE: Final = {
    "facetWho": ("initiator", "target", "participant", "signatory", "author", "memberParty"),
    "facetWhere": ("place",),
    "facetHowMany": ("quantity", "ordinal"),
    "facetWhy": ("cause",),
}
#: How a facet stands that a reader must not miss.
_DECISIVE: Final = (NRR + "standingContradicted", NRR + "standingDisputed")
_CONFIRMS: Final = NRR + "bearingConfirms"
#: What is added to the fact that something happened is its surroundings, not its verdict.
_COMPLETES: Final = NRR + "bearingCompletes"
_HAPPENED: Final = NRR + "facetHappened"


@dataclass(frozen=True)
class Heard:
    """What others say of a facet, and how many publishers say so."""

    text: str
    publishers: int
    bearing: Value


@dataclass(frozen=True)
class FacetVerdict:
    """One facet: its standing, what the article says of it, what others say otherwise or more."""

    facet: Value
    standing: Value
    article: str
    agree: int
    others: Sequence[Heard]


def verdict_of(statement: StatementView, facets: Sequence[FacetView]) -> list[FacetVerdict]:
    """Sum the facets of fact up; views are no part of a verdict."""
    return [_of_facet(statement, facet) for facet in facets if not facet.is_view]


def decisive_first(verdict: Sequence[FacetVerdict]) -> list[FacetVerdict]:
    """Put what others contradict or dispute before the rest, for where there is little room."""
    return sorted(verdict, key=lambda facet: facet.standing.iri not in _DECISIVE)


def _of_facet(statement: StatementView, facet: FacetView) -> FacetVerdict:
    counted = [told for told in facet.told if told.counts]
    ignored = {_CONFIRMS, _COMPLETES} if facet.facet.iri == _HAPPENED else {_CONFIRMS}
    others = [_heard(told) for told in counted if told.bearing.iri not in ignored and told.what]
    return FacetVerdict(
        facet.facet,
        facet.standing,
        _in_article(statement, facet.facet.iri.removeprefix(NRR)),
        dict(facet.counts).get(SAY_THE_SAME, 0),
        sorted(others, key=lambda heard: -heard.publishers),
    )


def _heard(told: Told) -> Heard:
    return Heard(", ".join(value.text for value in told.what), told.publishers, told.bearing)


def _in_article(statement: StatementView, facet: str) -> str:
    if facet == "facetHappened":
        return statement.sentence
    if facet == "facetWhen":
        return statement.date
    wanted = _IN_ARTICLE.get(facet, ())
    values = [
        value.text
        for qualifier, told in statement.qualifiers
        if qualifier.iri.removeprefix(NRR) in wanted
        for value in told
    ]
    return ", ".join(dict.fromkeys(values))
