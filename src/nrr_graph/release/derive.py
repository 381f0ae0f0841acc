"""Derive triples by declared rules: SPARQL CONSTRUCT files in ``rules/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import CHECK, GRAPH
from nrr_graph.project import rules_folder
from nrr_graph.release.dates import DATE_FUNCTIONS
from nrr_graph.release.sentences import SENTENCE, sentence
from nrr_graph.terms import Fact, fact_of

#: Holds what the rules in ``rules/derive`` add; it is served.
DERIVED_GRAPH: Final = ox.NamedNode(GRAPH + "derived")
#: Holds what the rules in ``rules/weigh`` add, how claims stand among other sources; it is served.
STANDING_GRAPH: Final = ox.NamedNode(GRAPH + "standing")
#: Holds what the rules in ``rules/check`` add; only validation sees it.
CHECK_GRAPH: Final = ox.NamedNode(CHECK.rstrip("#"))
#: The functions that rules may call, by IRI.
RULE_FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., Any]]] = {
    **DATE_FUNCTIONS,
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
    apply_rules(store, rules_folder() / "weigh", STANDING_GRAPH)


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
