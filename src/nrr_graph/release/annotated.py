"""The plain triples with their statements as reifiers (RDF 1.2, Concepts, section 1.5).

A view beside the dataset, since readers of RDF 1.1 know no triples as terms: neither the default
graph nor the dumps hold it, and only a query that names it sees it.
"""

from __future__ import annotations

from typing import Final, cast

import pyoxigraph as ox

from nrr_graph.namespaces import GRAPH
from nrr_graph.project import rules_folder

ANNOTATED_GRAPH: Final = ox.NamedNode(GRAPH + "annotated")
#: The file of the whole graph with its reifiers; it says itself which version of RDF it is.
RDF_1_2_NAME: Final = "nrr-rdf12.ttl"


def annotated_triples(store: ox.Store) -> list[ox.Triple]:
    """Return what the rules in ``rules/annotate`` make of a store whose default graph is merged."""
    triples: set[ox.Triple] = set()
    for rule in sorted((rules_folder() / "annotate").glob("*.rq")):
        found = store.query(rule.read_text(encoding="utf-8"))
        triples.update(cast(ox.QueryTriples, found))
    return sorted(triples, key=str)


def add_annotated_graph(store: ox.Store) -> None:
    """Add the view to a store, as a graph that is not merged into the default graph."""
    store.bulk_extend(
        ox.Quad(t.subject, t.predicate, t.object, ANNOTATED_GRAPH) for t in annotated_triples(store)
    )
