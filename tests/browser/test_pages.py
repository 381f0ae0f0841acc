"""The pages as people use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Response, expect

from surroundings import component_missing

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "home-in-russian": "/?lang=ru",
    "entity": "/id/nato-russia-council.html",
    "evidence": "/id/s01-08-suspension.html",
    "timeline": "/timeline",
    "timeline-of-2009": "/timeline?from=2009&to=2009",
    "map": "/map",
    "search": "/search?q=рогозин",
    "queries": "/queries",
    "issues": "/issues",
    "query": "/sparql",
    "results": "/sparql?query=SELECT%20%3Fs%20%3Fwhen%20%7B%3Fs%20%3Chttps%3A%2F%2Fw3id.org%2Fnrr"
    "%2Fontology%23when%3E%20%3Fwhen%7D%20LIMIT%2020&view=timeline",
    "quality": "/quality",
    "ontology": "/ontology",
    "downloads": "/data/",
    "nothing-there": "/id/nothing-there",
}
#: What a person cannot get past, and what makes it hard (axe-core's own grades).
SERIOUS = ("serious", "critical")
#: Bytes over the wire of a page with its style and script, the editor and the base map apart.
WEIGHT_LIMIT_BYTES = 200_000


@pytest.fixture(scope="session")
def axe(project_source: Path) -> str:
    path = project_source / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        component_missing("axe-core: make frontend")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
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
COLOURED = ("home", "entity", "evidence", "timeline-of-2009", "query")
SCHEMES = [(name, "light") for name in PAGES] + [(name, "dark") for name in COLOURED]


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_a_page_keeps_nobody_out(page: Page, axe: str, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(PAGES[name])
    page.evaluate(axe)
    tags = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
    found = page.evaluate(f"axe.run({{runOnly: {tags}}})")
    told = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
    ]
    assert told == []


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


def test_everything_of_2009_and_the_same_as_csv(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="2009:").click()
    expect(page.get_by_role("heading", name="Timeline 2009")).to_be_visible()
    expect(page.get_by_role("cell", name="May 2009").first).to_be_visible()
    address = page.get_by_role("link", name="CSV").first.get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert "text/csv" in answer.headers["content-type"]
    assert answer.text().count("\n") > 20


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
    "timeline-of-results": PAGES["results"],
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
