"""Every question of the graph is answered, shortly, and as recorded.

The answers in ``answers/`` were read against the article when they were recorded.  After a
wanted change: ``nrr-graph record``, then review the diff.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from nrr_graph.describe.questions import Question, questions
from nrr_graph.engine.embedded import EmbeddedEngine, serialize
from nrr_graph.mediatypes import CSV
from nrr_graph.project import data_folder
from nrr_graph.release.release import Release
from nrr_graph.sparql.tokens import tokens_of

ANSWERS = Path(__file__).parent / "answers"
SLUGS = sorted(path.stem for path in (data_folder() / "queries").glob("*.ttl"))
LINE_LIMIT = 12


@pytest.fixture(scope="module")
def engine(release: Release) -> EmbeddedEngine:
    return EmbeddedEngine(release.store)


@pytest.fixture(scope="module")
def asked(engine: EmbeddedEngine) -> dict[str, Question]:
    return {question.slug: question for question in questions(engine)}


@pytest.fixture(scope="module")
def asked_in(engine: EmbeddedEngine) -> dict[str, dict[str, Question]]:
    return {
        language: {question.slug: question for question in questions(engine, language)}
        for language in ("en", "ru")
    }


def _recorded(slug: str, language: str) -> Path:
    return ANSWERS / f"{slug}.csv" if language == "en" else ANSWERS / language / f"{slug}.csv"


def test_no_question_fixes_the_language_of_its_answer(asked: dict[str, Question]) -> None:
    """One asks for both languages and names them."""
    fixed = {s for s, question in asked.items() if re.search(r'LANG\(.*"\w\w"', question.sparql)}
    assert fixed == {"names-in-both-languages"}


def test_every_question_has_a_theme_in_both_languages(
    asked_in: dict[str, dict[str, Question]],
) -> None:
    for found in asked_in.values():
        assert all(question.theme for question in found.values())
    themes = [{q.theme for q in found.values()} for found in asked_in.values()]
    assert len(themes[0]) == len(themes[1])
    assert not themes[0] & themes[1]


def test_there_are_questions_of_each_kind_of_reader(asked: dict[str, Question]) -> None:
    assert len(asked) >= 80
    assert list(asked) == SLUGS


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_has_its_answer_in_the_language_of_its_reader(
    engine: EmbeddedEngine,
    asked_in: dict[str, dict[str, Question]],
    slug: str,
    language: str,
) -> None:
    sparql = asked_in[language][slug].sparql
    written = serialize(engine.evaluate(sparql), CSV).decode().replace("\r\n", "\n")
    assert written.count("\n") > 1, "an answer without a row"
    recorded = _recorded(slug, language).read_text(encoding="utf-8")
    assert written == recorded, "run 'nrr-graph record' and look at what changes"


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_does_not_depend_on_the_order_of_loading(
    release: Release, asked: dict[str, Question], seed: int
) -> None:
    quads = list(release.store)
    random.Random(seed).shuffle(quads)
    store = ox.Store()
    store.extend(quads)
    for slug, question in asked.items():
        written = serialize(EmbeddedEngine(store).evaluate(question.sparql), CSV).decode()
        recorded = (ANSWERS / f"{slug}.csv").read_text(encoding="utf-8")
        assert written.replace("\r\n", "\n") == recorded, f"ORDER BY of {slug} leaves ties"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_short_and_explains_its_columns(
    engine: EmbeddedEngine, asked: dict[str, Question], slug: str
) -> None:
    lines = [line for line in asked[slug].sparql.splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith("PREFIX")]
    assert len(body) <= LINE_LIMIT, "improve the model or its derived triples instead"
    rows = engine.rows(f"SELECT ?c {{ id:question-{slug} nrr:column ?c }}")
    told = {str(row["c"].value).split(":")[0] for row in rows}
    results = engine.evaluate(asked[slug].sparql)
    assert told == {variable.value for variable in results.variables}  # type: ignore[union-attr]


def test_questions_use_only_names_that_exist(
    engine: EmbeddedEngine, asked: dict[str, Question]
) -> None:
    for question in asked.values():
        for token in tokens_of(question.sparql):
            if (
                token.kind == "name"
                and token.text.startswith(("id:", "nrr:"))
                and token.text[-1] != ":"
            ):
                assert engine.rows(f"SELECT * {{ {token.text} a ?class }}"), token.text
