"""A page of evidence begins with the verdict, for people and for machines."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.describe.cite import title_of_fact
from nrr_graph.describe.claim_review import claim_review
from nrr_graph.describe.names import Names
from nrr_graph.describe.proof import prove
from nrr_graph.describe.standings import FacetView, facets_of
from nrr_graph.describe.statements import read_statements
from nrr_graph.describe.views import Value
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


#: The properties that schema.org (30.0) defines for each type used, with the types of their values;
#: those of a wider type are listed with the narrower one.
DEFINED: dict[str, dict[str, set[str]]] = {
    "ClaimReview": {
        "claimReviewed": {"Text"},
        "itemReviewed": {"Claim", "CreativeWork"},
        "reviewRating": {"Rating"},
        "author": {"Organization", "Person"},
        "datePublished": {"Date"},
        "inLanguage": {"Text"},
        "url": {"URL"},
    },
    "Claim": {"name": {"Text"}, "appearance": {"CreativeWork"}},
    "CreativeWork": {"name": {"Text"}},
    "Organization": {"name": {"Text"}},
    "Rating": {
        "ratingValue": {"Number"},
        "bestRating": {"Number"},
        "worstRating": {"Number"},
        "alternateName": {"Text"},
    },
}


def _kinds_of(value: object) -> set[str]:
    """Return the types of schema.org that a value in JSON can have."""
    if isinstance(value, dict):
        return {value["@type"]}
    if isinstance(value, int):
        return {"Number"}
    text = str(value)
    is_date, is_url = re.fullmatch(r"\d{4}-\d\d-\d\d", text), re.match("https?://", text)
    return {"Text", *(["Date"] if is_date else []), *(["URL"] if is_url else [])}


def _require_defined(node: dict[str, Any]) -> None:
    for name, value in node.items():
        if not name.startswith("@"):
            assert _kinds_of(value) & DEFINED[node["@type"]][name], (name, value)
            assert value, name
            if isinstance(value, dict):
                _require_defined(value)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_verdict_is_a_claim_review_as_schema_org_defines_it(
    release: Release, language: str
) -> None:
    engine = EmbeddedEngine(release.store)
    names, article = Names(engine), Value("the article", "", f"{ID}article")
    reviews = [
        claim_review(
            prove(engine, names, ID + slug, language),
            "https://x.org/",
            "2026-01-01",
            article,
            language,
        )
        for slug in _local_names(release, "standing")
        if "#" not in slug and NRR + "Statement" in names.of(ID + slug).kinds
    ]
    found = [review for review in reviews if review]
    assert 20 < len(found) < len(reviews)
    for review in found:
        _require_defined(review)
        rating: Any = review["reviewRating"]
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]


def test_a_page_has_the_review_of_its_claim(client: FlaskClient) -> None:
    (review,) = _reviews(client.get(f"{SUSPENSION}?lang=ru", headers=HTML).text)
    assert review["inLanguage"] == "ru"
    assert str(review["url"]).endswith(SUSPENSION)
    assert str(review["claimReviewed"]).endswith("1 мая 2014")


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


@pytest.mark.parametrize(("language", "day"), [("en", "1 May 2014"), ("ru", "1 мая 2014")])
def test_no_two_facts_have_one_citation_title(release: Release, language: str, day: str) -> None:
    """Not even without the name of the fact, which stands in every title too."""
    engine = EmbeddedEngine(release.store)
    iris = [ID + slug for slug in _local_names(release, "property")]
    facts = read_statements(engine, Names(engine), iris, language)
    assert len(facts) > 400
    titles = [title_of_fact(fact, "", language) for fact in facts]
    assert [title for title, count in Counter(titles).items() if count > 1] == []
    (suspension,) = [
        t for f, t in zip(facts, titles, strict=True) if f.iri.endswith("s01-08-suspension")
    ]
    assert day in suspension
    assert "S01-08" in suspension


@pytest.mark.parametrize(("language", "word"), [("en", "version"), ("ru", "версия")])
def test_a_citation_is_in_the_language_of_its_reader(
    client: FlaskClient, language: str, word: str
) -> None:
    for suffix in ("txt", "bib", "csl", "ris"):
        answer = client.get(f"/id/s01-08-suspension.{suffix}?lang={language}")
        other = client.get(f"/id/s01-08-suspension.{suffix}", headers={"Accept-Language": language})
        assert answer.data == other.data
        assert word in answer.text
        assert "Accept-Language" in other.headers["Vary"]


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
