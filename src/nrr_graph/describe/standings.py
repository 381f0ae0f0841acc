"""How a claim of the article stands among other sources, facet by facet, and who says what.

The standings are derived by the rules in ``rules/weigh``; here they are put in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.statements import Shown, properties_of
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import NRR
from nrr_graph.terms import Term

Properties = Mapping[str, Sequence[Term]]
#: Which properties of a finding tell the facet, by the name of the facet.
_TOLD_BY: Final[Mapping[str, Sequence[str]]] = {
    "facetHappened": (),
    "facetWhen": ("when", "start", "end"),
    "facetWho": ("initiator", "target", "participant", "signatory", "author", "memberParty"),
    "facetWhere": ("place",),
    "facetHowMany": ("quantity", "ordinal"),
    "facetWhy": ("cause",),
    "facetJudged": ("value", "quotedPhrase"),
}
#: Which properties tell what is said more exactly than the article says it.
_EXACT: Final[Mapping[str, Sequence[str]]] = {
    NRR + "facetHappened": ("value",),
    NRR + "facetWho": ("subject",),
}
#: What each count tells, by the name of its property.
SAY_THE_SAME: Final = "say the same"
_COUNTS: Final[Mapping[str, str]] = {
    "publishersConfirming": SAY_THE_SAME,
    "publishersRefining": "say it more exactly",
    "publishersCompleting": "add to it",
    "publishersContradicting": "say otherwise",
    "publishersNotCounted": "read only where it moves nothing",
}


@dataclass(frozen=True)
class Told:
    """What is said of a facet: how it bears on the article, what it is, who says it.

    ``by`` are the voices with their publishers, each leading to its finding; ``side`` is that of
    a view.  ``counts`` tells whether it moves the standing; ``publishers`` is how many independent
    ones there are.
    """

    bearing: Value
    what: Sequence[Value]
    by: Sequence[Value]
    side: Value | None
    counts: bool
    publishers: int = 0


@dataclass(frozen=True)
class FacetView:
    """One facet of a claim: its standing, the numbers it rests on, and what is said."""

    facet: Value
    standing: Value
    counts: Sequence[tuple[str, int]]
    told: Sequence[Told]

    @property
    def is_view(self) -> bool:
        """Tell whether the facet has views instead of a standing of fact."""
        return self.facet.iri == NRR + "facetJudged"


def facets_of(reader: Reader, names: Names, claim: str, language: str) -> list[FacetView]:
    """Return the facets of a claim, in their order; none for what is no claim."""
    node = ox.NamedNode(claim)
    counts = " ".join(f"?{name}" for name in _COUNTS)
    rows = reader.rows(
        f"SELECT ?facet ?standing {counts} {{ ?node a nrr:FacetStanding ; nrr:ofClaim {node} ; "
        "nrr:facet ?facet ; nrr:standing ?standing ; "
        + " ; ".join(f"nrr:{name} ?{name}" for name in _COUNTS)
        + " . ?facet nrr:order ?order } ORDER BY ?order"
    )
    told = _told(reader, names, node, language)
    return [
        FacetView(
            names.value(str(row["facet"].value), language),
            names.value(str(row["standing"].value), language),
            [(text, n) for name, text in _COUNTS.items() if (n := int(str(row[name].value)))],
            told[str(row["facet"].value)],
        )
        for row in rows
    ]


def _told(
    reader: Reader, names: Names, claim: ox.NamedNode, language: str
) -> Mapping[str, list[Told]]:
    """Group what is said by facet, and within it by bearing and content."""
    rows = reader.rows(
        "SELECT ?facet ?bearing ?finding ?publisher ?voice ?side ?counted { "
        f"?node a nrr:Comparison ; nrr:ofClaim {claim} ; nrr:ofFinding ?finding ; "
        "nrr:facet ?facet ; nrr:bearing ?bearing . ?bearing nrr:order ?order . "
        "?finding nrr:voice ?voice ; nrr:foundIn/nrr:publisher ?publisher . "
        "OPTIONAL { ?voice nrr:side ?side } OPTIONAL { ?finding nrr:countsFor ?counted } } "
        "ORDER BY ?order ?finding"
    )
    known = properties_of(reader, {str(row["finding"].value) for row in rows}) if rows else {}
    shown = Shown(names, language)
    grouped: dict[tuple[str, Told], set[Value]] = defaultdict(set)
    publishers: dict[tuple[str, Told], set[str]] = defaultdict(set)
    for row in rows:
        facet, finding = str(row["facet"].value), str(row["finding"].value)
        is_view = facet == NRR + "facetJudged"
        side = row.get("side") if is_view else None
        says = Told(
            shown(row["bearing"]),
            tuple(_content(facet, row["bearing"], known[finding], shown, finding)),
            (),
            shown(side) if side else None,
            counts=is_view or row.get("counted") is not None,
        )
        # Outlets of one owner count once, as the rules of the standings have it.
        independent = row.get("counted") or row["publisher"]
        publishers[facet, says].add(str(independent.value))
        grouped[facet, says].add(_who(shown(row["voice"]), shown(row["publisher"]), finding))
    found: dict[str, list[Told]] = defaultdict(list)
    for (facet, says), by in grouped.items():
        names_of_by = sorted(by, key=lambda value: value.text.casefold())
        count = len(publishers[facet, says])
        found[facet].append(replace(says, by=names_of_by, publishers=count))
    return found


def _who(voice: Value, publisher: Value, finding: str) -> Value:
    """Name who speaks and, if it is another, who publishes it; it leads to the finding."""
    is_same = voice.iri == publisher.iri
    return Value(voice.text if is_same else f"{voice.text} ({publisher.text})", "", finding)


def _content(facet: str, bearing: Term, own: Properties, shown: Shown, finding: str) -> list[Value]:
    """Return what a finding says of a facet.

    Of what it adds, that is its date and the whole finding; of what it says more exactly, also the
    speaker or the value.
    """
    is_context = (NRR + "retells") not in own and facet != NRR + "facetJudged"
    dates = _TOLD_BY["facetWhen"] if is_context else ()
    exact = _EXACT.get(facet, ()) if bearing.value == NRR + "bearingMorePrecise" else ()
    told_by = dict.fromkeys((*dates, *exact, *_TOLD_BY[facet.removeprefix(NRR)]))
    values = [value for name in told_by for value in shown.all(own.get(NRR + name, ()))]
    return [*values, shown.iri(finding)] if is_context else values
