"""Read what a curator writes as a value: a name, a date, a term, a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.folding import fold
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR, SCHEMA, XSD
from nrr_graph.release.fields import Field
from nrr_graph.release.release import Release
from nrr_graph.terms import Term
from nrr_graph.wikibase.asked import Asked
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.matching import Matcher
from nrr_graph.wikibase.plain_values import plain_value

#: Entities that are suggested for a name.
SUGGESTIONS_LIMIT: Final = 5
#: Terms that are listed where none is like what was given.
TERMS_LIMIT: Final = 20


@dataclass
class Ambiguous(NrrGraphError):
    """A name that may mean several things, or none that is known."""

    field: str
    given: str
    suggestions: Sequence[tuple[str, str]]

    def __str__(self) -> str:
        """List what may be meant."""
        shown = "; ".join(f"{name} = {label}" for name, label in self.suggestions)
        remedy = f"did you mean: {shown}?" if shown else "make it first with 'nrr-graph new'"
        return f"--{self.field} {self.given!r}: nothing has exactly this name; {remedy}"


class Values:
    """Reads values against what a release knows."""

    def __init__(self, release: Release) -> None:
        self._engine = EmbeddedEngine(release.store)
        self._entities = Entities(self._engine, release.modified)
        self._matcher = Matcher(self._entities)

    def read(self, field: Field, given: str, property_: str = "", language: str = "en") -> Term:
        """Return the term that is meant.

        :param property_: the IRI of the statement's property, for a field that is read by that.
        :param language: the tag of what is given as printed.
        :raises Ambiguous: no entity or several may be meant.
        :raises NrrGraphError: it is no value of that form; says which forms there are.
        """
        form = self._form_of(property_, given) if field.form == "any" else field.form
        if form == "entity":
            return self._entity(field, given)
        if form == "term":
            return self._term(field, given)
        if form == "sentence":
            return self._sentence(field, given)
        return plain_value(field, form, given, language)

    @cached_property
    def _by_label(self) -> dict[str, set[str]]:
        """Everything by its folded labels, also what is so new that it has no number yet."""
        rows = self._engine.rows(
            f"SELECT ?s ?l {{ ?s rdfs:label ?l FILTER(STRSTARTS(STR(?s), '{ID}')) "
            "FILTER NOT EXISTS { ?s nrr:subject ?of } }"
        )
        found: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            found[fold(str(row["l"].value))].add(str(row["s"].value))
        return found

    def is_known(self, iri: str) -> bool:
        """Tell whether the graph describes an IRI."""
        return bool(self._engine.rows(f"SELECT ?p {{ <{iri}> ?p ?o }} LIMIT 1"))

    def values(self, iri: str, property_: str) -> list[Term]:
        """Return the values of a property."""
        rows = self._engine.rows(f"SELECT ?o {{ <{iri}> <{property_}> ?o }} ORDER BY ?o")
        return [row["o"] for row in rows]

    def passages(self, sentence: str) -> list[str]:
        """Return the passages of a sentence, the shortest name first."""
        rows = self._engine.rows(
            f"SELECT ?p {{ ?p a nrr:Passage ; nrr:sentence {ox.Literal(sentence)} }}"
        )
        return sorted((str(row["p"].value) for row in rows), key=lambda iri: (len(iri), iri))

    def suggestions(self, given: str) -> list[tuple[str, str]]:
        """Return the entities that a name may mean, with their labels, best first."""
        found = self._matcher.match(Asked(given, limit=SUGGESTIONS_LIMIT))
        return [
            ("id:" + iri.removeprefix(ID), self._entities.label(one.number, "en"))
            for one in found
            if (iri := self._entities.iri(one.number)).startswith(ID)
        ]

    def _entity(self, field: Field, given: str) -> ox.NamedNode:
        slug = given.removeprefix("id:")
        if re.fullmatch(r"[\w-]+", slug) and self.is_known(ID + slug):
            return ox.NamedNode(ID + slug)
        exact = self._by_label.get(fold(given), set())
        if len(exact) == 1:
            return ox.NamedNode(next(iter(exact)))
        for one in self._matcher.match(Asked(given, limit=1)):
            # A slip of the pen is shown to the curator, not written into the graph.
            if one.is_certain and one.name_score == 100:
                return ox.NamedNode(self._entities.iri(one.number))
        raise Ambiguous(field.name, given, self.suggestions(given))

    def _term(self, field: Field, given: str) -> ox.NamedNode:
        name = given.removeprefix("nrr:")
        allowed = self._terms(field.property)
        if name in allowed:
            return ox.NamedNode(NRR + name)
        near = get_close_matches(name, allowed, SUGGESTIONS_LIMIT) or allowed
        shown = ", ".join(near if len(near) <= TERMS_LIMIT else [*near[:TERMS_LIMIT], "…"])
        raise NrrGraphError(f"--{field.name} {given!r} is no such term; use one of: {shown}")

    def _terms(self, property_: str) -> list[str]:
        """Return the names of the terms that a property takes."""
        rows = self._engine.rows(
            f"SELECT DISTINCT ?t {{ <{property_}> rdfs:range|schema:rangeIncludes ?c . ?t a ?c "
            f"FILTER(STRSTARTS(STR(?t), '{NRR}')) }} ORDER BY ?t"
        )
        return [str(row["t"].value).removeprefix(NRR) for row in rows]

    def _sentence(self, field: Field, given: str) -> ox.Literal:
        if not self.passages(given.upper()):
            raise NrrGraphError(f"--{field.name} {given!r}: the article has no such sentence")
        return ox.Literal(given.upper())

    def _form_of(self, property_: str, given: str) -> str:
        """Tell how a value of a fact property is written, from the property's range."""
        ranges = {term.value for term in self.values(property_, SCHEMA + "rangeIncludes")}
        texts = {
            XSD + "string",
            XSD + "integer",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        }
        if NRR + "Date" in ranges and re.match(r"[\dX]{4}", given):
            return "date"
        if ranges & texts and not ranges - texts:
            return "any"
        return "entity"
