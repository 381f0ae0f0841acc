"""A question is a page with its answer, in the reader's language."""

from __future__ import annotations

import html
import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.describe.answers import in_words
from nrr_graph.describe.names import Names
from nrr_graph.describe.questions import questions
from nrr_graph.describe.results import result_table
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.release import Release

HTML = {"Accept": "text/html"}


def _text(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_the_beginning_of_a_questions_address_leads_to_all_of_them(client: FlaskClient) -> None:
    response = client.get("/questions", headers=HTML)
    assert (response.status_code, response.location) == (303, "/queries")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_question_opens_on_its_answer(
    client: FlaskClient, release: Release, language: str
) -> None:
    for question in questions(EmbeddedEngine(release.store), language):
        address = f"/questions/{question.slug}?lang={language}"
        page = client.get(address, headers=HTML)
        assert page.status_code == 200, address
        assert f"<h1>{html.escape(question.text, quote=False)}</h1>" in html.unescape(page.text)
        assert "<pre>" not in page.text.split("<details>")[0], "the query comes first"


def test_a_date_and_its_sentence_are_read_at_once(client: FlaskClient) -> None:
    page = client.get("/questions/creation-of-the-council?lang=ru", headers=HTML).text
    assert "28 мая 2002" in page
    answer = page[: page.index("На чём основано")]
    assert '<a href="/id/passage-s04-02?lang=ru"' in answer


def test_a_question_has_its_answer_as_data_at_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/questions/creation-of-the-council?format=csv")
    assert answer.mimetype == "text/csv"
    assert "2002-05-28" in answer.text


def test_a_question_of_the_graph_leads_to_its_page(client: FlaskClient) -> None:
    page = client.get("/id/question-quotations", headers=HTML, follow_redirects=True)
    assert page.request.path == "/questions/quotations"


def test_a_question_that_does_not_exist_is_told_so(client: FlaskClient) -> None:
    page = client.get("/questions/nope?lang=ru", headers=HTML)
    assert page.status_code == 404
    assert 'href="/queries?lang=ru"' in page.text


def test_questions_stand_under_themes_each_with_its_answer_in_short(
    client: FlaskClient, release: Release
) -> None:
    for language in ("en", "ru"):
        page = client.get(f"/queries?lang={language}", headers=HTML).text
        assert page.count('class="question"') == release.counts["questions"]
        assert page.count("<section") >= 8
        assert "<dd></dd>" not in page


def test_an_unknown_language_falls_back(client: FlaskClient) -> None:
    page = client.get("/questions/quotations?lang=xx", headers=HTML)
    assert page.status_code == 200
    assert '<html lang="en">' in page.text


def _answer(release: Release, rows: list[list[ox.Literal]], limit: int) -> str:
    """Answer with rows of literals and return what the page says of them in short."""
    values = " ".join("(" + " ".join(map(str, row)) + ")" for row in rows)
    names = " ".join(f"?c{n}" for n in range(len(rows[0]) if rows else 1))
    engine = EmbeddedEngine(release.store)
    results = engine.results(f"SELECT {names} {{ VALUES ({names}) {{ {values} }} }}")
    return in_words(result_table(results, limit), Names(engine), "en").in_short()


def test_odd_answers_are_told_in_a_line(release: Release) -> None:
    assert _answer(release, [], 10) == ""
    assert len(_answer(release, [[ox.Literal("word " * 400)]], 10)) < 170
    assert "جمهورية" in _answer(release, [[ox.Literal("جمهورية")]], 10)
    many = [[ox.Literal(str(n))] for n in range(100_000)]
    assert _answer(release, many, 1000).endswith("…")


def test_a_bound_of_a_date_is_told_as_no_date(client: FlaskClient) -> None:
    page = _text(client.get("/questions/held-on-a-day?lang=en", headers=HTML).text)
    assert "not before 1 January 1991" in page
    listed = _text(client.get("/queries?lang=ru", headers=HTML).text)
    assert "не раньше 1 июня 2008" in listed


def test_a_date_is_told_as_exactly_as_it_is_known(client: FlaskClient) -> None:
    for slug in ("timeline", "early-2014", "earlier-joint-exercises"):
        page = _text(client.get(f"/questions/{slug}?lang=en", headers=HTML).text)
        answer = page[: page.index("Related questions")]
        assert "1 January" not in answer.replace("between 1 January and 1 May 2014", "")
    drawn = client.get("/questions/timeline?lang=en", headers=HTML).text
    assert "1990s" in drawn


def test_a_column_of_which_no_row_tells_is_named_once(client: FlaskClient) -> None:
    page = client.get("/questions/everything-rogozin-said?lang=en", headers=HTML).text
    assert page.count("place where it was said") == 2, "below the answer, and among the columns"
    assert "Not known: place where it was said" in _text(page)
