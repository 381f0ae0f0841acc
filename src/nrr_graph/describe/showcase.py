"""The queries that the home page offers at one click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ShowcaseQuery:
    """A question in words and in SPARQL."""

    question: str
    sparql: str


SHOWCASE: Final = (
    ShowcaseQuery(
        "When was the NATO–Russia Council created, and where does the article say so?",
        """\
PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>

SELECT ?date ?sentence WHERE {
  ?statement nrr:subject id:nato-russia-council ; nrr:property nrr:established ;
    nrr:value ?date ; nrr:passage/nrr:sentence ?sentence .
}
ORDER BY ?sentence
""",
    ),
    ShowcaseQuery(
        "What did Dmitry Rogozin say, when, and which source does the article give?",
        """\
PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>

SELECT ?words ?when ?source WHERE {
  ?quotation nrr:subject id:dmitry-rogozin ; nrr:property nrr:said ; nrr:value ?words .
  OPTIONAL { ?quotation nrr:when ?when }
  OPTIONAL { ?quotation (nrr:reference|nrr:paragraphReference)/nrr:source/nrr:title ?source }
}
ORDER BY ?when
""",
    ),
    ShowcaseQuery(
        "What is wrong with the date of the suspension of cooperation?",
        """\
PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?stated ?source ?published ?remark WHERE {
  ?statement nrr:subject id:suspension-of-cooperation-2014 ; nrr:when ?stated ;
    nrr:reference/nrr:source ?work .
  ?work nrr:title ?source ; nrr:published ?published .
  ?issue nrr:concerns ?statement ; nrr:issueType id:source-older-than-fact ; rdfs:comment ?remark .
  FILTER(LANG(?remark) = "en")
}
""",
    ),
)
