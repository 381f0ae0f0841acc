"""Graphs, dumps, descriptions and citations, each at its address and in the format asked for."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from nrr_graph.mediatypes import GRAPH_FORMATS
from nrr_graph.namespaces import DCAT, GRAPH, ID, PREFIXES, VOID
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.catalogue import DATASET
from nrr_graph.release.distributions import DISTRIBUTIONS
from nrr_graph.release.export import EXPORT_FORMATS, dump_name
from nrr_graph.release.release import Release
from nrr_graph.release.service import SD
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app

PLACES = GRAPH + "places"


def _triples(body: bytes, media_type: str = "application/n-triples") -> set[ox.Triple]:
    parsed = ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))
    return {quad.triple for quad in parsed}


def _of_graph(release: Release, iri: str) -> set[ox.Triple]:
    quads = release.store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
    return {quad.triple for quad in quads}


def _default_graph(release: Release) -> set[ox.Triple]:
    quads = release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return {quad.triple for quad in quads}


@pytest.fixture(scope="module")
def below(release: Release) -> FlaskClient:
    """Serve below a path of another host."""
    settings = read_settings({"NRR_PUBLIC_URL": "https://example.org/foo/bar/"})
    return create_app(settings, release).test_client()


@pytest.mark.parametrize("address", [f"/rdf-graph-store?graph={PLACES}", "/graph/places"])
@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.suffix)
def test_a_graph_is_given_by_name_and_at_its_own_address(
    client: FlaskClient, release: Release, address: str, chosen: object
) -> None:
    media_type = chosen.name  # type: ignore[attr-defined]
    answer = client.get(address, headers={"Accept": media_type})
    assert answer.content_type.startswith(media_type)
    assert "Accept" in answer.headers["Vary"]
    assert _triples(answer.data, media_type) == _of_graph(release, PLACES)


def test_the_default_graph_of_the_store_is_that_of_the_endpoint(
    client: FlaskClient, release: Release
) -> None:
    answer = client.get("/rdf-graph-store?default", headers={"Accept": "application/n-triples"})
    assert _triples(answer.data) == _default_graph(release)


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/rdf-graph-store", 400, "name one graph"),
        (f"/rdf-graph-store?default&graph={PLACES}", 400, "name one graph"),
        ("/rdf-graph-store?graph=http://example.org/none", 404, "no graph"),
        ("/rdf-graph-store?graph=x>%20{}", 404, "no graph"),
        ("/graph/none", 404, "no graph"),
        ("/data/latest/nrr.docx", 404, "nrr.nt"),
        ("/data/0.0.0/nrr.nt", 404, "latest"),
        ("/ontology.docx", 404, "ttl"),
        ("/id/no-such-thing.bib", 404, "no-such-thing"),
    ],
)
def test_what_is_not_there_says_what_is(
    client: FlaskClient, address: str, status: int, told: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert told in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/rdf-graph-store?default", "/graph/places", "/id/nato.ttl"])
def test_nothing_can_be_written_anywhere(client: FlaskClient, method: str, address: str) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_scripts_of_other_sites_may_read_everything(app: Flask, client: FlaskClient) -> None:
    """One rule for every route, so that none can be forgotten."""
    addresses = {re.sub(r"<[^>]*>", "nato", str(rule)) for rule in app.url_map.iter_rules()}
    assert len(addresses) > 15
    for address in addresses:
        asked = client.options(address, headers={"Origin": "https://example.org"})
        assert asked.status_code == 200
        method = "POST" if address == "/mcp" else "GET"  # There are no streams to GET.
        assert method in asked.headers["Access-Control-Allow-Methods"]
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


def test_the_endpoint_describes_itself(client: FlaskClient, release: Release) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    triples = _triples(answer.data)
    endpoint = ox.NamedNode("http://localhost/sparql")
    assert ox.Triple(endpoint, ox.NamedNode(SD + "endpoint"), endpoint) in triples
    named = [t for t in triples if t.predicate.value == SD + "namedGraph"]
    dataset = {t.object.value for t in named if t.subject.value.endswith("#dataset")}  # type: ignore[union-attr]
    assert dataset == set(release.graphs)
    beside = {t.object for t in named if t.subject.value.endswith("#available")}  # type: ignore[union-attr]
    assert beside == {ANNOTATED_GRAPH}
    sizes = [t for t in triples if t.predicate.value == VOID + "triples"]
    assert len(sizes) == len(release.graphs) + 1


def test_the_catalogue_counts_what_is_there(client: FlaskClient, release: Release) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    triples = _triples(answer.data)
    dataset = ox.NamedNode(DATASET)
    size = ox.Literal(release.counts["triples"])
    assert ox.Triple(dataset, ox.NamedNode(VOID + "triples"), size) in triples
    urls = {t.object.value for t in triples if t.predicate.value == DCAT + "downloadURL"}  # type: ignore[union-attr]
    assert len(urls) == 2 * len(DISTRIBUTIONS)  # Of the version, and of the latest.
    for url in urls:
        assert client.head(url, buffered=True).status_code == 200


@pytest.mark.parametrize("chosen", EXPORT_FORMATS, ids=lambda chosen: chosen.suffix)
def test_a_dump_holds_exactly_the_default_graph(
    client: FlaskClient, release: Release, chosen: object
) -> None:
    answer = client.get(f"/data/latest/{dump_name(chosen)}", buffered=True)  # type: ignore[arg-type]
    assert _triples(answer.data, chosen.name) == _default_graph(release)  # type: ignore[attr-defined]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_dump_can_be_fetched_in_parts_and_checked(client: FlaskClient, release: Release) -> None:
    address = f"/data/{release.version}/nrr.nt"
    whole = client.get(address, buffered=True)
    part = client.get(address, headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    unchanged = client.get(address, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert unchanged.status_code == 304
    sums = dict(
        line.split("  ")[::-1] for line in client.get("/data/latest/SHA256SUMS").text.splitlines()
    )
    assert sums["nrr.nt"] == hashlib.sha256(whole.data).hexdigest()


def test_one_fact_is_cited_in_four_forms(client: FlaskClient, release: Release) -> None:
    def cited(suffix: str) -> str:
        return client.get(f"/id/s01-08-suspension.{suffix}").text

    iri = ID + "s01-08-suspension"
    assert cited("bib").startswith("@misc{s01-08-suspension,")
    (item,) = json.loads(cited("csl"))
    assert (item["URL"], item["version"]) == (iri, release.version)
    assert cited("ris").splitlines()[0] == "TY  - DATA"
    assert cited("txt").rstrip().endswith(iri)
    digest = re.search(r"SHA-256 ([0-9a-f]{64})", item["note"])
    assert digest
    for suffix in ("bib", "ris", "txt"):
        assert digest[1] in cited(suffix)


def test_a_page_tells_machines_where_what_is(client: FlaskClient) -> None:
    answer = client.get("/id/nato.html")
    for relation in ("canonical", "cite-as", "license", "alternate", "describedby"):
        assert f'rel="{relation}"' in answer.headers["Link"]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    described = json.loads(found[1])
    assert (described["@id"], described["@type"]) == (ID + "nato", "Organization")


def test_citations_are_negotiated_too(client: FlaskClient) -> None:
    answer = client.get("/id/nato", headers={"Accept": "application/x-bibtex"})
    assert (answer.status_code, answer.location) == (303, "/id/nato.bib")


def test_the_prefixes_are_published(client: FlaskClient) -> None:
    assert client.get("/prefixes").json == PREFIXES
    assert "text/html" in client.get("/prefixes", headers={"Accept": "text/html"}).content_type


def test_the_shapes_are_published_with_their_messages(client: FlaskClient) -> None:
    assert "the English label is missing" in client.get("/shapes.html").text
    assert len(_triples(client.get("/shapes.nt").data)) > 100


def test_crawlers_are_told_where_to_go(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /sparql" in robots
    listed = ET.fromstring(client.get("/sitemap.xml").text)
    pages = [node.text or "" for node in listed.iter() if node.tag.endswith("loc")]
    assert len(pages) > 1000
    for page in pages[:: len(pages) // 20]:
        assert client.get(page).status_code == 200


def test_language_models_are_told_how_to_ask(client: FlaskClient) -> None:
    text = client.get("/llms.txt").text
    query = text.split("\n## ")[1].split("\n\n", 1)[1]
    assert client.get("/sparql", query_string={"query": query}).status_code == 200


@pytest.mark.parametrize("path", ["/foo/bar/id/nato.html", "/id/nato.html"])
def test_links_keep_the_prefix_whether_or_not_the_proxy_takes_it_off(
    below: FlaskClient, path: str
) -> None:
    page = below.get(path)
    assert page.status_code == 200
    links = set(re.findall(r'href="(/[^"]*)"', page.text))
    assert links
    assert all(link.startswith("/foo/bar/") for link in links)
    assert "<https://example.org/foo/bar/id/nato.ttl>" in page.headers["Link"]
