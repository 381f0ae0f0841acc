"""Check the queries that the graph holds as data: each can be read, and its columns are told.

Shapes see a text only; whether it is a query, a parser says.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import ID, NRR, PREFIXES
from nrr_graph.release.load import GraphFile
from nrr_graph.release.oddities import Oddity
from nrr_graph.terms import Fact

_SPARQL, _COLUMN = NRR + "sparql", NRR + "column"
_SHAPE: Final = "https://w3id.org/nrr/shapes#QueryText"
#: IRIs, strings and comments, in which no prefixed name stands; else a name of ours.
_NAME: Final = re.compile(
    r"<[^>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|(?<![\w?$])(?P<prefix>id|nrr):(?P<name>[\w-]+)"
)
_NAMESPACES: Final = {"id": ID, "nrr": NRR}


def odd_queries(files: Sequence[GraphFile], known: Container[str]) -> Iterator[Oddity]:
    """Yield what is wrong with the queries of questions.

    :param known: the IRIs that the data and the ontology describe.
    """
    for file in files:
        for fact in file.triples:
            if fact.predicate.value == _SPARQL:
                own = [f for f in file.triples if f.subject == fact.subject]
                for predicate, problem, remedy in _problems(fact.object.value, own, known):
                    yield Oddity(file, fact.subject.value, predicate, problem, remedy, _SHAPE)


def _problems(
    text: str, own: Sequence[Fact], known: Container[str]
) -> Iterator[tuple[str, str, str]]:
    try:
        results = ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as error:
        yield _SPARQL, f"the query cannot be read: {error}", "try it with nrr-graph query FILE"
        return
    for found in _NAME.finditer(text):
        if found["name"] and _NAMESPACES[found["prefix"]] + found["name"] not in known:
            yield (
                _SPARQL,
                f"the query names {found[0]}, which nothing describes",
                "correct the name",
            )
    if isinstance(results, ox.QuerySolutions):
        yield from _columns({variable.value for variable in results.variables}, own)


def _columns(variables: set[str], own: Sequence[Fact]) -> Iterator[tuple[str, str, str]]:
    for tag, language in (("en", "English"), ("ru", "Russian")):
        told = {
            f.object.value.partition(":")[0]
            for f in own
            if f.predicate.value == _COLUMN and getattr(f.object, "language", "") == tag
        }
        for name in sorted(variables - told):
            remedy = f'add nrr:column "{name}: …"@{tag}'
            yield _COLUMN, f"the column {name} has no word in {language}", remedy
        for name in sorted(told - variables):
            remedy = f"name one of: {', '.join(sorted(variables))}"
            yield _COLUMN, f"the query has no column {name}, which is told of", remedy
