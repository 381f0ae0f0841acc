"""Derive triples by declared rules: SPARQL CONSTRUCT files in ``rules/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import CHECK, GRAPH
from nrr_graph.project import rules_folder
from nrr_graph.release.dates import DATE_FUNCTIONS
from nrr_graph.release.letters import TEXT_FUNCTIONS
from nrr_graph.release.sentences import SENTENCE, sentence
from nrr_graph.terms import Fact, fact_of

#: Holds what the rules in ``rules/derive`` add to what the article says; it is served.
DERIVED_GRAPH: Final = ox.NamedNode(GRAPH + "derived")
#: The names of the graphs of other sources begin so.
VOICES: Final = GRAPH + "voices/"
#: Holds what the rules in ``rules/weigh`` add, how claims stand among other sources, and what
#: those in ``rules/derive`` add to what these sources say; it is served.
STANDING_GRAPH: Final = ox.NamedNode(GRAPH + "standing")
#: Holds what the rules in ``rules/check`` add; only validation sees it.
CHECK_GRAPH: Final = ox.NamedNode(CHECK.rstrip("#"))
#: The functions that rules may call, by IRI.
RULE_FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., Any]]] = {
    **DATE_FUNCTIONS,
    **TEXT_FUNCTIONS,
    SENTENCE: sentence,
}


def build_store(quads: Iterable[ox.Quad]) -> ox.Store:
    """Put the quads into a store in memory and add what the rules derive and weigh."""
    store = ox.Store()
    derive_all(store, quads)
    return store


def derive_all(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Put the quads into an empty store and add what the rules derive and weigh."""
    store.bulk_extend(quads)
    apply_rules(store, rules_folder() / "derive", DERIVED_GRAPH)
    _set_voices_apart(store)
    apply_rules(store, rules_folder() / "weigh", STANDING_GRAPH)


def article_graphs(graphs: Iterable[str]) -> list[str]:
    """Return those of some graphs that hold what the article says, and what words mean.

    >>> article_graphs([GRAPH + "relations", VOICES + "council", STANDING_GRAPH.value])
    ['https://w3id.org/nrr/graph/relations']
    """
    return [g for g in graphs if not g.startswith(VOICES) and g != STANDING_GRAPH.value]


def _set_voices_apart(store: ox.Store) -> None:
    """Move what was derived of other sources, so that the article's graphs hold it alone."""
    graphs = {str(graph.value) for graph in store.named_graphs()} - {DERIVED_GRAPH.value}
    own = {subject for name in article_graphs(graphs) for subject in _subjects(store, name)}
    voices = {subject for name in graphs for subject in _subjects(store, name)} - own
    derived = store.quads_for_pattern(None, None, None, DERIVED_GRAPH)
    moved = [quad for quad in derived if quad.subject in voices or quad.object in voices]
    store.bulk_extend(ox.Quad(*fact_of(quad), STANDING_GRAPH) for quad in moved)
    for quad in moved:
        store.remove(quad)


def _subjects(store: ox.Store, graph: str) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
    return {quad.subject for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))}


def apply_rules(store: ox.Store, folder: Path, graph: ox.NamedNode) -> None:
    """Run a folder's rules in the order of their names; each sees what those before it added."""
    for rule in sorted(folder.glob("*.rq")):
        derived = run_rule(store, rule)
        store.extend(ox.Quad(*fact, graph) for fact in derived)


def run_rule(store: ox.Store, rule: Path) -> list[Fact]:
    """Return the triples that one rule derives from the union of all graphs."""
    triples = store.query(
        rule.read_text(encoding="utf-8"),
        use_default_graph_as_union=True,
        custom_functions=RULE_FUNCTIONS,
    )
    return [fact_of(triple) for triple in cast(ox.QueryTriples, triples)]
