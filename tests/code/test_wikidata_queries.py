"""Queries as tutorials of Wikidata's query service write them give what the curated graph gives."""

from __future__ import annotations

import html
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from math import acos, cos, radians, sin
from typing import Any, Final

import pytest
from flask import Flask

from nrr_graph.errors import MalformedQuery, NrrGraphError, RefusedQuery
from nrr_graph.namespaces import ID, NRR
from nrr_graph.namespaces import PREFIXES as OWN
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.wikibase.dialect import rewrite
from nrr_graph.wikibase.hints import HINTS_LIMIT, hints

ENTITY: Final = PREFIXES["wd"]
PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in OWN.items())
LABELS: Final = 'SERVICE wikibase:label { bd:serviceParam wikibase:language "[AUTO_LANGUAGE],en". }'
#: Not what other sources say: that is no claim in the Wikibase graph.
ARTICLE: Final = "MINUS { ?s a nrr:Finding } MINUS { ?s nrr:reserve ?why }"
#: The first moment of a date, as Wikidata has it; of a season that of its year.
MOMENT: Final = (
    "BIND(IF(REGEX(STR(?when), '-2[1-4]$'), CONCAT(SUBSTR(STR(?when), 1, 4), '-01-01T00:00:00Z'), "
    "CONCAT(STR(?earliest), 'T00:00:00Z')) AS ?day)"
)
#: When events were, in the curated graph.
DATED: Final = (
    "?s nrr:subject ?x ; nrr:property nrr:kind ; nrr:when ?when ; nrr:earliestDay ?earliest . "
    f"FILTER NOT EXISTS {{ ?x a nrr:Agent }} {ARTICLE} {MOMENT}"
)


def _q(name: str) -> str:
    iri = name.replace("nrr:", NRR, 1) if name.startswith("nrr:") else ID + name
    return f"wd:{numbers().item(iri)}"


def _get(url: str, path: str, query: str, **more: str) -> tuple[bytes, Any]:
    fields = urllib.parse.urlencode({"query": query, "format": "json", **more})
    with urllib.request.urlopen(f"{url}{path}?{fields}", timeout=60) as answer:
        return answer.read(), answer.headers


def _rows(url: str, path: str, query: str, **more: str) -> list[dict[str, str]]:
    found = json.loads(_get(url, path, query, **more)[0])["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def _curated(url: str, query: str) -> list[dict[str, str]]:
    """Ask the curated graph; things get the addresses that they have as entities."""
    known = numbers().by_iri
    return [
        {name: ENTITY + known[value] if value in known else value for name, value in row.items()}
        for row in _rows(url, "/sparql", PROLOGUE + query)
    ]


#: A query of the Wikidata kind, and one that asks the curated graph the same.
TUTORIAL: Final = {
    "instances, with labels": (
        f"SELECT ?item ?itemLabel WHERE {{ ?item wdt:P31 {_q('summit')}. {LABELS} }}",
        "SELECT ?item ?itemLabel { ?item nrr:kind id:summit ; rdfs:label ?itemLabel "
        "FILTER(LANG(?itemLabel) = 'en') }",
    ),
    "the tree of classes, with descriptions": (
        f"""SELECT DISTINCT ?item ?itemLabel ?itemDescription
        WHERE
        {{
          ?item wdt:P31/wdt:P279* {_q("nrr:Organization")} .   # also what is narrower
          SERVICE wikibase:label {{ bd:serviceParam wikibase:language "ru", "en" . }}
        }}""",
        "SELECT ?item ?itemLabel ?itemDescription { ?item a nrr:Organization ; rdfs:label "
        "?itemLabel FILTER(STRSTARTS(STR(?item), STR(id:)) && LANG(?itemLabel) = 'ru') "
        "OPTIONAL { ?item schema:description ?itemDescription "
        "FILTER(LANG(?itemDescription) = 'ru') } }",
    ),
    "events of a year, by days without a zone": (
        """SELECT DISTINCT ?x ?day WHERE {
          ?x wdt:P585 ?day .
          FILTER("2014-01-01"^^xsd:dateTime <= ?day && ?day < "2015-01-01T00:00:00"^^xsd:dateTime)
        }""",
        f"SELECT DISTINCT ?x ?day {{ {DATED} FILTER(STRSTARTS(?day, '2014')) }}",
    ),
    "events before a day of the other type": (
        'SELECT DISTINCT ?x WHERE { ?x wdt:P585 ?d . FILTER(?d <= "2002-05-28"^^xsd:date) }',
        f"SELECT DISTINCT ?x {{ {DATED} FILTER(?day <= '2002-05-28T00:00:00Z') }}",
    ),
    "events on a day that is cast": (
        'SELECT DISTINCT ?x WHERE { ?x wdt:P585 ?d FILTER(xsd:date(?d) = "2008-04-04"^^xsd:date) }',
        f"SELECT DISTINCT ?x {{ {DATED} FILTER(?day = '2008-04-04T00:00:00Z') }}",
    ),
    "events by year": (
        "SELECT ?year (COUNT(DISTINCT ?x) AS ?count) WHERE { ?x wdt:P585 ?date . "
        "BIND(YEAR(?date) AS ?year) } GROUP BY ?year ORDER BY DESC(?count)",
        "SELECT ?year (COUNT(DISTINCT ?x) AS ?count) { "
        f"{DATED} BIND(xsd:integer(SUBSTR(?day, 1, 4)) AS ?year) }} GROUP BY ?year",
    ),
    "what lies in the past": (
        "SELECT (COUNT(DISTINCT ?x) AS ?count) WHERE { ?x wdt:P585 ?date . FILTER(?date < NOW()) }",
        f"SELECT (COUNT(DISTINCT ?x) AS ?count) {{ {DATED} }}",
    ),
    "office holders with qualifiers": (
        f"""SELECT ?person ?personLabel ?officeLabel ?ofLabel WHERE {{
          ?person p:P39 ?statement .
          ?statement ps:P39 ?office .
          OPTIONAL {{ ?statement pq:P900001 ?of . }}
          {LABELS}
        }}""",
        "SELECT ?person ?personLabel ?officeLabel ?ofLabel { ?s nrr:subject ?person ; nrr:property "
        "nrr:holdsOffice ; nrr:value ?office MINUS { ?s a nrr:Finding } ?person rdfs:label "
        "?personLabel . ?office rdfs:label ?officeLabel OPTIONAL { ?s nrr:officeOf ?of . ?of "
        "rdfs:label ?ofLabel FILTER(LANG(?ofLabel) = 'en') } FILTER(LANG(?personLabel) = 'en' "
        "&& LANG(?officeLabel) = 'en') }",
    ),
    "addresses of the sources of statements": (
        "SELECT DISTINCT ?url WHERE { ?item p:P31 ?st . ?st prov:wasDerivedFrom/pr:P854 ?url . "
        "?st prov:wasDerivedFrom/pr:P900043 ?id }",
        "SELECT DISTINCT ?url { ?s nrr:property nrr:kind ; nrr:subject ?x ; "
        "nrr:reference|nrr:paragraphReference ?r . ?r nrr:source/nrr:foundAs?/nrr:address ?url "
        "MINUS { ?s a nrr:Finding } }",
    ),
    "statements by rank": (
        "SELECT ?rank (COUNT(?st) AS ?count) WHERE { ?item p:P571 ?st . ?st wikibase:rank ?r "
        "BIND(STRAFTER(STR(?r), '#') AS ?rank) } GROUP BY ?rank",
        "SELECT ?rank (COUNT(?s) AS ?count) { ?s nrr:property nrr:established ; nrr:subject ?x "
        "MINUS { ?s a nrr:Finding } OPTIONAL { ?s nrr:rank ?r } BIND(IF(BOUND(?r), "
        "IF(?r = nrr:preferred, 'PreferredRank', IF(?r = nrr:deprecated, 'DeprecatedRank', "
        "'NormalRank')), 'NormalRank') AS ?rank) } GROUP BY ?rank",
    ),
    "labels joined, in the manual mode": (
        """SELECT ?org (GROUP_CONCAT(DISTINCT ?memberName; SEPARATOR = "; ") AS ?members) WHERE {
          { SELECT DISTINCT ?org ?member WHERE { ?member wdt:P463 ?org . } ORDER BY ?member }
          SERVICE wikibase:label {
            bd:serviceParam wikibase:language "en" .
            ?member rdfs:label ?memberName .
          }
        } GROUP BY ?org""",
        "SELECT ?org (GROUP_CONCAT(DISTINCT ?name; SEPARATOR = '; ') AS ?members) { { SELECT "
        "DISTINCT ?org ?member ?name { ?member nrr:memberOf ?org ; rdfs:label ?name "
        "FILTER(LANG(?name) = 'en') } } } GROUP BY ?org",
    ),
    "what lacks something, by MINUS": (
        "SELECT DISTINCT ?x WHERE { ?x wdt:P585 ?d . MINUS { ?x wdt:P276 [] } }",
        f"SELECT DISTINCT ?x {{ {DATED} FILTER NOT EXISTS {{ ?x nrr:place ?place }} }}",
    ),
    "what lacks something, by NOT EXISTS": (
        f"SELECT ?p WHERE {{ ?p wdt:P31 {_q('nrr:Person')} . FILTER NOT EXISTS {{?p p:P39 []}} }}",
        "SELECT ?p { ?p a nrr:Person FILTER(STRSTARTS(STR(?p), STR(id:))) FILTER NOT EXISTS { "
        "?s nrr:subject ?p ; nrr:property nrr:holdsOffice MINUS { ?s a nrr:Finding } } }",
    ),
    "several kinds at once": (
        f"""SELECT ?kindLabel (COUNT(DISTINCT ?item) AS ?count) WHERE {{
          VALUES ?kind {{ {_q("summit")} {_q("nrr:State")} {_q("nrr:Person")} }}
          ?item wdt:P31 ?kind .
          {LABELS}
        }}
        GROUP BY ?kindLabel""",
        "SELECT ?kindLabel (COUNT(DISTINCT ?item) AS ?count) { { ?item nrr:kind ?kind . VALUES "
        "?kind { id:summit } } UNION { ?item a ?kind . VALUES ?kind { nrr:State nrr:Person } } "
        "?kind rdfs:label ?kindLabel FILTER(LANG(?kindLabel) = 'en') "
        "FILTER(STRSTARTS(STR(?item), STR(id:))) } GROUP BY ?kindLabel",
    ),
    "named subqueries": (
        f"""#defaultView:BarChart
        SELECT ?place ?placeLabel ?count
        WITH {{
          SELECT DISTINCT ?event ?place WHERE {{ ?event wdt:P276 ?place ; wdt:P585 [] . }}
        }} AS %events
        WITH {{
          SELECT ?place (COUNT(?event) AS ?count) WHERE {{ INCLUDE %events }} GROUP BY ?place
        }} AS %counts
        WHERE {{
          INCLUDE %counts .
          FILTER(?count > 1)
          {LABELS}
        }} ORDER BY DESC(?count)""",
        "SELECT ?place ?placeLabel ?count { { SELECT ?place (COUNT(DISTINCT ?x) AS ?count) { ?x "
        f"nrr:place ?place . {DATED} }} GROUP BY ?place }} FILTER(?count > 1) ?place rdfs:label "
        "?placeLabel FILTER(LANG(?placeLabel) = 'en') }",
    ),
    "the busiest of a subquery, with labels": (
        f"""SELECT ?speaker ?speakerLabel ?n WHERE {{
          hint:Query hint:optimizer "None" .
          {{ SELECT ?speaker (COUNT(?st) AS ?n) WHERE {{ ?speaker p:P900018 ?st . }}
             GROUP BY ?speaker HAVING(?n > 1) }}
          {LABELS}
        }}""",
        "SELECT ?speaker ?speakerLabel ?n { { SELECT ?speaker (COUNT(DISTINCT ?s) AS ?n) { ?s "
        "nrr:subject ?speaker ; nrr:property nrr:asserts MINUS { ?s a nrr:Finding } } GROUP BY "
        "?speaker HAVING(COUNT(DISTINCT ?s) > 1) } ?speaker rdfs:label ?speakerLabel "
        "FILTER(LANG(?speakerLabel) = 'en') }",
    ),
    "articles about things, which are none here": (
        f"""SELECT ?item ?links ?article WHERE {{
          ?item wdt:P31 {_q("nrr:State")} ; wikibase:sitelinks ?links .
          OPTIONAL {{ ?article schema:about ?item ; schema:isPartOf <https://en.wikipedia.org/> . }}
        }}""",
        "SELECT ?item ?links { ?item a nrr:State BIND(0 AS ?links) "
        "FILTER(STRSTARTS(STR(?item), STR(id:))) }",
    ),
    "coordinates": (
        "SELECT ?place ?where WHERE { ?place wdt:P625 ?where . }",
        "SELECT ?place ?where { ?place nrr:latitude ?n ; nrr:longitude ?e BIND(CONCAT('Point(', "
        "STR(xsd:decimal(?e)), ' ', STR(xsd:decimal(?n)), ')') AS ?where) }",
    ),
    "counts of statements": (
        f"SELECT ?p ?n WHERE {{ ?p wdt:P31 {_q('nrr:Person')} ; wikibase:statements ?n . }}",
        "SELECT ?p (COUNT(DISTINCT ?s) + COUNT(DISTINCT ?class) AS ?n) { ?p a ?class . VALUES "
        "?class { nrr:Person } OPTIONAL { ?s nrr:subject ?p ; nrr:property ?q MINUS { ?s a "
        "nrr:Finding } } FILTER(STRSTARTS(STR(?p), STR(id:))) } GROUP BY ?p",
    ),
    "how precise dates are": (
        "SELECT ?precision (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x p:P31 ?st . ?st pqv:P585 ?v . "
        "?v wikibase:timePrecision ?precision ; wikibase:timeValue ?t } GROUP BY ?precision",
        "SELECT ?precision (COUNT(DISTINCT ?x) AS ?n) { ?s nrr:subject ?x ; nrr:property nrr:kind ;"
        " nrr:when ?when MINUS { ?s a nrr:Finding } BIND(IF(DATATYPE(?when) = xsd:date, 11, "
        "IF(DATATYPE(?when) = xsd:gYearMonth, 10, IF(CONTAINS(STR(?when), 'X'), 8, 9))) "
        "AS ?precision) } GROUP BY ?precision",
    ),
    "properties of a thing, by their names": (
        f"""SELECT DISTINCT ?prop ?propLabel WHERE {{
          {_q("dmitry-rogozin")} ?p ?st . ?st a wikibase:Statement .
          ?prop wikibase:claim ?p .
          {LABELS}
        }}""",
        "SELECT DISTINCT ?prop ?propLabel { { ?s nrr:subject id:dmitry-rogozin ; nrr:property "
        "?prop MINUS { ?s a nrr:Finding } } UNION { BIND(nrr:kind AS ?prop) } ?prop rdfs:label "
        "?propLabel "
        "FILTER(LANG(?propLabel) = 'en') }",
    ),
    "other names": (
        f"SELECT ?x ?xAltLabel WHERE {{ VALUES ?x {{ {_q('nato')} {_q('czech-republic')} }} "
        'SERVICE wikibase:label { bd:serviceParam wikibase:language "en" . } }',
        "SELECT ?x (GROUP_CONCAT(?name; SEPARATOR = ', ') AS ?xAltLabel) { { SELECT ?x ?name { "
        "VALUES ?x { id:nato id:czech-republic } ?x skos:altLabel ?name "
        "FILTER(LANG(?name) = 'en') } ORDER BY ?name } } GROUP BY ?x",
    ),
}


@pytest.mark.parametrize("name", TUTORIAL)
def test_a_query_of_a_tutorial_answers_as_the_curated_graph_does(url: str, name: str) -> None:
    asked, own = TUTORIAL[name]
    expected = _curated(url, own)
    assert expected
    found = _rows(url, "/wikibase/sparql", asked)
    assert sorted(map(_key, found)) == sorted(map(_key, expected))


def _key(row: dict[str, str]) -> list[tuple[str, str]]:
    """Make a row comparable; names that are joined may come in any order."""
    return sorted((name, str(sorted(value.split("; ")))) for name, value in row.items())


POINTS: Final = "SELECT ?place ?n ?e { ?place nrr:latitude ?n ; nrr:longitude ?e }"


def _points(url: str) -> dict[str, tuple[float, float]]:
    return {r["place"]: (float(r["n"]), float(r["e"])) for r in _curated(url, POINTS)}


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Reckon by the law of cosines, another way than the server's."""
    (north, east), (n, e) = (tuple(map(radians, point)) for point in (one, other))
    return 6371.0088 * acos(sin(north) * sin(n) + cos(north) * cos(n) * cos(east - e))


def test_what_lies_around_a_place_is_found_with_its_distance(url: str) -> None:
    points = _points(url)
    centre = points[ENTITY + _q("bucharest").removeprefix("wd:")]
    expected = {place: _km(centre, p) for place, p in points.items() if p != centre}
    expected = {place: km for place, km in expected.items() if km <= 1200}
    assert len(expected) > 2
    found = _rows(
        url,
        "/wikibase/sparql",
        f"""SELECT ?place ?far WHERE {{
          {_q("bucharest")} wdt:P625 ?centre .
          SERVICE wikibase:around {{
            ?place wdt:P625 ?location .
            bd:serviceParam wikibase:center ?centre .
            bd:serviceParam wikibase:radius "1200" .
            bd:serviceParam wikibase:distance ?far .
          }}
          FILTER(?place != {_q("bucharest")})
        }} ORDER BY ?far""",
    )
    near = {row["place"]: float(row["far"]) for row in found if float(row["far"]) > 0}
    assert near == pytest.approx(expected, abs=0.1)


def test_a_distance_is_in_kilometres_and_a_box_may_have_any_corners(url: str) -> None:
    points = _points(url)
    far = _rows(
        url,
        "/wikibase/sparql",
        f"SELECT (geof:distance(?a, ?b) AS ?km) {{ {_q('paris')} wdt:P625 ?a . "
        f"{_q('rome')} wdt:P625 ?b }}",
    )
    cities = [points[ENTITY + _q(name).removeprefix("wd:")] for name in ("paris", "rome")]
    assert float(far[0]["km"]) == pytest.approx(_km(*cities), abs=0.1)
    box = """SELECT ?place WHERE {{ SERVICE wikibase:box {{ ?place wdt:P625 ?location .
      bd:serviceParam wikibase:corner{0} "Point({2} {3})"^^geo:wktLiteral ;
                      wikibase:corner{1} "Point({4} {5})"^^geo:wktLiteral . }} }}"""
    expected = {p for p, (n, e) in points.items() if 40 <= n <= 56 and 5 <= e <= 40}
    assert 2 < len(expected) < len(points)
    for corners in (
        ("SouthWest", "NorthEast", 5, 40, 40, 56),
        ("NorthWest", "SouthEast", 5, 56, 40, 40),
    ):
        found = _rows(url, "/wikibase/sparql", box.format(*corners))
        assert {row["place"] for row in found} == expected


def test_a_difference_of_dates_counts_days_and_of_numbers_is_a_number(url: str) -> None:
    (row,) = _rows(
        url,
        "/wikibase/sparql",
        'SELECT (("2014-03-01"^^xsd:dateTime - "2014-02-01"^^xsd:dateTime) AS ?days) '
        "(YEAR(NOW()) - 2000 > 20 AS ?later) ((7 - ?three - 1) AS ?rest) ((?a - ?b) / 7 AS ?weeks) "
        '{ BIND(3 AS ?three) BIND("2014-01-15"^^xsd:date AS ?a) '
        'BIND("2014-01-01"^^xsd:date AS ?b) }',
    )
    assert row == {"days": "28", "later": "true", "rest": "3", "weeks": "2"}


@pytest.mark.parametrize(
    "condition",
    [
        '"2008-04-04"^^xsd:dateTime <= ?d',
        '?d > "2008-04-03"^^xsd:date',
        'xsd:dateTime("2008-04-04") <= ?d',
        '?d > "2008-04"^^xsd:dateTime',
        '?d > "+2008-04-03T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        'xsd:date(?d) >= xsd:date("2008-04-04")',
        'STRDT(CONCAT("2008", "-04-04"), xsd:dateTime) <= ?d',
        '!(?d < "2008-04-04"^^xsd:date)',
        '?d - "2008-04-03"^^xsd:dateTime > 0',
        '(?d - NOW()) > ("2008-04-03"^^xsd:dateTime - NOW())',
        'NOW() - "P30Y"^^xsd:duration < ?d && ?d >= "2008-04-04"^^xsd:date',
        '?d >= "2008-04-04T00:00:00"^^xsd:dateTime',
        '?d IN ("2008-04-04"^^xsd:date) || ?d > "2008-04-04"^^xsd:date',
        '?d NOT IN ("2008-04-01"^^xsd:date, ?x) && YEAR(?d) >= 2008 && STR(?d) > "2008-02"',
    ],
)
def test_dates_compare_however_they_are_written(url: str, condition: str) -> None:
    plain = 'STR(?d) >= "2008-04-04T00:00:00Z"'
    counts = [
        _rows(url, "/wikibase/sparql", f"SELECT ?x ?d {{ ?x wdt:P585 ?d FILTER({c}) }}")
        for c in (plain, condition)
    ]
    assert len(counts[0]) > 2
    assert sorted(map(_key, counts[1])) == sorted(map(_key, counts[0]))


@pytest.mark.parametrize(
    ("languages", "label"),
    [
        ('"ru"', "НАТО"),
        ('"de,ru"', "НАТО"),
        ('"de", "ru", "en"', "НАТО"),
        ('"de" . bd:serviceParam wikibase:language "ru,en"', "НАТО"),
        ('"mul"', "NATO"),
        ('"[AUTO_LANGUAGE],mul,en"', "NATO"),
        ('"de"', None),
    ],
)
def test_labels_come_in_the_first_language_that_has_one(
    url: str, languages: str, label: str | None
) -> None:
    query = (
        f"SELECT ?xLabel {{ VALUES ?x {{ {_q('nato')} }} "
        f"SERVICE wikibase:label {{ bd:serviceParam wikibase:language {languages} . }} }}"
    )
    assert _rows(url, "/wikibase/sparql", query) == [{"xLabel": label or _q("nato")[3:]}]


@pytest.mark.parametrize(
    "body",
    [
        f"{{ SELECT ?x ?xLabel {{ VALUES ?x {{ {{0}} }} {LABELS} }} }} {LABELS}",
        f"{{ SELECT * {{ VALUES ?x {{ {{0}} }} OPTIONAL {{ ?x wdt:P31 ?k {LABELS} }} }} }} "
        f"{LABELS}",
        f"VALUES ?x {{ {{0}} }} ?x rdfs:label ?xLabel FILTER(LANG(?xLabel) = 'en') {LABELS}",
        f"VALUES ?x {{ {{0}} }} {LABELS} {LABELS}",
        f"{{ VALUES ?x {{ {{0}} }} {LABELS} }} UNION {{ VALUES ?x {{ {{0}} }} {LABELS} }}",
        f"VALUES ?x {{ {{0}} }} {LABELS} BIND(?x AS ?y)",
    ],
)
def test_labels_are_given_once_wherever_the_service_stands(url: str, body: str) -> None:
    query = f"SELECT DISTINCT ?xLabel {{ {body.replace('{0}', _q('nato'))} }}"
    assert _rows(url, "/wikibase/sparql", query) == [{"xLabel": "NATO"}]


#: What is wrong with a query, and what is told of it.
WRONG: Final = {
    "SELECT * WITH { SELECT ?x { ?x wdt:P31 ?y } } WHERE { INCLUDE %a }": "WITH names no subquery",
    "SELECT * WITH { SELECT ?x {} } AS %a { INCLUDE }": "INCLUDE names no subquery",
    "SELECT * { INCLUDE %a }": "It has no named subqueries",
    "SELECT *\nWITH { SELECT ?x {} } AS %a\nWITH { SELECT ?x {} } AS %b\n{ INCLUDE %c }":
        "Its named subqueries are: %a, %b",
    "SELECT * WITH { SELECT ?x {} } AS %a WITH { SELECT ?y {} } AS %a { INCLUDE %a }":
        "two subqueries have the name “%a”",
    "SELECT * WITH { SELECT * { INCLUDE %b } } AS %a WITH { SELECT * { INCLUDE %a } } AS %b "
    "{ INCLUDE %a }": "includes itself",
    'SELECT * { ?x wdt:P585 ?d FILTER(?d > "soon"^^xsd:dateTime) }': "“soon” is no date",
    'SELECT * { ?x wdt:P585 ?d FILTER(?d > "2014-02-30"^^xsd:dateTime) }': "30” is no date",
    "PREFIX wikibase: <http://www.wikidata.org/ontology#> SELECT * { ?x wdt:P31 ?y SERVICE "
    "wikibase:label {} }": "not at “http://www.wikidata.org/ontology#”",
    "SELECT * { ?x wdt:P31 ?y SERVICE <https://wikiba.se/ontology-beta#label> {} }":
        "but at “http://wikiba.se/ontology#label”",
    "SELECT * { SERVICE wikibase:around { ?x wdt:P625 ?p . bd:serviceParam wikibase:radius '1' } }":
        "lacks wikibase:center",
    "SELECT * { SERVICE wikibase:around { ?x wdt:P625 ?p . bd:serviceParam wikibase:center "
    "'Brussels' ; wikibase:radius '1' } }": "“Brussels” is no point",
    "SELECT * { SERVICE wikibase:around { ?x wdt:P625 ?p . bd:serviceParam wikibase:center "
    "'Point(4 50)' ; wikibase:radius 'far' } }": "“far” is no length",
    "SELECT * { SERVICE wikibase:around { bd:serviceParam wikibase:center 'Point(4 50)' ; "
    "wikibase:radius '1' } }": "needs one pattern",
    "SELECT * { SERVICE wikibase:box { ?x wdt:P625 ?p . bd:serviceParam wikibase:corner 'a' } }":
        "is no parameter of this service",
    "SELECT * { SERVICE wikibase:around { ?x wdt:P625 ?p . bd:serviceParam wikibase:center "
    "'Point(4 50)' ; wikibase:radius '1' ; wikibase:globe wd:Q405 } }": "on the earth",
    "SELECT * { SERVICE wikibase:mwapi { ?x ?y ?z } }": "of all services only wikibase:label",
}  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_is_told_in_both_languages(url: str, query: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(url, "/wikibase/sparql", query)
    with refused.value as answer:
        assert answer.code in (400, 403)
        assert WRONG[query] in json.loads(answer.read())["detail"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(url, "/wikibase/sparql", query, format="html", lang="ru")
    with refused.value as answer:
        page = answer.read().decode()
    told = re.search(r'<pre class="error" role="alert">(.*?)</pre>', page, re.DOTALL)
    assert told, "the error is not in Russian"
    sentences = [line for line in html.unescape(told[1]).split("\n") if line[:1].strip()]
    assert all(re.search("[а-яё]", sentence) for sentence in sentences), sentences


def test_an_error_after_named_subqueries_is_told_at_its_place(url: str) -> None:
    query = (
        "SELECT * WITH {\n SELECT ?x { ?x wdt:P31 ?y }\n} AS %a\n"
        "WHERE {\n INCLUDE %a INCLUDE %a\n SERVICE wikibase:label {}\n ?x wdt:P585 }\n"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(url, "/wikibase/sparql", query)
    with refused.value as answer:
        detail = json.loads(answer.read())["detail"]
    assert "line 7" in detail
    assert "?x wdt:P585 }" in detail


def test_an_error_in_a_named_subquery_is_told_at_its_place(url: str) -> None:
    query = "SELECT *\nWITH { SELECT ?x {\n ?x wdt:P31 } } AS %a\nWHERE { INCLUDE %a }"
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(url, "/wikibase/sparql", query)
    with refused.value as answer:
        assert "line 3" in json.loads(answer.read())["detail"]


#: Queries that mean Wikidata's names, and what is told of them beside the answer.
MEANT_FOR_WIKIDATA: Final = {
    "SELECT * { ?x wdt:P710 wd:Q7184 }": "Q7184 of Wikidata is {nato} here",
    "SELECT * { ?x wdt:P31 wd:Q999999 }": "there is no Q999999 here",
    "SELECT * { ?x wdt:P1082 ?n }": "there is no property P1082 here",
    "SELECT * { ?x p:P31/pq:P999999 ?n }": "there is no property P999999 here",
    "PREFIX wdt: <http://www.wikidata.org/prop/direct/> SELECT * { ?x wdt:P31 ?k }":
        '"wdt:" is <http://www.wikidata.org/prop/direct/> in this query',
    "PREFIX wd: <http://www.wikidata.org/entity/> SELECT * { ?x wdt:P463 wd:Q7184 }":
        "Q7184 of Wikidata is {nato} here",
    "PREFIX schema: <https://schema.org/> SELECT * { ?x schema:about ?k }":
        '"schema:" is <https://schema.org/> in this query',
    "SELECT * { ?x wdt:P31/wdt:P279* {nato_name} }": "which is no class",
    "SELECT * { ?x wdt:P31 <http://www.wikidata.org/entity/Q30> }": "Q30 of Wikidata is {usa} here",
}  # fmt: skip


@pytest.mark.parametrize("query", MEANT_FOR_WIKIDATA)
def test_a_query_with_the_numbers_of_wikidata_gets_a_hint(url: str, query: str) -> None:
    told = MEANT_FOR_WIKIDATA[query]
    told = told.replace("{nato}", _q("nato")[3:]).replace("{usa}", _q("united-states")[3:])
    query = query.replace("{nato_name}", _q("nato"))
    assert told in _get(url, "/wikibase/sparql", query)[1].get("NRR-Hint", "")
    page = html.unescape(_get(url, "/wikibase/sparql", query, format="html")[0].decode())
    assert told.replace('"', "") in page.replace("“", "").replace("”", "")
    page = _get(url, "/wikibase/sparql", query, format="html", lang="ru")[0].decode()
    note = re.search(r'<div class="note"><ul>(.*?)</ul>', page, re.DOTALL)
    assert note
    assert 'lang="en"' not in note[1], "the hint is not in Russian"


def test_hints_are_few_and_found_in_linear_time(app: Flask) -> None:
    entities = app.extensions["nrr"].entities
    assert entities.all
    for piece in ("?x wdt:P31 {0} . ", "?x wdt:P31 wd:Q99{0} . ", "?x wdt:P31)))) {0}"):
        query = "".join(piece.format(n if "99" in piece else _q("nato")) for n in range(10_000))
        begin = time.process_time()
        assert 0 < len(hints(query, entities)) <= HINTS_LIMIT or "))" in piece
        assert time.process_time() - begin < 5


def test_a_number_that_is_another_thing_on_wikidata_is_told(url: str) -> None:
    """Of those of ours that Wikidata has too, one that it links to another item of ours."""
    linked = {
        row["there"].rpartition("/")[2]: row["here"].rpartition("/")[2]
        for row in _rows(url, "/wikibase/sparql", "SELECT * { ?here owl:sameAs ?there }")
    }
    ours = {number for number in numbers().by_number if number[0] == "Q"}
    number = next(n for n, here in linked.items() if n in ours and n != here)
    hint = _get(url, "/wikibase/sparql", f"SELECT * {{ ?x ?p wd:{number} }}")[1].get("NRR-Hint", "")
    assert f"{number} of Wikidata is {linked[number]} here" in hint


def test_a_query_with_the_numbers_of_this_graph_is_not_doubted(url: str) -> None:
    """All that it may be told is which of them Wikidata has for something else."""
    for asked, _own in TUTORIAL.values():
        told = _get(url, "/wikibase/sparql", asked)[1].get("NRR-Hint", "")
        assert all(" of Wikidata is " in hint for hint in filter(None, told.split("; "))), asked


def test_the_strict_endpoint_names_the_other_one(url: str) -> None:
    for query in (
        "SELECT * { ?x wdt:P31 ?y }",
        f"SELECT * {{ ?x ?p ?y {LABELS} }}",
        "SELECT * WITH { SELECT * { ?a ?b ?c } } AS %x { INCLUDE %x }",
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _get(url, "/sparql", query)
        with refused.value as answer:
            assert "/wikibase/sparql" in json.loads(answer.read())["detail"]


@pytest.mark.parametrize(
    "prefix",
    [
        *("geo", "geof", "psn", "pqn", "prn", "wdtn", "genid", "mwapi", "mediawiki", "gas", "bds"),
        *("ontolex", "dct", "skos", "schema", "cc"),
    ],
)
def test_every_prefix_of_the_query_service_is_declared(url: str, prefix: str) -> None:
    query = f"ASK {{ ?x {prefix}:nothing ?y }}"
    assert json.loads(_get(url, "/wikibase/sparql", query)[0])["boolean"] is False


@pytest.mark.parametrize(
    ("view", "told"),
    [
        ("Map", None),
        ("Table", None),
        ("ImageGrid", "This view is not drawn here"),
        ("TreeMap", "This view is not drawn here"),
        ("Nonsense", "This view is not drawn here"),
    ],
)
def test_a_view_is_drawn_or_said_not_to_be(url: str, view: str, told: str | None) -> None:
    query = f"#defaultView:{view}\nSELECT * {{ ?place wdt:P625 ?where {LABELS} }}"
    query = query.replace("*", "?place ?placeLabel ?where", 1)
    page = _get(url, "/wikibase/sparql", query, format="html")[0].decode()
    assert ("is not drawn here" in page) == bool(told)
    assert ('class="spot"' in page) == (view == "Map")
    russian = _get(url, "/wikibase/sparql", query, format="html", lang="ru")[0].decode()
    assert ("здесь не рисуется" in russian) == bool(told)
    if view == "Map":
        assert "Bucharest" in page
        assert "Бухарест" in russian


def test_a_map_without_labels_names_the_things_that_entities_stand_for(url: str) -> None:
    query = "#defaultView:Map\nSELECT ?place ?where { ?place wdt:P625 ?where }"
    for language, name in (("en", "Bucharest"), ("ru", "Бухарест")):
        page = _get(url, "/wikibase/sparql", query, format="html", lang=language)[0].decode()
        assert name in page
        assert ">https://" not in page.partition('class="spot"')[2].partition("</svg>")[0]


def test_charts_of_other_kinds_are_drawn_as_bars_and_said_to_be(url: str) -> None:
    query = "SELECT ?x (COUNT(*) AS ?n) { ?x wdt:P463 ?y } GROUP BY ?x"
    for view, is_said in (("BarChart", False), ("LineChart", True), ("BubbleChart", True)):
        asked = f"#defaultView:{view}\n{query}"
        page = _get(url, "/wikibase/sparql", asked, format="html")[0].decode()
        assert 'class="bar"' in page
        assert ("This view is drawn as bars here" in page) == is_said


PIECES: Final = (
    "?x wdt:P31 ?y . ",
    'FILTER(?d > "2014-01-01"^^xsd:date) ',
    "BIND(?a - ?b AS ?c) ",
    "FILTER(",
    "FILTER(?a - ?b - ?c - ?d) ",
    "SERVICE wikibase:label {} ",
    "{ SELECT ?x { SERVICE wikibase:label {} } } ",
    "SERVICE wikibase:around { ?p wdt:P625 ?l . bd:serviceParam wikibase:center ?c ; "
    "wikibase:radius '1' ; wikibase:distance ?d } ",
    "INCLUDE %a ",
    "INCLUDE %a _:b ",
    "_:b wdt:P31 _:c . ",
    'hint:Query hint:optimizer "None" ; hint:a 1 , 2 . ',
    "{ ",
    "SERVICE wikibase:box { ",
    "{ SELECT (COUNT(?x) AS ?n) { ?x ?y ?z } HAVING(?n > 1) } ",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_query_is_reworded_in_linear_time(piece: str) -> None:
    """A quarter of a megabyte takes a fraction of a second; quadratic, it would take minutes."""
    many = piece * (250_000 // len(piece))
    begin = time.process_time()
    with suppress(NrrGraphError):
        rewrite(f"SELECT * WITH {{ SELECT ?x {{ _:b wdt:P31 ?x }} }} AS %a {{ {many} }}")
    assert time.process_time() - begin < 5


def test_subqueries_that_double_each_other_are_refused() -> None:
    chain = "".join(
        f"WITH {{ SELECT * {{ INCLUDE %s{n} INCLUDE %s{n} }} }} AS %s{n + 1} " for n in range(40)
    )
    begin = time.process_time()
    with pytest.raises(RefusedQuery, match="more than 1000000 characters"):
        rewrite(f"SELECT * WITH {{ SELECT * {{ ?a ?b ?c }} }} AS %s0 {chain} {{ INCLUDE %s40 }}")
    assert time.process_time() - begin < 10
    deep = "".join(f"WITH {{ SELECT * {{ INCLUDE %s{n} }} }} AS %s{n + 1} " for n in range(80))
    with pytest.raises(RefusedQuery, match="deeper than 64"):
        rewrite(f"SELECT * WITH {{ SELECT * {{ }} }} AS %s0 {deep} {{ INCLUDE %s80 }}")


def test_a_blank_node_stays_one_in_each_copy_of_a_subquery(url: str) -> None:
    query = (
        "SELECT ?x WITH { SELECT ?x { ?x wdt:P276 _:b . _:b wdt:P31 ?k } } AS %placed "
        "{ { INCLUDE %placed } UNION { INCLUDE %placed } }"
    )
    once = _rows(url, "/wikibase/sparql", "SELECT ?x { ?x wdt:P276/wdt:P31 ?k }")
    assert len(_rows(url, "/wikibase/sparql", query)) == 2 * len(once) > 0


def test_having_knows_the_names_that_select_gives(url: str) -> None:
    grouped = "SELECT ?k (COUNT(?x) AS ?n) { ?x wdt:P31 ?k } GROUP BY ?k"
    every = _rows(url, "/wikibase/sparql", grouped)
    expected = [row for row in every if int(row["n"]) > 20]
    assert 0 < len(expected) < len(every)
    for having in ("HAVING(?n > 20)", "HAVING (COUNT(?x) > 20)", "HAVING(?n >= 21) ORDER BY ?n"):
        found = _rows(url, "/wikibase/sparql", f"{grouped} {having}")
        assert sorted(map(_key, found)) == sorted(map(_key, expected))


def test_a_template_does_not_bind_its_labels(url: str) -> None:
    query = f"CONSTRUCT {{ ?x rdfs:label ?xLabel }} {{ VALUES ?x {{ {_q('nato')} }} {LABELS} }}"
    assert b'"NATO"' in _get(url, "/wikibase/sparql", query, format="nt")[0]


def test_what_only_looks_like_a_habit_is_left_alone() -> None:
    for query in (
        'SELECT * { ?x ?p "INCLUDE %x" } # WITH { } AS %x',
        'SELECT * { ?x ?p "2014-01-01" ; ?q (1 -2) } VALUES (?a ?b) { (3 -4) }',
        'SELECT (GROUP_CONCAT(?a; SEPARATOR = "-") AS ?b) { ?x (<urn:a>|^<urn:b>)+ ?a }',
        "SELECT * { FILTER(YEAR(?a) - 1 > 2000) ?a ?b ?c }",
    ):
        assert rewrite(query).text == query


def test_a_malformed_query_stays_the_user_s() -> None:
    with pytest.raises(MalformedQuery) as error:
        rewrite('SELECT *\n{ ?x ?p "x"^^xsd:dateTime }')
    assert (error.value.line, error.value.column) == (2, 9)
