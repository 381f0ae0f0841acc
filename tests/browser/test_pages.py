"""The pages as people use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "entity": "/id/nato-russia-council.html",
    "evidence": "/id/s01-08-suspension.html",
    "queries": "/queries",
    "issues": "/issues",
    "query": "/sparql",
    "ontology": "/ontology",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_on_a_screen_and_a_phone(
    page: Page, name: str, screenshots: Path | None
) -> None:
    page.goto(PAGES[name])
    expect(page.locator("h1")).to_have_count(1)
    if screenshots:
        page.screenshot(path=screenshots / f"{name}.png")
    page.set_viewport_size({"width": 360, "height": 700})
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "the page scrolls sideways on a phone"


def test_a_question_on_the_home_page_is_answered_at_one_click(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="What is wrong with the date").click()
    expect(page.get_by_role("cell", name="2014-05-01")).to_be_visible()
    expect(page.get_by_role("cell", name="Ukraine crisis: Nato suspends")).to_be_visible()


def test_a_fact_is_two_clicks_from_the_home_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="NATO–Russia Council").last.click()
    expect(page.get_by_text("28 May 2002").first).to_be_visible()
    page.get_by_role("link", name="This fact").first.click()
    expect(page.get_by_text("characters")).to_be_visible()


def test_a_malformed_query_keeps_what_was_typed(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Query").fill("SELECT ?x { ?x nrr:kind ?y }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("PREFIX nrr:")
    expect(page.get_by_label("Query")).to_have_value("SELECT ?x { ?x nrr:kind ?y }")
