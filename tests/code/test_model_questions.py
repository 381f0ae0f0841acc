"""The tools of models supply the facts for every question that models are measured with."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nrr_graph.describe.names import Names
from nrr_graph.describe.search import Index
from nrr_graph.describe.words import WordIndex
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.mcp.answers import Answers
from nrr_graph.mcp.envelopes import NO_SOURCED_FACT, SOURCED
from nrr_graph.project import project_folder
from nrr_graph.release.release import Release

QUESTIONS: list[dict[str, Any]] = json.loads(
    (project_folder() / "data" / "questions-for-models.json").read_text(encoding="utf-8")
)["questions"]


@pytest.fixture(scope="module")
def answers(release: Release) -> Answers:
    engine = EmbeddedEngine(release.store)
    names = Names(engine)
    return Answers(engine, engine, names, release.version, Index(names), WordIndex(engine, names))


def call(answers: Answers, tool: str, arguments: dict[str, str]) -> dict[str, Any]:
    function: Callable[..., dict[str, Any]] = getattr(answers, tool)
    named = {{"facet": "facet_name"}.get(name, name): value for name, value in arguments.items()}
    return function(**named)


def lacking(question: dict[str, Any], text: str) -> list[object]:
    """Return what an answer should have and has not, and what it has and should not."""
    missing = [texts for texts in question["must"] if not any(one in text for one in texts)]
    return [*missing, *(one for one in question["must_not"] if one in text)]


def test_there_are_thirty_with_names_of_their_own() -> None:
    assert len({question["name"] for question in QUESTIONS}) == len(QUESTIONS) >= 30
    assert all(question["must"] or not question["is_sourced"] for question in QUESTIONS)
    assert all(question["must_not"] for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["name"])
def test_the_tools_supply_the_facts(answers: Answers, question: dict[str, Any]) -> None:
    given = [call(answers, one["tool"], one["arguments"]) for one in question["calls"]]
    text = "\n".join(json.dumps(answer["data"], ensure_ascii=False) for answer in given)
    assert lacking(question, text) == []
    results = {answer["result"] for answer in given}
    assert results == ({SOURCED} if question["is_sourced"] else {NO_SOURCED_FACT})


def test_an_answer_without_the_fact_or_with_a_false_one_is_noticed() -> None:
    question = next(one for one in QUESTIONS if one["name"] == "expelled-diplomats")
    assert lacking(question, "two Russian diplomats, for bribery")
    assert lacking(question, "two Russian diplomats, for espionage or bribery") == ["bribery"]
