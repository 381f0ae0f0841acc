"""Addresses of pages of every kind: those of each route, and of each kind of thing in the graph."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

import html5rdf
from flask import Flask

from nrr_graph.describe.lists import LISTS
from nrr_graph.describe.names import Names
from nrr_graph.describe.questions import questions
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.release import Release

_PREFIXES = f"PREFIX nrr: <{NRR}> PREFIX id: <{ID}> "
_QUERIES = (
    "SELECT ?s ?when { ?s nrr:when ?when } LIMIT 20",
    "SELECT ?place { ?s nrr:place ?place } LIMIT 5",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p LIMIT 5",
    "SELECT ?x { ?x nrr:nothing id:nobody }",
    'SELECT ?x { ?x rdfs:label "NATO" }',
    "ASK { id:nato ?p ?o }",
    "CONSTRUCT { ?s nrr:place ?o } { ?s nrr:place ?o } LIMIT 5",
)
#: Pages by the rule of their route; those without parameters are added by themselves.
_GIVEN: Mapping[str, Sequence[str]] = {
    "/about": (f"/about?iri={quote(ID + 'nato')}",),
    "/search": ("/search?q=2014", "/search?q=zq9zq9zq9", "/search?q=S01-08"),
    "/timeline": (
        "/timeline?from=2009&to=2009",
        "/timeline?from=2014-04-01&to=2014-04-30",
        "/timeline?from=1900&to=1901",
    ),
    "/sparql": (
        *(f"/sparql?query={quote(_PREFIXES + query)}" for query in _QUERIES),
        f"/sparql?query={quote(_PREFIXES + _QUERIES[0])}&view=timeline",
        f"/sparql?query={quote(_PREFIXES + _QUERIES[0])}&view=graph",
        f"/sparql?query={quote(_PREFIXES + _QUERIES[1])}&view=map",
        f"/sparql?query={quote(_PREFIXES + _QUERIES[2])}&view=chart",
        f"/sparql?query={quote('SELECT ?x { ?x wdt:P31 <http://www.wikidata.org/entity/Q5> }')}",
        f"/sparql?query={quote('SELECT ?x { ?x <http://www.wikidata.org/prop/P31> 1 }')}",
        "/sparql?query=SELECT",
    ),
    "/wikibase/sparql": (
        f"/wikibase/sparql?query={quote('SELECT ?x ?y { ?x wdt:P585 ?y } LIMIT 3')}",
    ),
    "/list/<name>": [f"/list/{name}" for name in LISTS],
    "/card/<slug>": ("/card/s01-08-suspension", "/card/c39-stating"),
    "/graph/<path:name>": ("/graph/sections", "/graph/derived"),
    "/reconcile/preview": ("/reconcile/preview?id=Q1",),
}
#: Addresses that answer with a page that says what is wrong.
WRONG = (
    *("/id/nope", "/id/NATO", "/id/Рогозин", "/questions/nope9", "/list/nothing9"),
    *("/entity/Q999999", "/graph/nope9", "/no-such-page", "/data/1999-01-01-00000000/changes"),
    *("/timeline?from=soon9", "/timeline?from=2014&to=1991", "/search?q=" + "x" * 1001),
    *("/card/nato", "/oembed?format=xml", "/rdf-graph-store", "/ontology.xls9", "/w/rest.php/x"),
    *("/sparql?query=INSERT+DATA+%7B%7D", "/sparql?query=ASK+%7B%7D&format=nope9", "/wiki/Nope9"),
    *("/static/nope9", "/issues?format=nope9", "/reconcile/preview?id=Q999999", "/mcp"),
)


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read; ``address`` is without its language."""

    address: str
    language: str
    status: int
    html: str

    @cached_property
    def root(self) -> ET.Element:
        """The page as a tree."""
        return parsed(self.html)

    @cached_property
    def hrefs(self) -> list[str]:
        """Where its links lead to, also those of its head."""
        return [e.get("href", "") for e in self.root.iter() if e.get("href") is not None]

    @property
    def is_framed(self) -> bool:
        """Tell whether it is a part of other sites' pages, without our header."""
        return self.root.find(".//header") is None


def parsed(html: str) -> ET.Element:
    """Read HTML as browsers do."""
    root: ET.Element = html5rdf.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return root


def read_all(app: Flask, release: Release, language: str) -> list[ReadPage]:
    """Read pages of every kind in a language, those included that say what is wrong."""
    client, found = app.test_client(), []
    for address in (*pages(app, release), *WRONG):
        asked = f"{address}{'&' if '?' in address else '?'}lang={language}"
        with client.get(asked, headers={"Accept": "text/html"}, follow_redirects=True) as answer:
            if answer.mimetype == "text/html":
                text = answer.get_data(as_text=True)
                found.append(ReadPage(address, language, answer.status_code, text))
    return found


def pages(app: Flask, release: Release) -> list[str]:
    """Return addresses of pages of every kind, without their language."""
    rules = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [rule for rule in rules if "<" not in rule]
    given = [address for addresses in _GIVEN.values() for address in addresses]
    assert set(_GIVEN) - {"/reconcile/preview"} <= set(rules)
    return [*plain, *given, *things(release)]


def things(release: Release) -> list[str]:
    """Return pages of things: two of each class, a fact of each property, some questions."""
    engine = EmbeddedEngine(release.store)
    return [f"/id/{quote(slug)}.html" for slug in _of_each_kind(engine)] + [
        f"/questions/{one.slug}" for one in questions(engine)
    ]


def _of_each_kind(engine: EmbeddedEngine) -> Iterator[str]:
    properties = {
        str(row["s"].value): str(row["p"].value)
        for row in engine.rows("SELECT ?s ?p { ?s nrr:property ?p }")
    }
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for iri, named in sorted(Names(engine).all.items()):
        if iri.startswith(ID) and "#" not in iri and NRR + "Question" not in named.kinds:
            groups[(*sorted(named.kinds), properties.get(iri, ""))].append(iri)
    for kind, members in groups.items():
        for iri in dict.fromkeys([members[0], *([] if kind[-1] else [members[-1]])]):
            yield iri.removeprefix(ID)
