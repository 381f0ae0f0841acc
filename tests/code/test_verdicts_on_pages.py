"""A page of evidence begins with the verdict, for people and for machines."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib.namespace import SDO

from nrr_graph.describe.names import Names
from nrr_graph.describe.standings import FacetView, facets_of
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.release import Release

HTML = {"Accept": "text/html"}
SUSPENSION = "/id/s01-08-suspension.html"


def _json(client: FlaskClient, address: str) -> Any:
    return json.loads(client.get(address).data)


def _local_names(release: Release, predicate: str, value: ox.NamedNode | None = None) -> list[str]:
    """Return the local names of what has a property."""
    name = ox.NamedNode(NRR + predicate)
    quads = release.store.quads_for_pattern(None, name, value)
    found = {s.value for s in (quad.subject for quad in quads) if isinstance(s, ox.NamedNode)}
    return sorted(iri.removeprefix(ID) for iri in found)


def _text(page: str) -> str:
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def test_the_verdict_comes_first_with_both_dates(client: FlaskClient) -> None:
    text = _text(client.get(f"{SUSPENSION}?lang=en", headers=HTML).text)
    verdict = text[text.index("Statement of the article") : text.index("What it says")]
    assert "The article: 1 May 2014" in verdict
    assert "1 April 2014 (contradicts, 7 publishers" in verdict
    assert "5 March 2014" in verdict
    assert text.index("How we know") > text.index("What it says")


def test_pages_count_publishers_as_the_rules_do(release: Release) -> None:
    """Outlets of one owner count once; what is said in one way only has the number of its facet."""
    engine = EmbeddedEngine(release.store)
    names, of_claim = Names(engine), ox.NamedNode(NRR + "ofClaim")
    claims = {str(q.object) for q in release.store.quads_for_pattern(None, of_claim, None)}
    iris = sorted(claim.strip("<>") for claim in claims)
    facets = [facet for iri in iris for facet in facets_of(engine, names, iri, "en")]
    assert sum(map(_compare_counts, facets)) > 50


def _compare_counts(facet: FacetView) -> int:
    compared = 0
    for bearing, count in (("bearingConfirms", "say the same"), ("bearingCompletes", "add to it")):
        said = [t for t in facet.told if t.counts and t.bearing.iri == NRR + bearing]
        if not facet.is_view and len(said) == 1:
            assert said[0].publishers == dict(facet.counts)[count]
            compared += 1
    return compared


def test_the_issue_that_decides_comes_first(client: FlaskClient) -> None:
    page = client.get(f"{SUSPENSION}?lang=en", headers=HTML).text
    (first, *_others) = re.findall(r'<section class="note"><h3>(.*?)</h3>', page)
    assert "The suspension is dated a month after its only source" in first


def test_what_others_say_is_a_line_each_and_headlines_are_merged(client: FlaskClient) -> None:
    page = client.get(f"{SUSPENSION}?lang=en", headers=HTML).text
    voices = page[page.index('id="findings"') : page.index('id="cite"')]
    lines = re.findall(r"<li>(.*?)</li>", voices, re.DOTALL)
    assert 5 < len(lines) < 20
    for side in re.split("<h3>", voices)[1:]:
        said = re.findall(r"<li>(.*?)—", side, re.DOTALL)
        assert len(said) == len(set(said))
    assert "Deutsche Welle" in voices


def _reviews(page: str) -> list[dict[str, object]]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    parsed = [json.loads(block) for block in blocks]
    return [block for block in parsed if block.get("@type") == "ClaimReview"]


def _names_of(value: object) -> set[str]:
    if not isinstance(value, dict):
        return set()
    own = {name for name in value if not name.startswith("@")} | {str(value.get("@type"))}
    return own.union(*map(_names_of, value.values()))


def test_a_verdict_is_a_claim_review_in_the_words_of_schema_org(client: FlaskClient) -> None:
    (review,) = _reviews(client.get(SUSPENSION, headers=HTML).text)
    assert _names_of(review) - {"None"} <= {str(name).rpartition("/")[2] for name in _sdo()}
    assert {"url", "claimReviewed", "author", "reviewRating"} <= set(review)


def _sdo() -> set[str]:
    return {str(SDO[name]) for name in SDO.__annotations__} | {str(SDO) + "ClaimReview"}


def test_what_nobody_else_speaks_of_has_no_review(client: FlaskClient, release: Release) -> None:
    alone = _local_names(release, "standing", ox.NamedNode(NRR + "standingAlone"))
    facts = [slug for slug in alone if slug.startswith("s") and "#" not in slug]
    assert facts
    for slug in facts[:5]:
        assert _reviews(client.get(f"/id/{slug}.html", headers=HTML).text) == []


def test_the_card_of_a_fact_may_be_framed_and_nothing_else(client: FlaskClient) -> None:
    card = client.get("/card/s01-08-suspension?lang=ru")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "<script" not in card.text
    assert "1 мая 2014" in card.text
    assert "Nato suspends Russia co-operation" in card.text
    for other in (SUSPENSION, "/", "/card/nato"):
        policy = client.get(other, headers=HTML).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


def test_a_fact_tells_how_to_embed_it(client: FlaskClient) -> None:
    page = client.get(SUSPENSION, headers=HTML).text
    link = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
    assert link
    body = _json(client, html.unescape(link[1]))
    assert body["type"] == "rich"
    assert body["version"] == "1.0"
    assert "/card/s01-08-suspension" in body["html"]
    small = _json(client, html.unescape(link[1]) + "&maxwidth=200")
    assert small["width"] == 200


@pytest.mark.parametrize(
    "asked", ["", "?url=", "?url=https://example.org/x", "?url=/id/%3Cscript%3E", "?url=/id/nato"]
)
def test_what_cannot_be_embedded_is_told_so(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/oembed{asked}").status_code == 404


def test_no_two_facts_have_one_citation_title(client: FlaskClient, release: Release) -> None:
    facts = set(_local_names(release, "property"))
    assert len(facts) > 400
    titles = [_json(client, f"/id/{quote(slug)}.csl")[0]["title"] for slug in sorted(facts)]
    assert len(set(titles)) == len(titles)
    (suspension,) = [title for title in titles if "[s01-08-suspension]" in title]
    assert "1 May 2014" in suspension
    assert "S01-08" in suspension


def test_the_digest_can_be_checked_as_the_page_says(client: FlaskClient) -> None:
    page = client.get(SUSPENSION, headers=HTML).text
    lines = sorted(set(client.get("/id/s01-08-suspension.nt").data.splitlines(keepends=True)))
    assert hashlib.sha256(b"".join(lines)).hexdigest() in page


def test_every_page_says_what_it_is_and_in_which_languages(client: FlaskClient) -> None:
    for address in (
        "/",
        SUSPENSION,
        "/questions/quotations",
        "/timeline",
        "/about",
        "/id/nato.html",
    ):
        page = client.get(address, headers=HTML).text
        for part in ('name="description"', "og:title", 'hreflang="en"', 'hreflang="ru"'):
            assert part in page, (address, part)


def test_a_report_names_the_thing_and_only_things_of_ours(client: FlaskClient) -> None:
    assert f"{ID}nato\n" in client.get(f"/about?iri={quote(ID)}nato&lang=en").text
    assert (
        "evil" not in client.get("/about?iri=https://evil.example/&lang=en").text.split("<pre")[1]
    )
