"""What readers come for, from the home page, in as few clicks as it needs, on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 800


@dataclass
class Reader:
    """Somebody with a phone who reads one language, begins on the home page, and clicks."""

    page: Page
    language: str
    clicks: int = 0

    def click(self, what: Locator) -> None:
        """Click, and count it."""
        expect(what).to_be_visible()
        what.click()
        self.clicks += 1

    def sees(self, english: str, russian: str) -> None:
        """Expect words in the main part of the page, in the reader's language."""
        words = {"en": english, "ru": russian}[self.language]
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()


@pytest.fixture(params=["en", "ru"])
def reader(request: pytest.FixtureRequest, page: Page) -> Reader:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(f"/?lang={request.param}")
    return Reader(page, request.param)


def test_whether_cooperation_was_suspended_on_that_day(reader: Reader) -> None:
    """No click for the date; one for both voices, without scrolling."""
    reader.sees("1 May 2014", "1 мая 2014")
    reader.sees("published before that, on 2 April 2014", "опубликован раньше — 2 апреля 2014")
    reader.click(reader.page.locator(".answer a[href*='s01-08-suspension']").first)
    other = {"en": "1 April 2014", "ru": "1 апреля 2014"}[reader.language]
    box = reader.page.locator("main").get_by_text(other).first.bounding_box()
    assert (box or {"y": HEIGHT})["y"] < HEIGHT
    assert reader.clicks == 1


def test_when_the_council_was_created_and_in_which_sentence(reader: Reader) -> None:
    reader.sees("28 May 2002", "28 мая 2002")
    reader.click(reader.page.get_by_role("link", name="S04-02").first)
    expect(reader.page.locator("h1")).to_contain_text("S04-02")
    assert reader.clicks == 1


def test_what_rogozin_said_when_and_where(reader: Reader) -> None:
    """No click: his words, the month, the sentence, the source, and that no place is named."""
    said = reader.page.locator(".answer", has=reader.page.locator("a[href*='everything-rogozin']"))
    expect(said).to_contain_text("scholastic discussions")
    expect(said.get_by_role("link", name="S04-07")).to_be_visible()
    expect(said).to_contain_text("Russia does not rule out future NATO membership")
    reader.sees("January 2009", "январь 2009")
    reader.sees("does not say where", "Где это сказано, в статье не указано")
    assert reader.clicks == 0


def test_everything_of_2009_then_as_csv(reader: Reader, tmp_path: Path) -> None:
    reader.click(reader.page.locator(".drawing a[href*='from=2009']"))
    expect(reader.page.locator("h1")).to_contain_text("2009")
    with reader.page.expect_download() as download:
        reader.click(reader.page.get_by_role("link", name="CSV").first)
    table = tmp_path / "2009.csv"
    download.value.save_as(table)
    assert table.read_text(encoding="utf-8").startswith("date,precision,")
    assert reader.clicks == 2


def test_who_called_medvedev_former_president_and_why_that_is_odd(reader: Reader) -> None:
    words = {"en": "former president", "ru": "бывший президент"}[reader.language]
    find = reader.page.locator("header form")
    find.locator("input[name=q]").fill(words)
    reader.click(find.locator("button"))
    reader.click(reader.page.locator("main a[href*='s07-02-former']").first)
    expect(reader.page.locator(".note").first).to_be_visible()
    assert reader.clicks == 2


def test_what_russian_sources_say_of_the_suspension(reader: Reader) -> None:
    reader.click(reader.page.locator(".answer a[href*='s01-08-suspension']").first)
    name = {"en": "Russia", "ru": "Россия"}[reader.language]
    side = reader.page.get_by_role("heading", name=name, exact=True)
    lines = side.locator("xpath=following-sibling::ul[1]/li")
    assert 1 <= lines.count() <= 12
    assert reader.clicks == 1


def test_a_query_is_shared(reader: Reader) -> None:
    """One click; the address is short, and each who gets it reads it in a language of their own."""
    reader.click(reader.page.locator(".answer h3 a").first)
    address = str(reader.page.locator("#permalink").evaluate("(link) => link.href"))
    assert "/questions/creation-of-the-council" in address
    assert len(address) < 90
    assert "lang=" not in address
    for language, day in (("en", "28 May 2002"), ("ru", "28 мая 2002")):
        shared = reader.page.request.get(
            address, headers={"Accept": "text/html", "Accept-Language": language}
        )
        assert day in shared.text()
    assert reader.clicks == 1


def test_one_fact_is_cited(reader: Reader) -> None:
    """One click to the citation, a second takes it along."""
    reader.click(reader.page.locator(".answer a[href*='s01-08-suspension']").first)
    citation = reader.page.locator("#citation")
    expect(citation).to_be_visible()
    assert reader.clicks == 1
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.click(reader.page.locator("button[data-copy=citation]"))
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied == citation.inner_text().strip()
    assert "/id/s01-08-suspension" in copied


def test_questions_are_narrowed_while_one_types(page: Page) -> None:
    page.goto("/queries?lang=en")
    everything = page.locator(".question:visible").count()
    page.locator("[data-filter]").fill("rogozin")
    assert 0 < page.locator(".question:visible").count() < everything / 4


def test_the_editor_can_be_left_by_keyboard(page: Page) -> None:
    page.goto("/sparql?lang=en")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Tab")
    expect(page.locator(".cm-editor.cm-focused")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-editor.cm-focused")).to_have_count(0)
    expect(page.get_by_text("Escape, then Tab leaves")).to_be_visible()
