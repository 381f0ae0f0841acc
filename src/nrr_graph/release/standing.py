"""How the claims of the article stand among other sources, sentence by sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, RDFS
from nrr_graph.release.release import Release

#: How publishers bear on a facet, by the property that counts them.
COUNTS: Final[Mapping[str, str]] = {
    "publishersConfirming": "say the same",
    "publishersRefining": "say it more exactly",
    "publishersCompleting": "add to it",
    "publishersContradicting": "say otherwise",
    "publishersNotCounted": "not counted",
}
#: One row for each facet of each claim in a sentence that states something.
QUERY: Final = f"""
PREFIX nrr: <{NRR}> PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?sentence ?word ?claim ?standing ?facet ?of_facet
  {" ".join(f"?{n}" for n in COUNTS)} {{
  ?place nrr:sentence ?sentence ; nrr:standing/rdfs:label ?word .
  ?node a nrr:FacetStanding ; nrr:ofClaim ?claim ; nrr:facet ?asked ;
    nrr:standing/rdfs:label ?of_facet ;
    {" ; ".join(f"nrr:{n} ?{n}" for n in COUNTS)} .
  ?asked rdfs:label ?facet ; nrr:order ?order .
  ?claim nrr:standing/rdfs:label ?standing .
  FILTER(?claim = ?place || CONTAINS(STR(?claim), CONCAT("/", LCASE(?sentence), "-")))
  FILTER(LANG(?word) = "en" && LANG(?standing) = "en")
  FILTER(LANG(?facet) = "en" && LANG(?of_facet) = "en")
}}
ORDER BY ?sentence ?claim ?order
"""


@dataclass(frozen=True)
class FacetStanding:
    """One facet of a claim, how it stands, and how many independent publishers say what."""

    facet: str
    standing: str
    publishers: Mapping[str, int]


@dataclass(frozen=True)
class ClaimStanding:
    """A claim by its local name, how it stands in one word, and each of its facets."""

    claim: str
    standing: str
    facets: Sequence[FacetStanding]


@dataclass(frozen=True)
class Standing:
    """A sentence, how it stands, and the claims in it."""

    sentence: str
    standing: str
    claims: Sequence[ClaimStanding]


def standings_of(release: Release) -> list[Standing]:
    """Return the standing of each sentence that states something, in reading order.

    The rules that derive it are in ``rules/weigh``; without voices there is nothing to weigh.
    """
    words: dict[str, str] = {}
    claims: dict[str, dict[tuple[str, str], list[FacetStanding]]] = defaultdict(dict)
    for sentence, word, claim, standing, facet in _rows(release.store):
        words[sentence] = word
        claims[sentence].setdefault((claim, standing), []).append(facet)
    return [
        Standing(sentence, word, [ClaimStanding(*key, f) for key, f in claims[sentence].items()])
        for sentence, word in words.items()
    ]


def _rows(store: ox.Store) -> Iterator[tuple[str, str, str, str, FacetStanding]]:
    for row in cast(ox.QuerySolutions, store.query(QUERY)):
        numbers = {text: int(row[name].value) for name, text in COUNTS.items()}
        told = {text: number for text, number in numbers.items() if number}
        facet = FacetStanding(row["facet"].value, row["of_facet"].value, told)
        claim = row["claim"].value.rpartition("/")[2]
        yield row["sentence"].value, row["word"].value, claim, row["standing"].value, facet
