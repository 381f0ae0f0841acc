"""One example of each kind of page; a test counts them against the templates."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

_PREFIX: Final = (
    "PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)


def results(query: str, view: str = "table", at: str = "/sparql") -> str:
    """Return the address of the results of a query, looked at in one way."""
    return f"{at}?{urlencode({'query': _PREFIX + query, 'view': view})}"


PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "home": "/",
        "about": "/about",
        "list": "/list/persons",
        "timeline": "/timeline",
        "timeline-of-2009": "/timeline?from=2009&to=2009",
        "map": "/map",
        "search": "/search?q=nato",
        "nothing-found": "/search?q=zzzz",
        "questions": "/queries",
        "question": "/questions/everything-rogozin-said",
        "issues": "/issues",
        "quality": "/quality",
        "ontology": "/ontology",
        "shapes": "/shapes",
        "prefixes": "/prefixes",
        "downloads": "/data/",
        "graph": "/graph/persons",
        "wikibase": "/wikibase/",
        # Things of the graph.
        "organization": "/id/nato.html",
        "council": "/id/nato-russia-council.html",
        "person": "/id/dmitry-rogozin.html",
        "place": "/id/georgia.html",
        "source": "/id/ukraine-crisis-nato-suspends-russia-co-operation.html",
        "reference": "/id/reference-3.html",
        "passage": "/id/passage-s04-02.html",
        "issue": "/id/issue-suspension-date.html",
        "evidence": "/id/s01-08-suspension.html",
        "quotation": "/id/s04-07-scholastic.html",
        # The editor, and what it answers.
        "editor": "/sparql",
        "wikidata-editor": "/wikibase/sparql",
        "mistake": "/sparql?query=SELECT%20%3Fx%20%7B%20%3Fx%20nrr%3Akind%20%3Fy%20%7D",
        "table": results("SELECT ?s ?p ?o { ?s nrr:property ?p ; nrr:value ?o } LIMIT 60"),
        "no-rows": results("SELECT ?x { id:nato nrr:when ?x }"),
        "timeline-of-results": results("SELECT ?s ?d { ?s nrr:when ?d } LIMIT 40", "timeline"),
        "chart-of-results": results(
            "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c LIMIT 9", "chart"
        ),
        "map-of-results": results("SELECT ?place { ?place nrr:latitude ?north }", "map"),
        "graph-of-results": results(
            "SELECT ?a ?b { ?a nrr:subject ?b } ORDER BY ?a LIMIT 60", "graph"
        ),
        # Addresses that lead nowhere.
        "nothing-there": "/id/nothing-there",
        "no-such-question": "/questions/nope",
        "no-such-year": "/timeline?from=x",
        # What stands in other people's pages.
        "card": "/card/s01-08-suspension",
        "preview": "/reconcile/preview?id=Q1",
    }
)


def in_language(address: str, language: str) -> str:
    """Return an address with the language that is asked for."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
