"""The stored questions as a model finds them: by name, or by the words of its own question."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nrr_graph.describe.questions import Question, questions
from nrr_graph.describe.words import stems
from nrr_graph.engine.interface import Engine
from nrr_graph.errors import MalformedRequest
from nrr_graph.namespaces import ID

LANGUAGES: Final = ("en", "ru")
#: Questions near to a text.
NEAR_LIMIT: Final = 8


@dataclass(frozen=True)
class StoredQuestions:
    """The questions that the graph holds; ``language`` is ``en`` or ``ru``."""

    engine: Engine

    def listed(self, language: str) -> list[Mapping[str, str]]:
        """List all of them."""
        known = self._by_name[language].values()
        return [{"name": q.slug, "iri": q.iri, "question": q.text} for q in known]

    def near(self, text: str, language: str) -> list[Mapping[str, str]]:
        """List those that share words with a text, those that share most first."""
        asked = set(stems(text))
        shared = [(len(asked & set(stems(q["question"]))), q) for q in self.listed(language)]
        best = sorted((one for one in shared if one[0]), key=lambda one: -one[0])
        return [question for _shared, question in best[:NEAR_LIMIT]]

    def named(self, name: str, language: str) -> Question:
        """Return a question by its name or IRI.

        :raises MalformedRequest: there is none; the message suggests others.
        """
        slug = name.removeprefix(ID).removeprefix("question-")
        known = self._by_name[language]
        if slug not in known:
            close = ", ".join(difflib.get_close_matches(slug, known, n=3, cutoff=0.3))
            raise MalformedRequest(f"there is no question “{name}”; perhaps one of: {close}")
        return known[slug]

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, Question]]:
        return {
            language: {found.slug: found for found in questions(self.engine, language)}
            for language in LANGUAGES
        }
