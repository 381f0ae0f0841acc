"""Labels in English and Russian for anything that the graph names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from nrr_graph.languages import choose
from nrr_graph.namespaces import NRR, RDFS, shorten
from nrr_graph.terms import Fact, Term

_LABEL = RDFS + "label"


class Labels:
    """Look labels up by IRI; a statement's label is composed from its parts."""

    def __init__(self, triples: Iterable[Fact]) -> None:
        self._labels: dict[str, dict[str, str]] = {}
        self._statements: dict[str, dict[str, Term]] = {}
        for s, p, o in triples:
            if p.value == _LABEL and isinstance(o, ox.Literal):
                self._labels.setdefault(s.value, {})[o.language or ""] = o.value
            elif p.value in (NRR + "subject", NRR + "property", NRR + "value"):
                self._statements.setdefault(s.value, {})[p.value.removeprefix(NRR)] = o

    def of(self, term: Term, language: str = "en") -> str:
        """Return the label of a term; its CURIE if it has none, its text if it is a literal."""
        if isinstance(term, ox.Literal):
            return f"“{term.value}”" if term.language else term.value
        return self.of_iri(str(term.value), language)

    def of_iri(self, iri: str, language: str = "en") -> str:
        """Return the label of an IRI, chosen by its language; its CURIE if it has none."""
        if iri in self._statements:
            return self._of_statement(self._statements[iri], language)
        return choose(self._labels.get(iri, {}), language)[0] or shorten(iri)

    def _of_statement(self, parts: Mapping[str, Term], language: str) -> str:
        named = (parts.get(name) for name in ("subject", "property", "value"))
        return " — ".join(self._part(term, language) if term else "?" for term in named)

    def _part(self, term: Term, language: str) -> str:
        # A statement about a statement, or by mistake about itself, names it only.
        is_statement = isinstance(term, ox.NamedNode) and term.value in self._statements
        return shorten(str(term.value)) if is_statement else self.of(term, language)
