"""Queries that attack a server, each in its own way; none is tuned to the data."""

from __future__ import annotations

from collections.abc import Mapping

_ANY = "?{0}1 ?{0}2 ?{0}3"
_ALL = "(!<x:y>|^!<x:y>)"
_PATHS = f"?a {_ALL}* ?b . ?b {_ALL}* ?c . ?c {_ALL}* ?d"
_REGEX = "REGEX(CONCAT(STR(?a3), STR(?b3)), '(a|aa)+(b|bb)+$')"
_NONE = "FILTER(?a1 = ?s && ?d3 = ?undefined)"
_CROSS = " . ".join(_ANY.format(letter) for letter in "abcd")
_DOUBLING = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))
_VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))

#: Their whole answers are larger than any limit: whoever gets one has been lied to.
ENDLESS: Mapping[str, str] = {
    "cross product, sorted": f"SELECT * {{ {_CROSS} }} ORDER BY ?a1 ?d3",
    "cross product, streamed": f"SELECT * {{ {_CROSS} }}",
    "doubling CONCAT": f"SELECT ?x9 {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {_DOUBLING} }}",
    "GROUP_CONCAT of a product": f"SELECT (GROUP_CONCAT(STR(?a3)) AS ?g) {{ {_CROSS} }}",
    "CONSTRUCT of a product": f"CONSTRUCT {{ ?a1 ?b2 ?c3 }} {{ {_CROSS} }}",
}
#: These have small answers, which a good engine may even find in time.
LONG: Mapping[str, str] = {
    "cross product, counted": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "cross product, distinct": f"SELECT DISTINCT ?a1 ?b2 ?c3 {{ {_CROSS} }}",
    "product of VALUES": f"SELECT (COUNT(*) AS ?n) {{ {_VALUES} }}",
    "path over everything": f"SELECT (COUNT(*) AS ?n) {{ {_PATHS} }}",
    "path of 60 steps": "SELECT * { ?s " + "/".join([_ALL] * 60) + " ?o }",
    "regex with backtracking": f"SELECT * {{ {_CROSS} FILTER({_REGEX}) }}",
    "nested OPTIONAL": "SELECT * {" + "OPTIONAL { ?a ?b ?c . " * 30 + "}" * 30 + f" {_CROSS} }}",
    "NOT EXISTS of a product": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {_CROSS} {_NONE} }} }}",
}
#: These attack the readers of a query rather than its evaluation; some are too long for a GET.
MISSHAPEN: Mapping[str, str] = {
    "3,000 brackets": "ASK " + "{" * 3_000 + "}" * 3_000,
    "40,000 brackets": "ASK " + "{" * 40_000 + "}" * 40_000,
    "12,000 negations": "ASK { FILTER(" + "!" * 12_000 + "true) }",
    "60,000 negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "3,000 arms of UNION": "ASK {" + " UNION ".join(["{ ?s ?p ?o }"] * 3_000) + "}",
    "huge IN list": "ASK { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(100_000))) + ")) }",
    "giant literal": "ASK { ?s ?p '" + "a" * 900_000 + "' }",
    "10 MB query": "ASK { ?s ?p '" + "a" * 10_000_000 + "' }",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "unclosed string": "ASK { ?s ?p '" + "\\" * 20_000,
    "long unclosed string": "ASK { ?s ?p '" + "\\" * 200_000,
}
HOSTILE: Mapping[str, str] = {**ENDLESS, **LONG, **MISSHAPEN}
