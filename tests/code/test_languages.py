"""Each page speaks one language, with the plurals that its rules ask for."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from nrr_graph.web import language

HTML = {"Accept": "text/html"}
TEMPLATES = Path(language.__file__).parent / "templates"
PAGES = (
    *("/", "/timeline", "/map", "/queries", "/issues", "/quality", "/about", "/data/", "/sparql"),
    *(
        "/id/s01-08-suspension.html",
        "/id/nato.html",
        "/questions/quotations",
        "/id/nope",
        "/search",
    ),
)


def test_every_text_of_a_template_has_its_russian() -> None:
    asked = set()
    for path in TEMPLATES.glob("*.html"):
        asked |= set(re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', path.read_text("utf-8")))
        asked |= set(re.findall(r"_\('((?:[^'\\]|\\.)*)'\)", path.read_text("utf-8")))
    assert len(asked) > 150
    assert sorted(asked - set(language.messages("ru"))) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1 строка"), (2, "2 строки"), (5, "5 строк"), (11, "11 строк"), (21, "21 строка")],
)
def test_russian_plurals_follow_the_rules(app: Flask, number: int, text: str) -> None:
    with app.test_request_context("/?lang=ru"):
        assert language.counted(number, "row") == text


def test_one_row_is_no_rows(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert language.counted(1, "row") == "1 row"
        assert language.counted(1000, "row") == "1,000 rows"


def _headings(page: str) -> list[str]:
    found = re.findall(r"<(?:h1|h2|th|dt|label|button|summary)\b([^>]*)>(.*?)<", page, re.DOTALL)
    return [html.unescape(text).strip() for attributes, text in found if "lang=" not in attributes]


def _is_foreign(text: str) -> bool:
    """Tell whether a text has words, and none of them in Cyrillic."""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}
    lower = any(letter.islower() for letter in text)
    return bool(scripts) and lower and "CYRILLIC" not in scripts


#: Names that are the same in every language.
SAME = re.compile(
    r"Wikidata|Turtle|TriG|N-|RDF|JSON|CSV|SPARQL|VoID|Wikibase|QuickStatements|curl|Python|nrr|"
    r"[a-z_]+$"
)


@pytest.mark.parametrize("address", PAGES)
def test_no_heading_of_a_russian_page_is_english(client: FlaskClient, address: str) -> None:
    joint = "&" if "?" in address else "?"
    page = client.get(f"{address}{joint}lang=ru", headers=HTML).text
    foreign = [text for text in _headings(page) if _is_foreign(text) and not SAME.match(text)]
    assert foreign == []
