"""Every page tells search engines and other sites what it is, and leads on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from every_page import ReadPage, parsed

LANGUAGES = ("en", "ru")
Pages = Callable[[str], Sequence[ReadPage]]
#: What Open Graph requires of every page (ogp.me), and what else ours have.
OPEN_GRAPH = ("og:title", "og:type", "og:image", "og:url", "og:description", "og:site_name")
DESCRIPTION_LIMIT = 200


def _meta(page: ReadPage) -> dict[str, str]:
    """Return what the head of a page says, by name; each thing is said once."""
    found = [
        (element.get("name") or element.get("property") or "", element.get("content", ""))
        for element in page.root.iter("meta")
    ]
    counts = Counter(name for name, _ in found if name)
    assert [name for name, count in counts.items() if count > 1] == [], page.address
    return dict(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_what_it_is(every_page: Pages, language: str) -> None:
    for page in every_page(language):
        if page.is_framed:
            continue
        told = _meta(page)
        missing = [name for name in ("description", *OPEN_GRAPH) if not told.get(name, "").strip()]
        assert missing == [], page.address
        assert len(told["description"]) <= DESCRIPTION_LIMIT
        assert told["og:locale"].startswith(language)
        assert re.match("https?://", told["og:url"]), page.address
        assert page.root.get("lang") == language
        assert (page.root.findtext(".//title") or "").strip()[0] != "·", page.address
        assert len(page.root.findall(".//h1")) == 1, page.address


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_names_itself_in_both_languages(
    client: FlaskClient, every_page: Pages, language: str
) -> None:
    for page in every_page(language):
        if page.is_framed or page.status != 200:
            continue
        links = {
            element.get("hreflang"): element.get("href", "")
            for element in page.root.iter("link")
            if element.get("rel") == "alternate" and element.get("hreflang")
        }
        assert set(links) == {*LANGUAGES, "x-default"}, page.address
        assert all(link.startswith("http://localhost/") for link in links.values()), page.address
        assert f"lang={language}" in links[language]
        assert "lang=" not in links["x-default"]


def test_the_address_in_another_language_is_that_page(client: FlaskClient) -> None:
    for address in ("/timeline?from=2009&to=2009", "/id/nato.html", "/list/persons?sort=facts"):
        english = client.get(address, headers={"Accept": "text/html"}).text
        (link,) = [
            element.get("href", "")
            for element in parsed(english).iter("link")
            if element.get("hreflang") == "ru"
        ]
        other = client.get(link, headers={"Accept": "text/html"})
        assert parsed(other.text).get("lang") == "ru"
        names, other_names = (
            [urlsplit(e.get("href", "")).path for e in parsed(text).iter("a")]
            for text in (english, other.text)
        )
        assert sorted(names) == sorted(other_names)


def test_pages_of_facts_and_things_are_told_apart(every_page: Pages) -> None:
    """A description that stands on many pages tells nobody which of them to open."""
    told = [
        _meta(page)["description"]
        for page in every_page("en")
        if page.address.startswith("/id/") and page.status == 200
    ]
    most_common = Counter(told).most_common(1)
    assert len(told) > 100
    assert most_common[0][1] <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_a_dead_end(every_page: Pages, language: str) -> None:
    """Beside what stands on every page, each leads to another one of ours."""
    for page in every_page(language):
        part = page.root.find(".//main")
        assert part is not None, page.address
        links = [element.get("href", "") for element in part.iter("a")]
        onward = [link for link in links if link.startswith(("/", "http://localhost/"))]
        assert onward, page.address
