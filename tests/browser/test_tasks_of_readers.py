"""What readers come for, in as few clicks as it needs, in both languages, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


@LANGUAGES
def test_whether_cooperation_was_suspended_on_that_day(phone: Page, language: str) -> None:
    """No click for the date; one for both voices, without scrolling."""
    phone.goto(f"/?lang={language}")
    day = {"en": "1 May 2014", "ru": "1 мая 2014"}[language]
    expect(phone.get_by_text(day).first).to_be_attached()
    phone.goto(f"/id/s01-08-suspension.html?lang={language}")
    other = phone.get_by_text({"en": "1 April 2014", "ru": "1 апреля 2014"}[language]).first
    assert (other.bounding_box() or {"y": 9999})["y"] < 800


@LANGUAGES
def test_when_the_council_was_created_and_in_which_sentence(phone: Page, language: str) -> None:
    phone.goto(f"/?lang={language}")
    expect(phone.get_by_text({"en": "28 May 2002", "ru": "28 мая 2002"}[language])).to_be_visible()
    phone.get_by_role("link", name="S04-02").first.click()
    expect(phone.locator("h1")).to_contain_text("S04-02")


@LANGUAGES
def test_a_question_is_answered_at_a_short_address(phone: Page, language: str) -> None:
    phone.goto(f"/?lang={language}")
    phone.locator(".answer h3 a").first.click()
    assert "/questions/creation-of-the-council" in phone.url
    assert len(phone.url) < 90
    link = phone.get_by_role("link", name="CSV").first.get_attribute("href")
    assert link
    assert "2002-05-28" in phone.request.get(link).text()


@LANGUAGES
def test_who_called_medvedev_a_former_president(phone: Page, language: str) -> None:
    phone.goto(f"/search?lang={language}")
    words = {"en": "former president", "ru": "бывший президент"}[language]
    phone.locator("main input[type=search]").fill(words)
    phone.locator("main button").click()
    phone.locator("main a[href*='s07-02-former']").first.click()
    expect(phone.locator(".note").first).to_be_visible()


@LANGUAGES
def test_what_russian_sources_say_of_the_suspension(phone: Page, language: str) -> None:
    phone.goto(f"/id/s01-08-suspension.html?lang={language}")
    side = phone.get_by_role("heading", name={"en": "Russia", "ru": "Россия"}[language], exact=True)
    lines = side.locator("xpath=following-sibling::ul[1]/li")
    assert 1 <= lines.count() <= 12


def test_questions_are_narrowed_while_one_types(phone: Page) -> None:
    phone.goto("/queries?lang=en")
    everything = phone.locator(".question:visible").count()
    phone.locator("[data-filter]").fill("rogozin")
    assert 0 < phone.locator(".question:visible").count() < everything / 4


def test_the_editor_can_be_left_by_keyboard(phone: Page) -> None:
    phone.goto("/sparql?lang=en")
    editor = phone.get_by_role("textbox", name="Query")
    editor.click()
    phone.keyboard.press("Tab")
    expect(phone.locator(".cm-editor.cm-focused")).to_have_count(1)
    phone.keyboard.press("Escape")
    phone.keyboard.press("Tab")
    expect(phone.locator(".cm-editor.cm-focused")).to_have_count(0)
    expect(phone.get_by_text("Escape, then Tab leaves")).to_be_visible()
