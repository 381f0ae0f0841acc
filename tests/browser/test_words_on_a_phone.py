"""On a phone no word is broken, no number stands over two lines, no column is too narrow."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from kinds_of_pages import PAGES, in_language
from nrr_graph.describe.questions import questions
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.release import Release
from phone import MEASURES, faults, phone_at

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])


@pytest.fixture(scope="module")
def phone(browser: Browser, url: str) -> Iterator[Page]:
    with phone_at(browser, url) as page:
        yield page


#: The site's own policy forbids styles in the text of a page; a script may set them.
STYLED = """([body, width_em]) => {
  const main = document.querySelector("main");
  main.innerHTML = body;
  main.firstChild.style.cssText = `width: ${width_em}em; overflow-wrap: anywhere`;
}"""


@pytest.mark.parametrize(
    ("width_em", "body", "fault"),
    [
        (4, "<p>declarations</p>", "broken: declarations"),
        (3, "<p>1,234,567</p>", "broken: 1,234,567"),
        (2.2, "<p>S04-02</p>", "broken: S04-02"),
        (4, "<p>2014-05-01</p>", "broken: 2014-05-01"),
        (3, "<table><tr><td>one two three</table>", "narrow: one two three"),
        (50, "<table><tr><td>wide</table>", "a table wider than the phone: wide"),
        (50, "<hr>", "the page scrolls sideways"),
    ],
)
def test_each_fault_is_seen(phone: Page, width_em: float, body: str, fault: str) -> None:
    phone.evaluate(STYLED, [body, width_em])
    assert fault in phone.evaluate(f"() => {{ {MEASURES} return measured(); }}")


@LANGUAGES
def test_no_word_is_broken_on_any_kind_of_page(phone: Page, language: str) -> None:
    assert faults(phone, [in_language(address, language) for address in PAGES.values()]) == {}


@LANGUAGES
def test_no_word_is_broken_in_any_answer(phone: Page, release: Release, language: str) -> None:
    asked = questions(EmbeddedEngine(release.store), language)
    addresses = [f"/questions/{question.slug}?lang={language}" for question in asked]
    assert len(addresses) == release.counts["questions"]
    assert faults(phone, addresses) == {}


@LANGUAGES
def test_no_word_is_broken_in_the_answers_as_results_of_a_query(
    phone: Page, release: Release, language: str
) -> None:
    """What the query of a question gives in the editor, where nobody chose the columns."""
    asked = questions(EmbeddedEngine(release.store), language)
    addresses = [f"/sparql?{urlencode({'query': q.sparql, 'lang': language})}" for q in asked]
    assert faults(phone, addresses) == {}
