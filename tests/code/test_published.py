"""What the server says of itself is so: every address answers, every number is counted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path

import brotli
import pyoxigraph as ox
import pytest
import urllib3
import zstandard
from click.testing import CliRunner
from flask.testing import FlaskClient

from nrr_graph.cli import main
from nrr_graph.namespaces import BASE, DCAT, ID, ONTOLOGY, RDF, SPDX, VOID
from nrr_graph.release.catalogue import DATASET
from nrr_graph.release.distributions import DISTRIBUTIONS
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app

DOCUMENTS = ("text/turtle", "application/ld+json", "application/n-triples")


@pytest.fixture(scope="module")
def http() -> urllib3.PoolManager:
    return urllib3.PoolManager(timeout=60, retries=False)


def _get(
    http: urllib3.PoolManager, address: str, *, follows: bool = True, **headers: str
) -> urllib3.BaseHTTPResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    # On a busy machine the first who asks for dumps may wait longer than a page may take.
    retries = urllib3.Retry(9, status_forcelist=[503], backoff_factor=0.2)
    return http.request(
        "GET", address, headers=sent, redirect=follows, retries=retries, decode_content=False
    )


@pytest.fixture(scope="module")
def described(url: str, http: urllib3.PoolManager) -> set[ox.Triple]:
    answer = _get(http, f"{url}/", Accept="application/n-triples")
    assert answer.status == 200, answer.data
    return {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}


def _by_subject(described: set[ox.Triple], predicate: str) -> dict[str, str]:
    return {
        str(t.subject)[1:-1]: str(getattr(t.object, "value", t.object))
        for t in described
        if t.predicate.value == predicate
    }


def test_every_address_of_the_catalogue_answers(
    url: str, http: urllib3.PoolManager, described: set[ox.Triple]
) -> None:
    """Names under w3id.org are asked where its rules lead; other sites are not asked."""
    named = {str(node)[1:-1] for t in described for node in (t.subject, t.object)}
    ours = {iri.partition("#")[0] for iri in named if iri.startswith((BASE, f"{url}/"))}
    # Dumps have a test of their own; a namespace is no address.
    asked = sorted(iri for iri in ours if "/data/" not in iri and iri != ID)
    assert len(asked) > 150
    accept = "text/turtle, */*;q=0.5"
    statuses = {
        iri: _get(http, iri.replace(BASE, f"{url}/"), Accept=accept).status for iri in asked
    }
    assert {iri: status for iri, status in statuses.items() if status != 200} == {}


def test_every_file_has_the_size_and_digest_that_the_catalogue_tells(
    http: urllib3.PoolManager, described: set[ox.Triple]
) -> None:
    sizes, sums = (_by_subject(described, name) for name in (DCAT + "byteSize", SPDX + "checksum"))
    digests = _by_subject(described, SPDX + "checksumValue")
    files = _by_subject(described, DCAT + "downloadURL")
    assert set(files) == set(sizes) == set(sums)
    for address in files:
        answer = _get(http, address)
        counted = (answer.status, str(len(answer.data)), hashlib.sha256(answer.data).hexdigest())
        assert counted == (200, sizes[address], digests[sums[address]]), address
        assert answer.headers["Content-Length"] == sizes[address]
        media_type = answer.headers["Content-Type"].partition(";")[0]
        told = _by_subject(described, DCAT + "mediaType")[address]
        assert told.endswith(f"/{media_type}")


def test_every_number_of_the_catalogue_is_counted(
    url: str, http: urllib3.PoolManager, described: set[ox.Triple]
) -> None:
    def count(pattern: str) -> str:
        query = f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {pattern} }}"
        answer = http.request("GET", f"{url}/sparql", fields={"query": query, "format": "csv"})
        return answer.data.decode().split()[1]

    triples = _by_subject(described, VOID + "triples")
    classes = _by_subject(described, VOID + "class")
    property_ = _by_subject(described, VOID + "linkPredicate")
    for subject, number in triples.items():
        if subject in property_:
            expected = count(f"?s <{property_[subject]}> ?o")
        elif subject == f"{BASE}dataset":
            expected = count("?s ?p ?o")
        else:
            expected = count(f"GRAPH <{subject}> {{ ?s ?p ?o }}")
        assert number == expected, subject
    for subject, number in _by_subject(described, VOID + "entities").items():
        assert number == count(f"?s <{RDF}type> <{classes[subject]}>"), subject


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_a_dump_comes_in_the_coding_that_a_client_takes(
    url: str, http: urllib3.PoolManager, coding: str
) -> None:
    address = f"{url}/data/latest/nrr.ttl"
    plain = _get(http, address, Accept_Encoding="identity")
    coded = _get(http, address, Accept_Encoding=f"{coding};q=1, identity;q=0.5")
    decode = {
        "br": brotli.decompress,
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
        "gzip": lambda data: urllib3.response.GzipDecoder().decompress(data),
    }
    assert coded.headers["Content-Encoding"] == coding
    assert "Content-Encoding" not in plain.headers
    assert decode[coding](coded.data) == plain.data
    assert int(coded.headers["Content-Length"]) == len(coded.data) < len(plain.data) / 5
    assert "Accept-Encoding" in coded.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert coded.headers["ETag"] == f'"{hashlib.sha256(coded.data).hexdigest()}"'
    tagged = _get(http, address, Accept_Encoding=coding, If_None_Match=coded.headers["ETag"])
    assert tagged.status == 304
    refused = _get(http, address, Accept_Encoding=f"{coding};q=0")
    assert refused.headers.get("Content-Encoding") != coding


@pytest.mark.parametrize(
    "path", ["data/latest/nrr.nt", "id/nato.ttl", "id/nato.html", "ontology.ttl", "", "issues"]
)
def test_dates_of_change_are_those_of_the_release(
    url: str, http: urllib3.PoolManager, release: Release, path: str
) -> None:
    """Asked three times, so that the response from memory is tried as well."""
    for _ in range(3):
        answer = _get(http, f"{url}/{path}")
        changed = parsedate_to_datetime(answer.headers["Last-Modified"])
        assert changed.isoformat() == f"{release.modified}T00:00:00+00:00"
        since = _get(http, f"{url}/{path}", If_Modified_Since=answer.headers["Last-Modified"])
        assert (since.status, since.data) == (304, b"")
        earlier = "Mon, 24 Nov 2008 00:00:00 GMT"
        assert _get(http, f"{url}/{path}", If_Modified_Since=earlier).status == 200
        assert _get(http, f"{url}/{path}", If_Modified_Since="yesterday").status == 200
        # A tag tells more than a date: here, that the client has something else.
        both = _get(
            http,
            f"{url}/{path}",
            If_Modified_Since=answer.headers["Last-Modified"],
            If_None_Match='"other"',
        )
        assert both.status == 200


def test_an_audit_of_the_server_finds_nothing_wrong(url: str, runner: CliRunner) -> None:
    audited = runner.invoke(main, ["audit", "--url", url])
    assert audited.exit_code == 0, audited.output
    files = 2 * len(DISTRIBUTIONS)  # Of the version, and of the latest.
    told = rf"\+ A1 +{files} of {files}  files with the size and digest"
    assert re.search(told, audited.output)


def _links(header: str) -> list[tuple[str, str, str]]:
    """Return relation, target and media type of each link."""
    return [
        (relation, target, media_type)
        for target, relation, media_type in re.findall(
            r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', header
        )
    ]


@pytest.mark.parametrize(
    ("path", "demanded"),
    [
        ("/", {"cite-as", "type", "author", "license", "describedby", "item", "linkset"}),
        ("/data/", {"cite-as", "type", "author", "license", "describedby", "item", "linkset"}),
        ("/id/nato.html", {"cite-as", "type", "author", "license", "describedby", "collection"}),
        ("/id/nato.ttl", {"cite-as", "type", "author", "license", "describedby", "collection"}),
        ("/id/s01-08-suspension.bib", {"cite-as", "author", "license", "collection", "linkset"}),
        ("/data/latest/nrr.nt", {"cite-as", "type", "author", "license", "collection"}),
        *((path, {"type", "author", "license", "describedby", "collection", "linkset"})
          for path in ("/timeline", "/map?lang=ru", "/quality", "/ontology.html", "/about",
                       "/questions/quotations", "/list/persons", "/graph/places?format=html")),
    ],
)  # fmt: skip
def test_every_page_tells_machines_where_what_is(
    client: FlaskClient, path: str, demanded: set[str]
) -> None:
    answer = client.get(path, buffered=True)
    links = _links(answer.headers["Link"])
    assert demanded <= {relation for relation, _, _ in links}
    for relation, target, media_type in links:
        if target.startswith("http://localhost/") and relation != "item":
            place = target.removeprefix("http://localhost")
            found = client.get(place, headers={"Accept": media_type})
            assert found.status_code == 200, target
            assert not media_type or found.mimetype == media_type, target
    assert len([link for link in links if link[0] == "cite-as"]) <= 1
    is_about = ("type", "https://schema.org/AboutPage", "") in links
    assert is_about == (path in ("/", "/data/", "/id/nato.html"))


def test_errors_sign_no_way(client: FlaskClient) -> None:
    for path in ("/id/no-such-thing", "/no-such-page"):
        assert "Link" not in client.get(path, headers={"Accept": "text/html"}).headers


@pytest.mark.parametrize("path", ["/id/nato", "/dataset"])
def test_a_link_set_tells_what_the_header_does_and_the_way_back(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(f"{path}.linkset")
    assert answer.content_type == "application/linkset+json"
    page, *others = json.loads(answer.text)["linkset"]
    header = client.get(page["anchor"].removeprefix("http://localhost")).headers["Link"]
    told = {(name, link["href"]) for name in page if name != "anchor" for link in page[name]}
    assert told == {(r, target) for r, target, _ in _links(header) if r != "linkset"}
    assert others
    for other in others:
        (relation,) = set(other) - {"anchor"}
        assert (relation, other[relation][0]["href"]) in {
            ("describes", page["anchor"]),
            ("collection", page["anchor"]),
        }


@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_programs_get_the_catalogue_from_home(client: FlaskClient, media_type: str) -> None:
    answer = client.get("/", headers={"Accept": media_type})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    assert f"{BASE}dataset" in answer.text or "dataset#catalogue" in answer.text
    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""):
        assert client.get("/", headers={"Accept": accept}).mimetype == "text/html"


def test_other_data_are_served_under_a_name_of_their_own(tmp_path: Path) -> None:
    """They have blank nodes, which are labelled anew at each reading, and a date that is none."""
    (tmp_path / "other.ttl").write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <http://example.org/> .\n"
        ':a dcterms:modified "yesterday" ; :b [ :c "d" ] .\n',
        encoding="utf-8",
    )
    site = create_app(read_settings({"NRR_DATA": str(tmp_path)})).test_client()
    for path in ("/dataset.ttl", "/", "/data/latest/nrr.nt", "/quality"):
        answer = site.get(path, buffered=True)
        assert answer.status_code == 200
        assert "Last-Modified" not in answer.headers
        assert f"<{DATASET}" not in answer.headers["Link"]
        assert 'rel="license"' not in answer.headers["Link"]
    assert f"<{DATASET}>" not in site.get("/dataset.ttl").text


@pytest.mark.parametrize("part", ["0.1.0", "alignments", "terms"])
def test_every_iri_of_the_ontology_answers(client: FlaskClient, part: str) -> None:
    answer = client.get(
        f"/ontology/{part}", headers={"Accept": "application/n-triples"}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert f"<{ONTOLOGY}/{part}>" in answer.text
    shown = client.get(f"/ontology/{part}", headers={"Accept": "text/html"}, follow_redirects=True)
    assert shown.mimetype == "text/html"


@pytest.mark.parametrize("part", ["0.0.9", "x>", "0.1.0.docx", "terms/more"])
def test_what_is_no_part_of_the_ontology_is_told(client: FlaskClient, part: str) -> None:
    assert client.get(f"/ontology/{part}").status_code == 404


def test_the_wikidata_style_service_describes_itself(client: FlaskClient, release: Release) -> None:
    answer = client.get("/wikibase/sparql", headers={"Accept": "application/n-triples"})
    triples = {q.triple for q in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)}
    (size,) = map(int, _by_subject(triples, VOID + "triples").values())
    wikibase = ox.NamedNode(f"{BASE}graph/wikibase")
    assert size == sum(1 for _ in release.store.quads_for_pattern(None, None, None, wikibase))
    assert client.get("/wikibase/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"
    refused = client.get("/wikibase/sparql", headers={"Accept": "application/sparql-results+json"})
    assert refused.status_code == 400


def test_a_document_in_turtle_begins_with_the_thing_and_declares_what_it_uses(
    client: FlaskClient,
) -> None:
    for slug in ("nato", "s01-08-suspension", "rome", "issue-citations-cover-paragraphs"):
        text = client.get(f"/id/{slug}.ttl").text
        head, _, body = text.partition("\n\n")
        assert body.startswith(f"id:{slug} a "), slug
        prefixes = re.findall(r"^@prefix (\w+):", head, re.MULTILINE)
        # Texts may hold anything; names stand outside of them.
        names = re.sub(r'"(?:[^"\\]|\\.)*"', "", body)
        assert set(prefixes) == set(re.findall(r"(?<![\w<:/])(\w+):[A-Za-z]", names)), slug
        assert prefixes == sorted(prefixes)
        plain = client.get(f"/id/{slug}.nt").data
        assert _triples(text.encode(), "text/turtle") == _triples(plain, "application/n-triples")


def _triples(text: bytes, media_type: str) -> set[ox.Triple]:
    return {q.triple for q in ox.parse(text, format=ox.RdfFormat.from_media_type(media_type))}


@pytest.mark.parametrize(
    "path",
    [
        "/dataset.jsonld", "/ontology.jsonld", "/shapes.jsonld", "/graph/places.jsonld",
        "/id/nato.jsonld", "/data/latest/nrr.jsonld", "/quality?format=jsonld",
        "/sparql?format=jsonld&query=CONSTRUCT WHERE { ?s ?p ?o } LIMIT 50",
        "/sparql?format=jsonld&query=CONSTRUCT { [] a ?c } WHERE { ?s a ?c } LIMIT 5",
    ],
)  # fmt: skip
def test_json_ld_is_compact_with_the_published_context_everywhere(
    client: FlaskClient, path: str
) -> None:
    context = client.get("/context.jsonld").json
    text = client.get(path, buffered=True).data
    document: Mapping[str, object] = json.loads(text)
    assert document["@context"] == context["@context"]  # type: ignore[index]
    assert "http://www.w3.org/2000/01/rdf-schema#label" not in json.dumps(document["@graph"])
    if "CONSTRUCT { [] " not in path:
        other = path.replace(".jsonld", ".nt").replace("format=jsonld", "format=nt")
        plain = client.get(other, buffered=True).data
        if b"_:" not in plain:
            assert _triples(text, "application/ld+json") == _triples(plain, "application/n-triples")
