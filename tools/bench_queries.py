"""The eight queries of ``make bench``, each of another kind, and the comparison of answers."""

from __future__ import annotations

from collections.abc import Mapping

from bench_load import answer_of, read_through

_PREFIXES = (
    "PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
_BODIES = {
    "point": "SELECT ?p ?o { id:event-7-0 ?p ?o }",
    "label": "SELECT ?s ?l { ?s rdfs:label ?l "
    'FILTER(LANG(?l) = "en" && CONTAINS(LCASE(STR(?l)), "summit")) } LIMIT 50',
    "join": "SELECT ?s ?who ?name ?role ?when { ?s nrr:property nrr:participant ; "
    "nrr:value ?who ; nrr:inRole ?role ; nrr:when ?when . ?who rdfs:label ?name "
    'FILTER(LANG(?name) = "en") } LIMIT 200',
    "sorted": "SELECT ?e ?when ?en ?ru { ?e nrr:initiator ?x ; nrr:when ?when . "
    'OPTIONAL { ?e rdfs:label ?en FILTER(LANG(?en) = "en") } '
    'OPTIONAL { ?e rdfs:label ?ru FILTER(LANG(?ru) = "ru") } } ORDER BY ?when ?e LIMIT 100',
    "aggregate": "SELECT ?year (COUNT(?s) AS ?n) { ?s nrr:reference ?r ; nrr:when ?when "
    "BIND(YEAR(?when) AS ?year) } GROUP BY ?year ORDER BY ?year",
    "path": "SELECT ?e { ?e a/rdfs:subClassOf* nrr:Kind2 } LIMIT 200",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } { ?s nrr:subject id:event-7-0 ; ?p ?o }",
    "dump": "SELECT * { ?s ?p ?o }",
}
QUERIES: Mapping[str, str] = {name: _PREFIXES + body for name, body in _BODIES.items()}
#: Where LIMIT leaves the choice of rows to the engine, only their number is compared.
COMPARED_BY_NUMBER = frozenset({"label", "join", "path"})


def agrees(url: str, name: str, expected: dict[str, object]) -> bool:
    """Compare an answer with that of the first engine asked, which is kept in ``expected``.

    An answer without rows agrees with nothing.
    """
    answer = _answer(url, name)
    return bool(answer) and expected.setdefault(name, answer) == answer


def _answer(url: str, name: str) -> object:
    if name == "dump":
        return read_through(url, QUERIES[name]).solutions
    rows = answer_of(url, QUERIES[name])
    return len(rows) if name in COMPARED_BY_NUMBER else rows
