"""RDF 1.2: plain triples with their statements, triples as terms, base directions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
import pytest

from nrr_graph.mediatypes import GRAPH_FORMATS, SOLUTION_FORMATS, WITH_TRIPLE_TERMS, Format
from nrr_graph.namespaces import NRR, RDF
from nrr_graph.project import rules_folder
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.derive import build_store, run_rule
from nrr_graph.release.load import load_data, load_ontology, quads_of
from nrr_graph.release.release import Release
from roads import WAYS, Asker, Road, application_road, server_road
from serving import Server

VIEW: Final = ANNOTATED_GRAPH.value
REIFIES: Final = ox.NamedNode(RDF + "reifies")
PROLOGUE: Final = (
    'VERSION "1.2" PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/'
    "ontology#> PREFIX graph: <https://w3id.org/nrr/graph/> PREFIX dcterms: "
    f"<http://purl.org/dc/terms/> PREFIX rdf: <{RDF}> "
)
TRIPLE: Final = "id:suspension-of-cooperation-2014 nrr:initiator ?who"
#: One question in each spelling that SPARQL 1.2 has for it.
SPELLINGS: Final = {
    "annotation": f"{TRIPLE} {{| nrr:when ?when ; dcterms:source ?source |}}",
    "reifier": f"{TRIPLE} ~ ?s {{| nrr:when ?when |}} . ?s dcterms:source ?source",
    "reified triple": f"<< {TRIPLE} >> nrr:when ?when ; dcterms:source ?source",
    "triple term": f"?s rdf:reifies <<( {TRIPLE} )>> ; nrr:when ?when ; dcterms:source ?source",
    "functions": "?s rdf:reifies ?t ; nrr:when ?when ; dcterms:source ?source . "
    "FILTER(SUBJECT(?t) = id:suspension-of-cooperation-2014 && PREDICATE(?t) = nrr:initiator) "
    "BIND(OBJECT(?t) AS ?who)",
}


def _annotated(release: Release) -> list[ox.Triple]:
    quads = release.store.quads_for_pattern(None, None, None, ANNOTATED_GRAPH)
    return [quad.triple for quad in quads]


def _reified(triples: Iterable[ox.Triple]) -> dict[object, set[object]]:
    """Return the reifiers of each triple."""
    found: dict[object, set[object]] = {}
    for triple in triples:
        if triple.predicate == REIFIES:
            found.setdefault(triple.object, set()).add(triple.subject)
    return found


def test_each_plain_triple_has_the_statements_that_say_it(release: Release) -> None:
    reified = _reified(_annotated(release))
    store = build_store(quads_of([*load_data(), *load_ontology()]))
    rules = [rules_folder() / "derive" / name for name in
             ("10-direct.rq", "20-qualifiers-of-being.rq")]  # fmt: skip
    plain = {ox.Triple(*fact) for rule in rules for fact in run_rule(store, rule)}
    assert plain == set(reified)
    assert len(plain) > 200


def test_each_reifier_is_a_statement_with_a_passage_and_a_source(release: Release) -> None:
    triples = _annotated(release)
    reifiers = {one for ones in _reified(triples).values() for one in ones}
    for name in (NRR + "passage", "http://purl.org/dc/terms/source"):
        assert {t.subject for t in triples if t.predicate.value == name} == reifiers
    statements = release.store.quads_for_pattern(
        None, ox.NamedNode(RDF + "type"), ox.NamedNode(NRR + "Statement"), ox.DefaultGraph()
    )
    assert reifiers <= {quad.subject for quad in statements}


@pytest.fixture(params=["application", "server", "store"])
def own_road(request: pytest.FixtureRequest) -> Road:
    """Return each road to an engine of ours."""
    if request.param == "application":
        return application_road(request.getfixturevalue("app"))
    name = "server" if request.param == "server" else "store_server"
    running: Server = request.getfixturevalue(name)
    return server_road(request.param, running.url)


@pytest.mark.parametrize("place", ["FROM graph:annotated", "GRAPH", "FROM NAMED"])
def test_annotations_are_asked_in_every_spelling(own_road: Road, place: str) -> None:
    found = {}
    for name, pattern in SPELLINGS.items():
        select = f"{PROLOGUE} SELECT DISTINCT ?who ?when ?source"
        query = {
            "GRAPH": f"{select} {{ GRAPH graph:annotated {{ {pattern} }} }}",
            "FROM NAMED": f"{select} FROM NAMED <{VIEW}> {{ GRAPH ?g {{ {pattern} }} }}",
        }.get(place, f"{select} {place} {{ {pattern} }}")
        found[name] = own_road.query(query).bindings()
    assert len(found["annotation"]) == 1
    assert found["annotation"][0]["when"] == "2014-05-01"
    assert found["annotation"][0]["who"].endswith("/id/nato")
    assert all(rows == found["annotation"] for rows in found.values()), found


@pytest.mark.parametrize("way", WAYS)
def test_the_protocol_can_name_the_view(own_road: Road, way: str) -> None:
    query = f"{PROLOGUE} SELECT (COUNT(*) AS ?n) {{ ?s rdf:reifies ?t }}"
    assert own_road.query(query, ("default-graph-uri", VIEW), way=way).number() > 200
    assert own_road.query(query, way=way).number() == 0


def test_labels_stand_beside_what_is_annotated(own_road: Road) -> None:
    query = (
        f"{PROLOGUE} PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?name "
        f"{{ GRAPH graph:annotated {{ {TRIPLE} {{| nrr:passage ?p |}} }} ?who rdfs:label ?name "
        "FILTER(LANG(?name) = 'ru') }"
    )
    assert own_road.query(query).bindings() == [{"name": "НАТО"}]


def test_whoever_does_not_name_the_view_meets_no_triple_terms(asker: Asker) -> None:
    reifies = f"PREFIX rdf: <{RDF}> SELECT (COUNT(*) AS ?n)"
    assert asker.number(f"{reifies} {{ ?s rdf:reifies ?o }}") == 0
    assert asker.number(f"{reifies} {{ GRAPH ?g {{ ?s rdf:reifies ?o }} }}") == 0


SELECTED: Final = (
    f"{PROLOGUE} SELECT ?t ?text FROM graph:annotated {{ ?s rdf:reifies ?t "
    'FILTER(OBJECT(?t) = id:nato) BIND("سلام"@ar--rtl AS ?text) } ORDER BY ?s LIMIT 3'
)
CONSTRUCTED: Final = (
    f"{PROLOGUE} CONSTRUCT {{ ?s rdf:reifies ?t ; nrr:text ?text }} FROM graph:annotated "
    '{ ?s rdf:reifies ?t FILTER(OBJECT(?t) = id:nato) BIND("سلام"@ar--rtl AS ?text) }'
)


@pytest.mark.parametrize("chosen", SOLUTION_FORMATS, ids=lambda chosen: chosen.label)
def test_triple_terms_and_base_directions_are_in_every_format(
    own_road: Road, chosen: Format
) -> None:
    reply = own_road.query(SELECTED, accept=chosen.name)
    assert reply.status == 200, reply.body
    if chosen.suffix == "csv":  # Has no types: a triple is told as its three parts.
        lines = reply.body.decode().splitlines()
        assert len(lines) == 4
        assert all(line.endswith("/id/nato,سلام") and line.count(" ") == 2 for line in lines[1:])
        return
    read = ox.parse_query_results(
        reply.body, format=ox.QueryResultsFormat.from_media_type(chosen.name)
    )
    assert isinstance(read, ox.QuerySolutions)
    rows = list(read)
    assert len(rows) == 3
    for row in rows:
        assert isinstance(row["t"], ox.Triple)
        assert row["text"] == ox.Literal("سلام", language="ar", direction=ox.BaseDirection.RTL)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.label)
def test_graphs_with_triple_terms_come_in_every_format_that_has_them(
    own_road: Road, chosen: Format
) -> None:
    reply = own_road.query(CONSTRUCTED, accept=chosen.name)
    if chosen not in WITH_TRIPLE_TERMS:
        assert reply.status == 406, reply.body[:500]
        assert "triples as terms" in reply.problem
        assert "Turtle" in reply.problem
        return
    assert reply.status == 200
    quads = ox.parse(reply.body, format=ox.RdfFormat.from_media_type(chosen.name))
    triples = [quad.triple for quad in quads]
    assert any(isinstance(triple.object, ox.Triple) for triple in triples)
    texts = [t.object for t in triples if isinstance(t.object, ox.Literal)]
    assert all(text.direction == ox.BaseDirection.RTL for text in texts)
    assert texts


@pytest.mark.parametrize("form", ["ASK", "SELECT *", "CONSTRUCT WHERE", "DESCRIBE <urn:s>"])
@pytest.mark.parametrize("version", ['VERSION "1.2"', "VERSION '1.1'", 'version "1.2" BASE <urn:>'])
def test_a_query_may_say_its_version(own_road: Road, form: str, version: str) -> None:
    pattern = "" if form.startswith("DESCRIBE") else " { <urn:s> ?p ?o }"
    assert own_road.query(f"{version} {form}{pattern}", accept="*/*").status == 200


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("<< ?s ?p >> ?q ?r", "line 1, column 22: the query cannot be understood from here"),
        ("?s ?p ?o {| ?q ?r", "line 1, column 30: “}” closes nothing"),
        ("?s ?p ?o {| ?q ?r }", "line 1, column 30: “}” closes nothing"),
        ("<<( ?s ?p ?o )> ?q ?r", "line 1, column"),
        ('?s ?p "x"@ar--sideways', "line 1, column"),
    ],
)
def test_a_mistake_in_the_new_syntax_is_told_at_its_place(
    own_road: Road, pattern: str, told: str
) -> None:
    reply = own_road.query(f"SELECT * {{ {pattern} }}")
    assert reply.status == 400
    assert told in reply.problem


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "<< " * 17 + "?s ?p ?o" + " >> ?p ?o" * 17 + " }",
        "SELECT * { ?s ?p " + "<<( ?s ?p " * 17 + "?o" + " )>>" * 17 + " }",
        "SELECT * { ?s ?p ?o" + " {| ?p ?o" * 17 + " |}" * 17 + " }",
    ],
    ids=["reified triples", "triple terms", "annotations"],
)
def test_deep_triples_are_refused(server_only: Road, query: str) -> None:
    reply = server_only.query(query)
    assert reply.status in (400, 403)
    assert "deeper" in reply.problem
    assert server_only.query("ASK {}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * FROM <{VIEW}> {{ ?s ?p ?o }}",
        f"{PROLOGUE} SELECT * {{ GRAPH graph:annotated {{ ?s ?p ?o }} }}",
    ],
)
def test_another_engine_without_the_view_says_so(remote_server: Server, query: str) -> None:
    road = server_road("remote", remote_server.url)
    reply = road.query(query)
    assert reply.status == 400
    assert "another engine answers" in reply.problem
    reply = road.query("SELECT * { ?s ?p ?o }", ("default-graph-uri", VIEW))
    assert reply.status == 400
    described = road.get("/sparql", accept="application/n-triples").body.decode()
    assert "SPARQL12Query" not in described
    assert road.get("/graph/annotated").status == 404


def test_the_service_says_that_it_knows_rdf_1_2(own_road: Road) -> None:
    described = own_road.get("/sparql", accept="application/n-triples").body.decode()
    for name in ("SPARQL11Query", "SPARQL12Query", "#triple-terms", "#base-direction", VIEW):
        assert name in described


def test_the_view_has_a_page_and_documents(own_road: Road) -> None:
    page = own_road.get("/graph/annotated", accept="text/html")
    assert page.status == 200
    assert "annotated.ttl" in page.body.decode()
    document = own_road.get("/graph/annotated.ttl").body
    triples = {quad.triple for quad in ox.parse(document, format=ox.RdfFormat.TURTLE)}
    assert len(_reified(triples)) > 200
    assert own_road.get("/graph/annotated.jsonld").status == 406


def test_a_file_of_the_whole_says_its_version(own_road: Road, release: Release) -> None:
    reply = own_road.get("/data/latest/nrr-rdf12.ttl")
    assert reply.header("content-type") == "text/turtle; charset=utf-8; version=1.2"
    assert reply.body.startswith(b'VERSION "1.2"\n')
    triples = {quad.triple for quad in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)}
    plain = release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert triples == {quad.triple for quad in plain} | set(_annotated(release))
