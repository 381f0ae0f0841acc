"""The pages as people use them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from playwright.sync_api import Dialog, Page, Response, expect

from kinds_of_pages import PAGES, in_language
from nrr_graph.web.blueprints.embed import HEIGHT_PX, WIDTH_PX
from surroundings import component_missing

pytestmark = pytest.mark.browser

#: Pages that are weighed, and of which pictures are taken: those that hold most, or begin a visit.
WEIGHED = (
    *("home", "timeline", "timeline-of-2009", "map", "search", "questions", "issues", "ontology"),
    *("organization", "evidence", "editor", "timeline-of-results", "quality", "nothing-there"),
)
#: Findings of axe-core that are let pass, by its own grades.
LET_PASS = ("minor",)
#: Bytes over the wire of a page with its style and script, the editor and the base map apart.
WEIGHT_LIMIT_BYTES = 200_000


#: Templates that are no pages: parts of others, and what stands in JSON.
PARTS = {"base", "macros", "aside", "linked", "neighbourhood", "result", "flyout"}


@pytest.fixture(scope="session")
def axe(project_source: Path) -> str:
    path = project_source / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        component_missing("axe-core: make frontend")
    return path.read_text(encoding="utf-8")


def test_every_template_has_an_example(app: Flask, client: FlaskClient) -> None:
    rendered: set[str] = set()

    def note(_sender: Flask, template: Template, **_: object) -> None:
        rendered.add(str(template.name).removesuffix(".html"))

    with template_rendered.connected_to(note, app):
        for address in PAGES.values():
            client.get(address, headers={"Accept": "text/html"})
    assert (
        rendered
        == {name.removesuffix(".html") for name in app.jinja_env.list_templates(["html"])} - PARTS
    )


@pytest.mark.parametrize("name", WEIGHED)
def test_a_page_is_light_and_reads_well_on_a_screen_and_a_phone(
    page: Page, name: str, screenshots: Path | None
) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(PAGES[name], wait_until="networkidle")
    expect(page.locator("h1")).to_have_count(1)
    own = [answer for answer in answers if "/built/" not in answer.url]
    assert 0 < sum(a.request.sizes()["responseBodySize"] for a in own) <= WEIGHT_LIMIT_BYTES
    if screenshots:
        page.screenshot(path=screenshots / f"{name}.png")
    page.set_viewport_size({"width": 360, "height": 700})
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if screenshots:
        page.screenshot(path=screenshots / f"{name}-phone.png")
    assert widths[0] <= widths[1], "the page scrolls sideways on a phone"


#: Pages that together have every colour of the style sheet; the dark ones are looked at on these.
COLOURED = ("home", "organization", "evidence", "timeline-of-2009", "mistake")
#: Colours do not depend on the language; they are looked at once.
RULES = {"en": {}, "ru": {"color-contrast": {"enabled": False}}}
AXE = """async (rules) => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], rules});
  return violations.map(({id, impact, nodes}) => [id, impact, nodes[0].html.slice(0, 120)]);
}"""


def _keeps_out(page: Page, axe: str, addresses: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return what axe finds on pages, all its rules asked, those of good practice too."""
    found = {}
    for name, address in addresses.items():
        page.goto(in_language(address, language))
        page.evaluate(axe)
        told = [f for f in page.evaluate(AXE, RULES[language]) if f[1] not in LET_PASS]
        if told:
            found[name] = told
    return found


def test_what_keeps_people_out_is_seen(page: Page, axe: str) -> None:
    page.goto("/about")
    page.evaluate("document.querySelector('h1').outerHTML = '<h4><a href=\"#\"></a></h4>'")
    page.evaluate(axe)
    rules = {rule for rule, _impact, _html in page.evaluate(AXE, {})}
    assert {"link-name", "page-has-heading-one"} <= rules


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_kind_of_page_keeps_anybody_out(page: Page, axe: str, language: str) -> None:
    assert _keeps_out(page, axe, PAGES, language) == {}


def test_nobody_is_kept_out_in_the_dark(page: Page, axe: str) -> None:
    page.emulate_media(color_scheme="dark")
    assert _keeps_out(page, axe, {name: PAGES[name] for name in COLOURED}, "en") == {}


def test_created_and_how_we_know(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="NATO–Russia Council", exact=True).first.click()
    expect(page.get_by_text("28 May 2002").first).to_be_visible()
    page.get_by_role("link", name="evidence, citation").nth(1).click()
    page.get_by_text("Its exact place").first.click()
    expect(page.get_by_text("characters").first).to_be_visible()
    expect(page.get_by_role("heading", name="How we know")).to_be_visible()


def test_what_rogozin_said_and_where(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Search").fill("рогозин")
    page.get_by_role("option").first.click()
    expect(page.get_by_role("heading", name="Dmitry Rogozin", exact=True)).to_be_visible()
    expect(page.get_by_text("scholastic discussions").first).to_be_visible()
    expect(page.get_by_text("S04-07").first).to_be_visible()


def test_what_is_wrong_with_the_date_of_the_suspension(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="The suspension is dated a month after its only source").click()
    expect(page.get_by_text("none has 1 May")).to_be_visible()
    # The event, and what other sources say of it, are named alike.
    page.locator('main a[href$="/id/s01-08-suspension"]').first.click()
    expect(page.get_by_role("heading", name="What is wrong with it")).to_be_visible()
    expect(page.get_by_text("2 April 2014", exact=True).first).to_be_visible()


def test_a_mark_on_the_timeline_opens_its_evidence(page: Page) -> None:
    page.goto("/timeline?from=2014-05&to=2014-06")
    page.locator("svg a", has_text="1 May 2014: NATO suspends").first.click()
    expect(page.get_by_role("heading", name="How we know")).to_be_visible()


def test_a_mark_of_several_statements_shows_them_alone(page: Page) -> None:
    page.goto("/timeline")
    before = page.locator("#rows").inner_text()
    page.locator(".drawing svg a", has=page.locator(".mark-count")).last.click()
    expect(page.locator("#rows")).not_to_have_text(before)
    assert page.locator("table.cards tbody tr").count() > 1


#: Pages with a drawing, the last of them with one of query results.
DRAWN = {
    "map": "/map",
    "timeline": "/timeline",
    "timeline-of-weeks": "/timeline?from=2014-03-20&to=2014-04-20",
    "chart-of-home": "/",
    "around": "/id/nato.html",
    "timeline-of-results": PAGES["timeline-of-results"],
    "graph-of-results": "/sparql?view=graph&query=SELECT%20%3Fa%20%3Fb%20%7B%3Fa%20%3Chttps%3A%2F"
    "%2Fw3id.org%2Fnrr%2Fontology%23subject%3E%20%3Fb%7D%20ORDER%20BY%20%3Fa%20LIMIT%2060",
    "map-of-results": "/sparql?view=map&query=SELECT%20%3Fa%20%7B%3Fa%20%3Chttps%3A%2F%2Fw3id.org"
    "%2Fnrr%2Fontology%23latitude%3E%20%3Fl%7D",
}
#: Returns what of each mark cannot be hit: it is too small, or another mark lies over its middle.
NOT_HIT = r"""() => {
  const found = [];
  for (const link of document.querySelectorAll(".drawing svg a")) {
    link.scrollIntoView({block: "center", inline: "center"});
    const box = (link.querySelector(".target") ?? link).getBoundingClientRect();
    const name = link.querySelector("title")?.textContent ?? link.textContent.trim();
    if (Math.min(box.width, box.height) < 23.95) found.push(`${name}: too small`);
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (at?.closest("a") !== link) found.push(`${name}: covered`);
    if (!name) found.push("a mark without a name");
  }
  return found;
}"""


@pytest.mark.parametrize("name", DRAWN)
def test_every_mark_can_be_hit_on_a_phone_and_the_keyboard_gets_past(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(DRAWN[name])
    assert page.locator(".drawing svg a").count() > 5
    assert page.evaluate(NOT_HIT) == []
    if name != "chart-of-home":
        page.get_by_role("link", name="Skip the drawing").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.drawing')") is None
        past = "document.querySelector('.drawing').compareDocumentPosition(document.activeElement)"
        assert page.evaluate(past) & 4, "the focus did not move past the drawing"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_card_shows_its_source_and_what_others_contradict_without_scrolling(
    page: Page, language: str
) -> None:
    page.set_viewport_size({"width": WIDTH_PX, "height": HEIGHT_PX})
    page.goto(in_language("/card/s01-08-suspension", language))
    for what in (page.get_by_text("Ukraine crisis").first, page.locator(".verdict dd").first):
        box = what.bounding_box()
        assert box
        assert box["y"] + box["height"] <= HEIGHT_PX
    day = {"en": "1 April 2014", "ru": "1 апреля 2014"}[language]
    expect(page.locator(".verdict dd").first).to_contain_text(day)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_map_opens_on_a_phone_where_most_is_told(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(in_language("/map", language))
    drawing = page.locator(".drawing.world").bounding_box()
    largest = page.evaluate(LARGEST_MARK)
    assert drawing
    assert drawing["x"] <= largest["left"]
    assert largest["right"] <= drawing["x"] + drawing["width"]


#: Returns where the mark of the map that is told most about lies, with its name.
LARGEST_MARK = """() => {
  const spots = [...document.querySelectorAll("svg .spot")];
  const [spot] = spots.sort((one, other) => other.r.baseVal.value - one.r.baseVal.value);
  const boxes = [spot, spot.nextElementSibling].map((part) => part.getBoundingClientRect());
  const right = Math.max(...boxes.map((box) => box.right));
  return {left: Math.min(...boxes.map((box) => box.left)), right};
}"""


def test_the_editor_colours_completes_and_declares(page: Page) -> None:
    page.goto("/sparql")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?who { ?who nrr:memb")
    page.get_by_role("option", name="nrr:memberOf").first.click()
    page.keyboard.type(" id:nato }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="rows")).to_be_visible()
    assert "PREFIX nrr: <https://w3id.org/nrr/ontology#>" in page.locator("#query").input_value()


def test_a_mistake_is_marked_where_it_is_and_nothing_is_lost(page: Page) -> None:
    page.goto("/sparql?query=SELECT%20%3Fx%20%7B%20%3Fx%20nrr%3Akind%20%3Fy%20%7D")
    expect(page.get_by_role("alert")).to_contain_text("PREFIX nrr:")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    assert page.locator("#query").input_value() == "SELECT ?x { ?x nrr:kind ?y }"


def test_the_form_works_without_scripts(browser_without_scripts: Page) -> None:
    page = browser_without_scripts
    page.goto("/sparql")
    page.get_by_label("Query").fill("SELECT (1 AS ?one) {}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="1")).to_be_visible()


def test_hostile_results_do_nothing(page: Page) -> None:
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: asked.append(dialog))  # noqa: PLW0108
    page.goto(
        "/sparql?query=SELECT%20%28%22%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%22%20AS%20%3Fx%29"
        "%20%28%3Cjavascript%3Aalert%282%29%3E%20AS%20%3Fy%29%20%7B%7D"
    )
    expect(page.get_by_text("<img src=x onerror=alert(1)>").last).to_be_visible()
    assert page.locator("a[href^='javascript']").count() == 0
    assert asked == []
