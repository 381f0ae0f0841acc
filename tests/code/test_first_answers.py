"""The home page answers its questions in true sentences, the same in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from nrr_graph.describe.first_answers import WORDINGS, first_answer
from nrr_graph.describe.names import Names
from nrr_graph.describe.questions import SHOWN_FIRST, questions
from nrr_graph.describe.results import ResultTable, result_table
from nrr_graph.describe.views import Value
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.dates import is_date
from nrr_graph.release.release import Release
from nrr_graph.release.wording import on_date, spell_date

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])
SAID = ("words", "date", "place", "sentence", "source")


@pytest.fixture(scope="module")
def engine(release: Release) -> EmbeddedEngine:
    return EmbeddedEngine(release.store)


def _table(engine: EmbeddedEngine, slug: str, language: str) -> ResultTable:
    asked = next(q for q in questions(engine, language) if q.slug == slug)
    return result_table(engine.results(asked.sparql), 10)


def _text(parts: Sequence[Value]) -> str:
    return "".join(part.text for part in parts)


def test_every_question_of_the_home_page_has_its_wording_in_both_languages() -> None:
    assert set(WORDINGS) == set(SHOWN_FIRST)
    assert {tuple(sorted(wordings)) for wordings in WORDINGS.values()} == {("en", "ru")}


@LANGUAGES
@pytest.mark.parametrize("slug", SHOWN_FIRST)
def test_a_sentence_says_all_that_its_answer_holds(
    engine: EmbeddedEngine, slug: str, language: str
) -> None:
    table = _table(engine, slug, language)
    text = _text(first_answer(table, Names(engine), slug, language))
    assert text.endswith(".")
    told = {name for name in table.columns if name != "remark"}
    for row in table.rows:
        for column, term in zip(table.columns, row, strict=True):
            if term is not None and column in told:
                written = str(term.value)
                forms = {written, spell_date(written, language), on_date(written, language)}
                assert any(form in text for form in forms if is_date(term) or form == written)


@pytest.mark.parametrize("slug", SHOWN_FIRST)
def test_both_languages_say_the_same_in_the_same_order(engine: EmbeddedEngine, slug: str) -> None:
    told = [
        [
            part.iri or part.text
            for part in first_answer(_table(engine, slug, language), Names(engine), slug, language)
            if part.iri or part.text.startswith(("…", "Great", "Russia", "Ukraine crisis"))
        ]
        for language in ("en", "ru")
    ]
    assert told[0] == told[1]
    assert told[0]


def test_what_no_row_knows_is_said_and_what_one_knows_is_told(engine: EmbeddedEngine) -> None:
    month = ox.Literal(
        "2009-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")
    )
    words, code, source = (ox.Literal(text) for text in ("Yes.", "S01-01", "A newspaper"))
    rome = ox.NamedNode("https://w3id.org/nrr/id/rome")
    names = Names(engine)

    def told(*rows: list[object]) -> str:
        """Word rows of what somebody said."""
        table = ResultTable(SAID, rows, more=False)  # type: ignore[arg-type]
        return _text(first_answer(table, names, "everything-rogozin-said", "en"))

    undated = told([words, None, None, code, None])
    assert "(sentence S01-01)" in undated
    assert "does not say where" in undated
    assert "source" not in undated
    full = told([words, None, None, code, source], [words, month, rome, code, source])
    assert "“Yes.” (January 2009, in Rome, sentence S01-01); “Yes.” (sentence S01-01)." in full
    assert "does not say where" not in full
    assert full.count("A newspaper") == 1
    assert told() == ""
