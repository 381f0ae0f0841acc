"""What operators and tools ask of a server, and the other forms of the graph."""

from __future__ import annotations

import csv
import gzip
import io
import json
import urllib.error
import urllib.request

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.release.export import TABLES
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app


def _table(client: FlaskClient, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/data/latest/{name}", buffered=True)
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_numbers_of_all_web_processes_are_counted(url: str) -> None:
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{url}/sparql?query=SELECT")
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        text = answer.read().decode()
    assert 'nrr_requests_total{route="sparql",status="400"}' in text
    assert "nrr_request_seconds_bucket" in text


def test_every_route_is_described_for_tools(client: FlaskClient) -> None:
    described = client.get("/openapi.json").json
    assert described
    for path in ("/sparql", "/id/{slug}", "/rdf-graph-store", "/data/{version}/{name}"):
        operation = described["paths"][path]["get"]
        assert operation["summary"]
        names = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert all(f"{{{name}}}" in path for name in names)


def test_a_row_for_each_statement(client: FlaskClient, release: Release) -> None:
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <https://w3id.org/nrr/ontology#subject> ?o }"
    (counted,) = release.store.query(query)  # type: ignore[misc]
    rows = {row["statement"]: row for row in _table(client, "statements.csv")}
    assert len(rows) == int(counted["n"].value)
    suspension = rows["s01-08-suspension"]
    assert (suspension["when"], suspension["sentences"], suspension["references"]) == (
        *("2014-05-01", "S01-08", "3"),
    )
    assert suspension["sources"] == "Ukraine crisis: Nato suspends Russia co-operation"


def test_entities_and_references_have_tables_too(client: FlaskClient, release: Release) -> None:
    names = {row["entity"]: row for row in _table(client, "entities.csv")}
    assert names["nato-russia-council"]["label_ru"] == "Совет Россия — НАТО"
    assert names["nato"]["wikidata"].endswith("/Q7184")
    references = {row["reference"] for row in _table(client, "sources.csv")}
    assert len(references) == release.counts["references"]
    assert len(TABLES) == 3


def test_documents_in_json_ld_are_compact_and_lossless(client: FlaskClient) -> None:
    text = client.get("/id/s01-08-suspension.jsonld").data
    document = json.loads(text)
    node = next(n for n in document["@graph"] if n["@id"] == "id:s01-08-suspension")
    assert node["subject"] == [{"@id": "id:suspension-of-cooperation-2014"}]
    assert document["@context"] == client.get("/context.jsonld").json["@context"]  # type: ignore[index]
    plain = client.get("/id/s01-08-suspension.nt").data
    assert _triples(text, ox.RdfFormat.JSON_LD) == _triples(plain, ox.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize(
    "slug", ["nato", "founding-act", "dmitry-rogozin", "issue-citations-cover-paragraphs"]
)
def test_json_ld_loses_nothing(client: FlaskClient, slug: str) -> None:
    compact, plain = (client.get(f"/id/{slug}.{suffix}").data for suffix in ("jsonld", "nt"))
    assert _triples(compact, ox.RdfFormat.JSON_LD) == _triples(plain, ox.RdfFormat.N_TRIPLES)


def _triples(text: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=form)}


@pytest.mark.parametrize(("count", "host"), [("0", "localhost"), ("1", "graph.example.org")])
def test_forwarded_headers_are_believed_only_from_trusted_proxies(
    release: Release, count: str, host: str
) -> None:
    client = create_app(read_settings({"NRR_TRUSTED_PROXIES": count}), release).test_client()
    headers = {"X-Forwarded-Host": "graph.example.org", "X-Forwarded-Proto": "http"}
    assert (
        f"<http://{host}/id/nato.ttl>"
        in client.get("/id/nato.html", headers=headers).headers["Link"]
    )


def test_a_dump_of_a_version_may_be_kept_for_ever(client: FlaskClient, release: Release) -> None:
    kept = client.get(f"/data/{release.version}/nrr.nt", buffered=True)
    assert "immutable" in kept.headers["Cache-Control"]
    latest = client.get("/data/latest/nrr.ttl", buffered=True)
    assert "immutable" not in latest.headers["Cache-Control"]
    assert latest.content_type == "text/turtle; charset=utf-8"


def test_a_dump_comes_compressed_to_those_who_take_it(client: FlaskClient) -> None:
    plain = client.get("/data/latest/nrr.nt", buffered=True)
    coded = client.get("/data/latest/nrr.nt", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.data) == plain.data
    assert len(coded.data) * 5 < len(plain.data)
    assert coded.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    headers = {"Accept-Encoding": "gzip", "Range": "bytes=0-9"}
    part = client.get("/data/latest/nrr.nt", headers=headers, buffered=True)
    assert (part.status_code, part.data) == (206, plain.data[:10])


@pytest.mark.parametrize("given", ["", "places", "x y"])
def test_a_graph_that_is_no_iri_is_told(client: FlaskClient, given: str) -> None:
    fields = {"query": "ASK {}", "default-graph-uri": given}
    answer = client.get("/sparql", query_string=fields)
    assert answer.status_code == 400
    assert "no absolute IRI" in answer.json["detail"]  # type: ignore[index]
