"""A function for queries that looks names up, as the label service of Wikidata does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.namespaces import BASE, RDFS, SCHEMA, SKOS
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
from nrr_graph.terms import Term

TEXT_FUNCTION: Final = BASE + "function#wikibase-text"
_PROPERTIES: Final = {
    "label": ox.NamedNode(RDFS + "label"),
    "alias": ox.NamedNode(SKOS + "altLabel"),
    "description": ox.NamedNode(SCHEMA + "description"),
}


def text_function(store: ox.Store) -> Callable[..., Any]:
    """Make the function ``text(node, languages, what)`` over the Wikibase graph of a store.

    It gives the text in the first language that has one; the local name of a thing without label,
    nothing for other texts that are missing, aliases joined by a comma.
    """

    def text(node: Term, languages: Term, what: Term) -> Term | None:
        """Look one text up."""
        if not isinstance(node, ox.NamedNode):
            return node if what.value == "label" else None
        texts: dict[str, list[str]] = {}
        property_ = _PROPERTIES[str(what.value)]
        for quad in store.quads_for_pattern(node, property_, None, WIKIBASE_GRAPH):
            if isinstance(quad.object, ox.Literal):
                texts.setdefault(quad.object.language or "", []).append(quad.object.value)
        for language in str(languages.value).split(","):
            if language in texts:
                return ox.Literal(", ".join(sorted(texts[language])), language=language)
        return ox.Literal(_local_name(node.value)) if what.value == "label" else None

    return text


def _local_name(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2] or iri
