"""Read once from its tokens what a query is and names, before anything is done with it.

The engine reads keywords more freely than the standard: ``1 AS?x``, ``trueGRAPH<g>{}`` and
``GRAPHex:g{}`` pass there.  What is looked for here is therefore found in such spellings too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from nrr_graph.errors import RefusedQuery
from nrr_graph.sparql.explain import explain, fault_at
from nrr_graph.sparql.guard import (
    CHAIN_LIMIT,
    NESTING_LIMIT,
    PLAIN_IRI,
    refuse_ambiguous,
    refuse_deep_nesting,
    refuse_deep_triples,
    refuse_long_chains,
)
from nrr_graph.sparql.spelling import lost_plus
from nrr_graph.sparql.tokens import (
    IRI,
    NAME,
    OPAQUE,
    PROLOGUE,
    SKIP,
    UNCLOSED,
    WORD,
    Token,
    tokens_of,
    unescape,
)

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
#: Functions whose value is not one of the data alone; STRUUID is found as UUID.
_CHANGING: Final = ("NOW", "RAND", "UUID", "BNODE")
#: Passes over what is opaque; finds words, brackets, and names that are called or open a group.
_FOUND: Final = re.compile(
    rf"(?:{OPAQUE}|{PLAIN_IRI}(?!{SKIP}*+\()|{NAME}(?!{SKIP}*+[({{])|[!+*/|^=>&,;.\-])*+"
    rf"({NAME}|{WORD}|{IRI}|{UNCLOSED}|.|\Z)",
    re.DOTALL,
)
#: After these a name before ``{`` is what it looks like.
_BEFORE_NAMES: Final = ("GRAPH", "FROM", "NAMED", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as its tokens tell it.

    ``form`` is the query form in capitals.  ``has_graph``: it has a GRAPH clause; ``has_dataset``:
    it has FROM clauses; ``is_repeatable``: its answer is a function of the data, unlike that of
    NOW(); ``calls_iris``: it may call functions by their IRIs.  ``words`` are its keywords and the
    names of functions in capitals, with blanks between them.
    """

    text: str
    form: str
    has_graph: bool
    has_dataset: bool
    is_repeatable: bool
    calls_iris: bool
    words: str


def read_query(text: str) -> Query:
    """Read a query that came from outside; a byte order mark before it is skipped.

    :raises RefusedQuery: it would write, federate or break the engine.
    :raises MalformedQuery: it is no query, or a text in it is not closed.

    >>> read_query("SELECT * FROM <urn:graph> { ?s ?now 'RAND()' }").has_dataset
    True
    """
    text = text.removeprefix("\ufeff")
    query = _read(text)
    if "\\" in text and (plain := unescape(text)) != text:
        # The engine leaves some escapes as they are, the standard none: both readings count.
        other = _read(plain)
        query = Query(
            text,
            other.form,
            query.has_graph or other.has_graph,
            query.has_dataset or other.has_dataset,
            query.is_repeatable and other.is_repeatable,
            query.calls_iris or other.calls_iris,
            f"{query.words} {other.words}",
        )
    return query


def _read(text: str) -> Query:
    found: list[str] = _FOUND.findall(text)
    words, calls_iris = " ".join(found).upper(), False
    if any(mark in words for mark in "<:'\""):
        calls_iris = any(b == "(" and _is_opaque(a) for a, b in pairwise(found))
        plain = [token for token in found if not _is_opaque(token)]
        words = " ".join([*plain, *_glued(found)]).upper()
        if any(token[:1] == "<" and len(token) > 1 for token in found):
            refuse_ambiguous(text)
        if any(token[:1] in ("'", '"') for token in found):
            raise explain(text)
    if len(found) > NESTING_LIMIT:
        refuse_deep_nesting(found)
    if "<<" in text or "{|" in text:
        refuse_deep_triples(text)
    if len(text) > CHAIN_LIMIT:
        refuse_long_chains(text)
    if "date" in text and (fault := lost_plus(text)):
        raise fault_at(text, fault)
    form = _form(text, words)
    if "SERVICE" in words and "wikibase:" in text:
        raise RefusedQuery(
            "SERVICE is refused here; queries with the services of Wikidata are answered at "
            "/wikibase/sparql"
        )
    if "SERVICE" in words:
        raise RefusedQuery(
            "SERVICE is refused: this server opens no connection to others; "
            "ask here and there separately and join the answers in your own program"
        )
    is_repeatable = not any(name in words for name in _CHANGING)
    return Query(text, form, "GRAPH" in words, "FROM" in words, is_repeatable, calls_iris, words)


def _is_opaque(token: str) -> bool:
    """Tell a name, an IRI and an unclosed text from words, brackets and marks."""
    return ":" in token or token[:1] in ("'", '"') or (token[:1] == "<" and len(token) > 1)


def _glued(found: Sequence[str]) -> list[str]:
    """Return the keywords that the engine would see in names such as ``GRAPHex:g`` before ``{``."""
    return [
        word
        for before, name, after in zip(["", *found], found, found[1:], strict=False)
        if after == "{" and ":" in name and before.upper() not in _BEFORE_NAMES
        for word in ("GRAPH", "SERVICE")
        if word in name.partition(":")[0].upper()
    ]


def _form(text: str, words: str) -> str:
    """Return the query form (SPARQL 1.1, section 16), which may be glued to the next word."""
    first = next((word for word in words.split() if word not in PROLOGUE), "")
    if first in _UPDATES:
        raise RefusedQuery(
            f"{first} is refused: the graph is curated in files under review and "
            "nothing can be written here; CONTRIBUTING.md says how to propose a change"
        )
    form = next((form for form in FORMS if first.startswith(form)), "")
    if not form:
        raise explain(text)
    return form


def dataset_clauses(text: str) -> tuple[str, list[str], list[str]]:
    """Return a query's prologue, and the graphs that FROM and FROM NAMED name, as written.

    >>> dataset_clauses("PREFIX e: <urn:> SELECT * FROM e:a FROM NAMED <urn:b> {}")
    ('PREFIX e: <urn:> ', ['e:a'], ['<urn:b>'])
    """
    tokens = [*tokens_of(text), Token("mark", "", len(text)), Token("mark", "", len(text))]
    clauses: dict[bool, list[str]] = {False: [], True: []}
    for token, following, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.is_word("FROM"):
            is_named = following.is_word("NAMED")
            graph = last if is_named else following
            clauses[is_named] += [graph.text] if graph.kind in ("iri", "name") else []
    words = (t for t in tokens if t.kind == "word" and not t.is_word(*PROLOGUE))
    return text[: next(words).start], clauses[False], clauses[True]
