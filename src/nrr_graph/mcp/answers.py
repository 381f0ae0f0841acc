"""What the tools of a model answer; each is a function of the release alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from nrr_graph.describe.entities import exists
from nrr_graph.describe.grounds import grounds
from nrr_graph.describe.names import Names
from nrr_graph.describe.proof import prove
from nrr_graph.describe.results import ResultTable, result_table
from nrr_graph.describe.search import BEGINS, Index
from nrr_graph.describe.statements import read_statements
from nrr_graph.describe.verdict import verdict_of
from nrr_graph.describe.words import WordIndex
from nrr_graph.engine.interface import Engine
from nrr_graph.errors import MalformedRequest
from nrr_graph.mcp.envelopes import NO_SOURCED_FACT, Envelope, envelope
from nrr_graph.mcp.facts import brief, facet, full, row, thing
from nrr_graph.mcp.stored import LANGUAGES, StoredQuestions
from nrr_graph.namespaces import ID, NRR, PREFIXES, shorten

#: Rows of a query and facts of a search that an answer holds; it says when there are more.
ROWS_LIMIT: Final = 100
FOUND_LIMIT: Final = 8
#: Questions that are named beside facts.
_NEAR_LIMIT: Final = 3
_FACTS: Final = tuple(NRR + name for name in ("Statement", "Quotation", "Finding"))
_SEARCH: Final = "Try find with other words, or questions for what can be asked."


@dataclass(frozen=True)
class Answers:
    """Answers about one release.

    ``engine`` evaluates our own queries, ``endpoint`` those of the model, within the limits;
    ``release`` is the version of the data.
    """

    engine: Engine
    endpoint: Engine
    names: Names
    release: str
    index: Index
    words: WordIndex

    def find(self, text: str, language: str = "en") -> Envelope:
        """Return facts by the words in them, best first, and what else is near a text."""
        language = _language(language)
        matches = self.index.find(text, limit=FOUND_LIMIT, language=language)
        iris = self.words.closest(text, kinds=_FACTS, limit=FOUND_LIMIT)
        views = read_statements(self.engine, self.names, iris, language)
        data = {
            "facts": [brief(view) for view in views],
            "things": [self._thing(match.iri, language) for match in matches],
            "questions": self._stored.near(text, language)[:_NEAR_LIMIT],
        }
        is_named = bool(matches) and matches[0].score >= BEGINS
        return self._envelope(data, is_found=bool(views) or is_named)

    def entity(self, iri: str, language: str = "en") -> Envelope:
        """Return a thing with the facts about it, or a fact with its evidence."""
        iri = self.known(iri)
        if set(_FACTS).intersection(self.names.of(iri).kinds):
            return self.statement(iri, language)
        data = thing(self.engine, self.names, iri, _language(language))
        return self._envelope(data, is_found=bool(data["facts"] or data["details"]))

    def statement(self, iri: str, language: str = "en") -> Envelope:
        """Return a fact with where it stands, its sources, its verdict, its issues."""
        iri = self._fact(iri)
        data = full(self.engine, self.names, iri, _language(language))
        return self._envelope(data, is_found=True)

    def verdict(self, claim: str, facet_name: str = "", language: str = "en") -> Envelope:
        """Return how a claim stands among other sources, facet by facet or in one facet."""
        iri = self._fact(claim)
        proof = prove(self.engine, self.names, iri, _language(language))
        facets = [facet(one) for one in verdict_of(proof.statement, proof.facets)]
        named = [str(one["facet"]) for one in facets]
        chosen = [one for one in facets if facet_name.casefold() in ("", one["facet"].casefold())]
        if facets and not chosen:
            raise MalformedRequest(f"no facet “{facet_name}” here; there are: {', '.join(named)}")
        data = {**brief(proof.statement), "facets": chosen}
        hint = "No other source was read on it: it stands alone, or is no claim of the article."
        return self._envelope(data, is_found=bool(chosen), hint=hint)

    def questions(self, text: str = "", language: str = "en") -> Envelope:
        """List the stored questions, those first that share most words with a text."""
        stored, language = self._stored, _language(language)
        listed = stored.near(text, language) if text else stored.listed(language)
        return self._envelope({"questions": listed}, is_found=bool(listed))

    def answer(self, question: str, language: str = "en") -> Envelope:
        """Answer a stored question by its name."""
        found = self._stored.named(question, _language(language))
        table = result_table(self.engine.results(found.sparql), ROWS_LIMIT)
        data = {"question": found.text, "iri": found.iri, "columns": dict(found.columns)}
        return self._rows(found.sparql, table, data, _language(language))

    def query(self, sparql: str, language: str = "en") -> Envelope:
        """Answer a SPARQL query within the limits of the server."""
        table = result_table(self.endpoint.results(sparql), ROWS_LIMIT)
        return self._rows(sparql, table, {}, _language(language))

    def schema(self, language: str = "en") -> Envelope:
        """Return prefixes, classes and properties with what they mean."""
        rows = self.engine.rows(
            "SELECT ?term ?definition ?kind { ?term skos:definition ?definition ; a ?kind . "
            "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } "
            f"FILTER(LANG(?definition) = '{_language(language)}') }} ORDER BY ?term"
        )
        terms = {
            shorten(str(row["term"].value)): {
                "is": shorten(str(row["kind"].value)), "means": str(row["definition"].value)
            }
            for row in rows
        }  # fmt: skip
        return self._envelope({"prefixes": PREFIXES, "terms": terms}, is_found=True)

    def _rows(
        self, sparql: str, table: ResultTable, data: Mapping[str, Any], language: str
    ) -> Envelope:
        rows = [row(table.columns, terms, self.names, language) for terms in table.rows]
        facts = grounds(self.engine, self.names, sparql, table, language) if rows else ()
        told = {"rows": rows, "has_more_rows": table.more, "rests_on": [brief(f) for f in facts]}
        return self._envelope({**data, **told}, is_found=bool(rows))

    def _envelope(
        self, data: Mapping[str, Any], *, is_found: bool, hint: str = _SEARCH
    ) -> Envelope:
        return envelope(self.release, data, is_found=is_found, hint=hint)

    def _thing(self, iri: str, language: str) -> Mapping[str, str]:
        label = self.names.value(iri, language).text
        return {"iri": iri, "label": label, "is": self.names.description(iri, language)}

    @cached_property
    def _stored(self) -> StoredQuestions:
        return StoredQuestions(self.engine)

    def _fact(self, given: str) -> str:
        iri = self.known(given)
        if not set(_FACTS).intersection(self.names.of(iri).kinds):
            raise MalformedRequest(f"{iri} is no fact but a thing: ask entity for the facts on it")
        return iri

    def known(self, given: str) -> str:
        """Return the IRI of what a model names, by IRI or by the name in it.

        :raises MalformedRequest: the graph describes no such thing; the message suggests others.
        """
        name = given.strip().removeprefix("id:").removeprefix(ID)
        try:
            if exists(self.engine, ID + name):
                return ID + name
        except ValueError:
            pass  # No IRI at all.
        found = self.index.find(name.replace("-", " "), limit=3)
        close = ", ".join(match.iri for match in found) or "none; ask find"
        raise MalformedRequest(
            f"{NO_SOURCED_FACT}: nothing has the IRI “{ID}{name[:100]}”; near it: {close}"
        )


def _language(language: str) -> str:
    """Return a language that the graph is written in."""
    return language if language in LANGUAGES else "en"
