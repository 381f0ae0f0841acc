"""How the claims of the article stand among other sources, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import NRR, RDFS
from nrr_graph.release.release import Release

#: One row for each substantial sentence and each bearing with which publishers bear on it.
QUERY: Final = f"""
PREFIX nrr: <{NRR}> PREFIX rdfs: <{RDFS}> PREFIX id: <https://w3id.org/nrr/id/>
SELECT ?sentence ?standing ?bearing (COUNT(DISTINCT ?publisher) AS ?publishers) WHERE {{
  ?place nrr:sentence ?sentence ; nrr:standing/rdfs:label ?standing .
  FILTER(LANG(?standing) = "en")
  OPTIONAL {{
    ?finding nrr:bearsOn ?claim ; nrr:bearing/rdfs:label ?bearing ; nrr:foundIn ?source .
    ?source nrr:publisher ?publisher ; nrr:readAt ?copy .
    FILTER(?copy NOT IN (nrr:laterEditionOfTheArticle, nrr:blogCopy, nrr:leakedPaper))
    FILTER(LANG(?bearing) = "en")
    FILTER(?claim = ?place || CONTAINS(STR(?claim), CONCAT("/", LCASE(?sentence), "-")))
  }}
}}
GROUP BY ?sentence ?standing ?bearing
ORDER BY ?sentence ?bearing
"""


@dataclass(frozen=True)
class Standing:
    """A sentence, how it stands, and how many independent publishers bear on it in which way."""

    sentence: str
    standing: str
    publishers: dict[str, int]


def standings_of(release: Release) -> list[Standing]:
    """Return the standing of each sentence that states something, in reading order.

    The rules that derive it are in ``rules/weigh``; without voices there is nothing to weigh.
    """
    found: dict[str, Standing] = {}
    for sentence, standing, bearing, publishers in _rows(release.store):
        entry = found.setdefault(sentence, Standing(sentence, standing, {}))
        if bearing:
            entry.publishers[bearing.lower()] = publishers
    return list(found.values())


def _rows(store: ox.Store) -> Iterator[tuple[str, str, str, int]]:
    for row in cast(ox.QuerySolutions, store.query(QUERY)):
        bearing = row["bearing"]
        yield (
            row["sentence"].value,
            row["standing"].value,
            bearing.value if bearing else "",
            int(row["publishers"].value),
        )
