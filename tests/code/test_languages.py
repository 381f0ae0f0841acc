"""Each page speaks one language, with the plurals that its rules ask for."""

from __future__ import annotations

import ast
import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from malformed_queries import MALFORMED
from nrr_graph.engine.failures import (
    broke_worker,
    busy,
    ran_too_long,
    starting_again,
    too_large,
    too_much_arrives,
)
from nrr_graph.engine.limits import limits_of
from nrr_graph.settings import read_settings
from nrr_graph.web import language
from nrr_graph.web.error_words import translated

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


#: Modules that raise what readers of pages meet; the others speak to programs and curators.
SPEAKING = (
    *("mediatypes.py", "engine/failures.py", "engine/endpoint.py", "web/requests.py"),
    "engine/view.py",
    *("web/errors.py", "web/answers.py", "web/dumps.py", "web/former.py", "wikibase/dialect.py"),
    *(
        f"wikibase/{name}.py"
        for name in ("around", "dates", "groups", "having", "named_subqueries", "services")
    ),
    *(f"web/blueprints/{name}.py" for name in ("embed", "explore", "files", "graphs", "lists")),
    *(f"web/blueprints/{name}.py" for name in ("linked_data", "questions", "releases", "sparql")),
    *("web/blueprints/vocabulary.py", "web/blueprints/wikibase_query.py"),
    *(f"sparql/{name}.py" for name in ("explain", "guard", "query", "scope", "spelling")),
)
RAISED = (
    *("abort", "MalformedRequest", "RefusedQuery", "LimitReached", "MalformedQuery"),
    *("NotAcceptable", "UnreadableRequest", "EngineFailed"),
)


def _sentences(node: ast.AST) -> Iterator[str]:
    """Yield the sentences in the arguments of a call, with ``{}`` for what differs."""
    for argument in ast.iter_child_nodes(node):
        if isinstance(argument, ast.Constant) and " " in str(argument.value):
            yield str(argument.value)
        elif isinstance(argument, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "{}" for p in argument.values]
            yield "".join(map(str, parts))


def _raised(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in RAISED:
            yield from _sentences(node)


def test_every_error_that_a_page_tells_has_its_russian() -> None:
    package = Path(language.__file__).parents[1]
    told = {sentence for name in SPEAKING for sentence in _raised(package / name)}
    assert len(told) > 50
    assert sorted(told - set(language.messages("errors.ru"))) == []


def test_a_translation_uses_all_that_differs_or_less_and_nothing_else() -> None:
    for english, russian in language.messages("errors.ru").items():
        numbers = {int(number) for number in re.findall(r"\{(\d)\}", russian)}
        assert numbers <= set(range(english.count("{}"))), english


@pytest.mark.parametrize("query", [case[0] for case in MALFORMED])
def test_what_is_wrong_with_a_query_is_told_in_russian(client: FlaskClient, query: str) -> None:
    asked = {"query": query, "lang": "ru", "format": "html"}
    page = client.get("/sparql", query_string=asked).text
    error = re.search(r'<pre class="error" role="alert"([^>]*)>(.*?)</pre>', page, re.DOTALL)
    assert error
    assert error[1] == ""
    lines = html.unescape(error[2]).split("\n")
    # The line of the query and the mark below it stand indented.
    told = [line for line in lines if line.strip() and not line.startswith("  ")]
    assert [line for line in told if _is_foreign(line)] == []


WRONG = [
    ("/id/nope", 404, "в графе нет IRI"),
    ("/no-such-page", 404, "По этому адресу ничего нет."),
    ("/questions/nope", 404, "вопроса «nope» нет"),
    ("/timeline?from=2014&to=1991", 400, "поменяйте их местами"),
    ("/timeline?from=soon", 400, "пишите 2014, 2014-04 или 2014-04-01"),
    ("/search?q=" + "x" * 1001, 400, "не больше 1\u00a0000 знаков"),
    ("/sparql?query=INSERT+DATA+%7B%7D", 403, "записать здесь ничего нельзя"),
    ("/sparql?query=SELECT+*+%7B+SERVICE+%3Curn:x%3E+%7B%7D+%7D", 403, "не обращается к другим"),
    ("/data/1999-01-01-00000000/changes", 404, "здесь не хранится"),
    ("/list/nothing", 404, "списка «nothing» нет"),
]


@pytest.mark.parametrize(("address", "status", "told"), WRONG)
def test_what_is_wrong_with_an_address_is_told_in_russian(
    client: FlaskClient, address: str, status: int, told: str
) -> None:
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}lang=ru", headers=HTML)
    assert answer.status_code == status
    assert told in html.unescape(answer.text)
    assert '<pre class="error"' not in answer.text or 'class="error" lang' not in answer.text


def test_limits_are_told_in_russian() -> None:
    limits = limits_of(read_settings({}))
    for error in (
        ran_too_long(limits), too_large(limits), broke_worker(limits), busy(limits),
        too_much_arrives(10 * 1024**2), starting_again(),
    ):  # fmt: skip
        told = translated(str(error), "ru")
        assert told, str(error)
        assert re.sub(r"nrr-graph export|LIMIT", "", told).count("the ") == 0


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
