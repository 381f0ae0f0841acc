"""RDF 1.2: the view beside the dataset, and what may not know the new terms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from nrr_graph.engine.interface import Dataset
from nrr_graph.errors import MalformedQuery, NotAcceptable
from nrr_graph.mediatypes import WITH_TRIPLE_TERMS, Format
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.sparql.query import Query
from nrr_graph.sparql.tokens import Token, tokens_of, unescape

#: The end of its IRI, with which it is written in full, relative to the base, or after a prefix.
_NAME: Final = ANNOTATED_GRAPH.value.rpartition("/")[2]
#: What writers say of triples as terms: the engine's, and our own of JSON-LD.
_NOT_WRITTEN: Final = ("does not support RDF 1.2", "a triple stands inside a triple")
#: Words that SPARQL 1.2 adds.
_WORDS: Final = ("VERSION", "TRIPLE", "ISTRIPLE", "LANGDIR", "STRLANGDIR", "HASLANG", "HASLANGDIR")


@contextmanager
def without_triple_terms(chosen: Format) -> Iterator[None]:
    """Write triples in a format; say so where it has no triples as terms.

    :raises NotAcceptable: it has none, and one is to be written.
    """
    try:
        yield
    except (OSError, TypeError) as error:
        if not any(told in str(error) for told in _NOT_WRITTEN):
            raise
        others = ", ".join(one.label for one in WITH_TRIPLE_TERMS)
        problem = f"{chosen.label} has no triples as terms (RDF 1.2); ask for one of: {others}"
        raise NotAcceptable(problem) from error


def named_view(query: str) -> list[ox.NamedNode]:
    """Return the view if a query names it."""
    text = unescape(query) if "\\" in query else query
    if _NAME not in text:
        return []
    names = (token.text.strip("<>") for token in tokens_of(text) if token.kind in ("iri", "name"))
    is_named = any(name.endswith((f"/{_NAME}", f":{_NAME}")) for name in names)
    return [ANNOTATED_GRAPH] if is_named else []


def uses_rdf_1_2(query: str) -> bool:
    """Tell whether a query says something that only SPARQL 1.2 has."""
    tokens = list(tokens_of(query))
    return any(
        token.text == "{|"
        or token.is_word(*_WORDS)
        or (token.kind == "tag" and "--" in token.text)
        or (token.text == following.text == "<" and following.start == token.start + 1)
        for token, following in pairwise([*tokens, Token("mark", "", -1)])
    )


def not_known_there(error: MalformedQuery) -> MalformedQuery:
    """Return the error that tells of a query of SPARQL 1.2 that another engine refused."""
    return MalformedQuery(
        f"the engine behind this site does not know SPARQL 1.2: {error.problem}",
        "Write it in SPARQL 1.1: triples as terms, VERSION and base directions are new in 1.2.",
    )


def require_no_view(query: Query, dataset: Dataset) -> None:
    """Refuse a request for the view, where an engine evaluates that may not have it.

    :raises MalformedQuery: the request names it.
    """
    asked = [*(dataset.default_graphs or ()), *(dataset.named_graphs or ())]
    if ANNOTATED_GRAPH.value in asked or named_view(query.text):
        raise MalformedQuery(
            f"<{ANNOTATED_GRAPH.value}> is not here: another engine answers queries for this "
            "site, and it holds the graph of RDF 1.1 alone",
            "Ask for statements instead (?s a nrr:Statement), or load nrr-rdf12.ttl into an "
            "engine that knows RDF 1.2.",
        )
