"""Names and answers that nobody expects read well on a phone: long, empty, many, right to left."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from kinds_of_pages import in_language, results
from nrr_graph.project import data_folder
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app
from phone import HEIGHT, faults, phone_at

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru", "xx"])
LONG_WORD = "Bucharest" * 222
LONG_NAME = "Rome, the eternal city, " * 83
RIGHT_TO_LEFT = "منظمة حلف شمال الأطلسي وجمهورية جورجيا (NATO, 2014)"
#: Pages on which a place is named; the names of three places are changed.
NAMING = (
    *("/id/bucharest.html", "/id/rome.html", "/id/georgia.html", "/id/romania.html", "/map"),
    *("/timeline?from=2008&to=2008", "/timeline?from=2002&to=2002", "/list/places", "/queries"),
    *("/search?q=rome", "/search?q=" + quote("جورجيا"), "/id/russia.html", "/", "/id/nato.html"),
    "/questions/country-of-the-council-meeting",
)
DIGIT = "VALUES ?{} {{ 0 1 2 3 4 5 6 7 8 9 }}"
MANY = " ".join(DIGIT.format(name) for name in "abcde")
#: Queries whose answers are odd, each with what the page must say of them in English.
ODD = {
    "rows without a label": (
        "SELECT ?x ?y ?z { VALUES ?x { id:no-such-thing <urn:uuid:0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c> }"
        " BIND(BNODE() AS ?y) OPTIONAL { ?x nrr:when ?z } }",
        "urn:uuid:0a1b2c3d",
    ),
    "a long word": (f'SELECT ?s ("{LONG_WORD}" AS ?l) ?p {{ ?s ?p id:nato }} LIMIT 2', LONG_WORD),
    "a long name": (f'SELECT ?s ("{LONG_NAME}" AS ?l) {{ ?s ?p id:nato }} LIMIT 2', "eternal"),
    "right to left": (
        f'SELECT ("{RIGHT_TO_LEFT}"@ar AS ?l) (1 AS ?n) (id:nato AS ?s) {{}}',
        "(NATO",
    ),
    "no rows": (
        "SELECT ?x ?y { ?x nrr:when id:nato ; nrr:value ?y }",
        "Nothing in this graph fits",
    ),
    "no columns": ("SELECT * {}", "1 row"),
    "many rows": (f"SELECT ?a ?b ?c ?d ?e {{ {MANY} }}", "The first 1,000 rows"),
    "many columns": (
        "SELECT " + " ".join(f'("value {n}" AS ?column{n})' for n in range(40)) + " {}",
        "value 39",
    ),
    "numbers": ("SELECT (1/3 AS ?third) (1e300 AS ?large) (-123456789012 AS ?less) {}", "0.333"),
}

#: Returns how far from the left a letter of the heading stands.
PLACE_OF_LETTER = """(at) => {
  const range = document.createRange();
  const text = document.querySelector("h1").firstChild;
  range.setStart(text, at);
  range.setEnd(text, at + 1);
  return range.getBoundingClientRect().left;
}"""


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the data in which three places have odd names."""
    data = tmp_path_factory.mktemp("odd") / "data"
    shutil.copytree(data_folder(), data)
    for written, name in (
        (
            '"Bucharest"@en, "Бухарест"@ru',
            f"{json.dumps(LONG_WORD)}@en, {json.dumps(LONG_WORD)}@ru",
        ),
        ('"Rome"@en', f"{json.dumps(LONG_NAME.strip())}@en"),
        ('"Georgia"@en', f"{json.dumps(RIGHT_TO_LEFT, ensure_ascii=False)}@en"),
    ):
        path = next(
            p for p in data.glob("*.ttl") if f"rdfs:label {written}" in p.read_text("utf-8")
        )
        text = path.read_text(encoding="utf-8").replace(written, name, 1)
        path.write_text(text, encoding="utf-8")
    server = make_server("127.0.0.1", 0, create_app(read_settings({}), build_release([data])))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def odd_phone(browser: Browser, odd_site: str) -> Iterator[Page]:
    with phone_at(browser, odd_site) as page:
        yield page


@pytest.fixture(scope="module")
def phone(browser: Browser, url: str) -> Iterator[Page]:
    with phone_at(browser, url) as page:
        yield page


@LANGUAGES
def test_odd_names_break_no_page(odd_phone: Page, language: str) -> None:
    assert faults(odd_phone, [in_language(address, language) for address in NAMING]) == {}


#: Long names and many rows, looked at in every other way.
LOOKED_AT = [
    results(f'SELECT ("{LONG_WORD}" AS ?l) ("2014-05"^^xsd:gYearMonth AS ?d) {{}}', "timeline"),
    results(f'SELECT ("{LONG_WORD}" AS ?l) (5 AS ?n) {{}}', "chart"),
    results("SELECT ?a ?b { ?a ?p ?b FILTER(isIRI(?b)) } LIMIT 2000", "graph"),
    results(f"SELECT (id:rome AS ?p) ?a ?b ?c ?d ?e {{ {MANY} }}", "map"),
    results(f"SELECT ?a ?b ?c ?d ?e {{ {MANY} }}", "chart"),
]


def test_odd_answers_break_no_page_however_they_are_looked_at(phone: Page) -> None:
    assert faults(phone, [in_language(address, "ru") for address in LOOKED_AT]) == {}


@LANGUAGES
def test_odd_answers_break_no_page(phone: Page, language: str) -> None:
    addresses = [in_language(results(query), language) for query, _told in ODD.values()]
    assert faults(phone, addresses) == {}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_told(phone: Page, name: str) -> None:
    query, told = ODD[name]
    page = phone.request.get(results(query) + "&lang=en", headers={"Accept": "text/html"})
    assert page.ok
    assert told in page.text()


def test_a_name_of_two_thousand_letters_takes_no_more_than_two_screens(odd_phone: Page) -> None:
    odd_phone.goto("/id/rome.html?lang=en")
    box = odd_phone.locator("h1").bounding_box()
    assert box
    assert box["height"] <= 2 * HEIGHT
    odd_phone.goto("/about?lang=en")


def test_a_name_that_is_written_from_right_to_left_is_read_so(odd_phone: Page) -> None:
    odd_phone.goto("/id/georgia.html?lang=en")
    first, last = (odd_phone.evaluate(PLACE_OF_LETTER, at) for at in (0, 15))
    assert first > last, "the first letter does not stand at the right"
    odd_phone.goto("/about?lang=en")


@pytest.mark.parametrize("address", ["/questions/nope", "/id/nope", "/list/nope", "/data/1/nope"])
def test_what_does_not_exist_leads_on(phone: Page, address: str) -> None:
    page = phone.request.get(f"{address}?lang=xx", headers={"Accept": "text/html"})
    assert page.status == 404
    assert 'href="/queries"' in page.text()
