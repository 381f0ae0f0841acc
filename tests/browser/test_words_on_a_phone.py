"""On a phone no word is broken and no number stands over two lines, on any page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from nrr_graph.describe.questions import questions
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.release import Release

pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/timeline", "/map", "/queries", "/issues", "/quality", "/about", "/data/", "/ontology"),
    *("/id/nato.html", "/id/dmitry-rogozin.html", "/id/s01-08-suspension.html", "/search?q=nato"),
    *("/shapes", "/prefixes", "/wikibase", "/id/nothing-there", "/questions/nope"),
)
#: Returns each word of letters or digits in tables, lists and text that stands over two lines.
#: What has no break in more than 24 characters is an address, and may be broken.
BROKEN = r"""() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const skipped = "svg, script, style, pre, code, textarea, details:not([open])";
    if (node.parentElement.closest(skipped)) continue;
    for (const word of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const before = node.data.slice(0, word.index).match(/\S*$/)[0];
      const after = node.data.slice(word.index).match(/^\S*/)[0];
      if ((before + after).length > 24) continue;
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (tops.size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
NARROW = r"""() => {
  const em = 7.2;
  return [...document.querySelectorAll("main td")].filter((cell) => {
    const box = cell.getBoundingClientRect();
    return cell.textContent.trim().length > 8 && box.width && box.width < 8 * em;
  }).map((cell) => cell.textContent.trim().slice(0, 40));
}"""


def _looked_at(page: Page, address: str) -> list[object]:
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [
        *page.evaluate(BROKEN),
        *page.evaluate(NARROW),
        *(["the page scrolls sideways"] if wide > 0 else []),
    ]


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def test_a_broken_word_is_seen(phone: Page) -> None:
    phone.set_content(
        "<main style='width:4em;overflow-wrap:anywhere'>declarations</main>"
        "<table><tr><td>x</td></tr></table>"
    )
    assert phone.evaluate(BROKEN) == ["declarations"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", PAGES)
def test_no_word_is_broken_on_a_page(phone: Page, address: str, language: str) -> None:
    joint = "&" if "?" in address else "?"
    assert _looked_at(phone, f"{address}{joint}lang={language}") == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_word_is_broken_in_an_answer(phone: Page, release: Release, language: str) -> None:
    found = {}
    for question in questions(EmbeddedEngine(release.store), language):
        if broken := _looked_at(phone, f"/questions/{question.slug}?lang={language}"):
            found[question.slug] = broken
    assert found == {}
