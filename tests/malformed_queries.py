"""Queries with one mistake each, and what is to be said of it."""

from __future__ import annotations

from typing import Final

from nrr_graph.namespaces import PREFIXES

XSD = PREFIXES["xsd"]
#: A query, line and column of what is wrong with it, and words that tell.
MALFORMED: Final = [
    ("", 1, 1, "the query is empty"),
    ("# nothing\n", 1, 1, "the query is empty"),
    ("{ ?s ?p ?o }", 1, 1, "the query has no form"),
    ("SELEC * { ?s ?p ?o }", 1, 1, "Did you mean SELECT?"),
    ("SELECT * {\n  ?s nrr:kind ?o }", 2, 6, "PREFIX nrr: <https://w3id.org/nrr/ontology#>"),
    ("SELECT * { ?s foo:bar ?o }", 1, 15, "the prefix “foo:” is not declared"),
    ("SELECT * { ?s ?p 'abc }", 1, 18, "a quoted text is not closed"),
    ("SELECT * { ?s ?p '''abc\n' }", 1, 18, "Close the text with '''."),
    ("SELECT * { ?s ?p ?o", 1, 10, "this “{” is never closed"),
    ("SELECT * { ?s ?p ?o ) }", 1, 21, "“)” closes nothing"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", 1, None, "SELECT * cannot stand with GROUP BY"),
    ("SELECT * { ?s ?p }", 1, None, "cannot be understood"),
    ("SELECT ?x { ?x ?y ?z; ?a } LIMIT 3", 1, 23, "cannot be understood"),
    ("SELECT ?x { ?x ?y 'Россия' } LIMT 3", 1, 30, "cannot be understood"),
    ("SELECT (<http://example.org/f>(?s) AS ?x) { ?s ?p ?o }", None, None, "SPARQL 1.1"),
    # A byte order mark is skipped, so that columns are those of the editor.
    ("\ufeffSELECT * { ?s foo:bar ?o }", 1, 15, "the prefix “foo:” is not declared"),
    # Inside strings and IRIs.
    (r'SELECT * { ?s ?p "a\u000Z" }', 1, 20, r"“\u000Z” is no escape"),
    (r'SELECT * { ?s ?p "\\\d" }', 1, 21, r"“\d” is no escape"),
    (r'SELECT * { ?s ?p "\uD83D" }', 1, 19, "is no escape"),
    ("SELECT * { ?s <http://e/a b> ?o }", 1, 26, "an IRI cannot have a blank"),
    ("PREFIX e: <http://e/{a}> SELECT * {}", 1, 21, "cannot have the character “{”"),
    ("SELECT * { ?s <a|b> ?o }", 1, 17, "cannot have the character “|”"),
    # The rules on names.
    ("SELECT * { {_:a ?p ?o} {_:a ?q ?r} }", 1, 25, "“_:a” stands in two groups"),
    ("SELECT * { _:a ?p ?o OPTIONAL {} _:a ?q ?r }", 1, 34, "“_:a” stands in two groups"),
    ("SELECT (1 AS ?x) (2 AS ?x) {}", 1, 24, "names “?x” twice"),
    ("SELECT ?x ?y ?x { ?x ?y ?z }", 1, 14, "names “?x” twice"),
    ("SELECT (1 AS ?x) { ?x ?p ?o } LIMIT 5", 1, 14, "AS gives the name “?x”"),
    ("SELECT * { ?s ?p ?o BIND(1 AS ?s) ?a ?b ?c } LIMIT 5", 1, 31, "AS gives the name “?s”"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 8, "“?s” is neither grouped by"),
    ("SELECT ?x ?n { ?x ?p ?n } GROUP BY ?x ORDER BY ?n", 1, 11, "“?n” is neither grouped by"),
    ("SELECT ?x ?n { ?x ?p ?n } GROUP BY ?x HAVING(?n > 1)", 1, 11, "“?n” is neither"),
    ("SELECT (MAX(?o) + ?p AS ?n) { ?s ?p ?o }", 1, 19, "“?p” is neither grouped by"),
    ("SELECT * { { SELECT ?p (SUM(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s } }", 1, 21, "“?p” is"),
    # A + in an address means a blank.
    (f'SELECT * {{ ?s ?p "2014-03-18T00:00:00 03:00"^^<{XSD}dateTime> }}', 1, 38, "as %2B"),
    (f'ASK {{ FILTER(<{XSD}date>("2014-03-18 03:00") > 1) }}', 1, 65, "as %2B"),
]
