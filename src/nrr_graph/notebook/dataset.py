"""The graph as an ``rdflib.Dataset``, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier

from nrr_graph.engine.view import named_view
from nrr_graph.errors import MalformedQuery
from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.derive import build_store
from nrr_graph.release.load import load_data, load_ontology, quads_of
from nrr_graph.sparql.tokens import tokens_of


def dataset_of(data: Sequence[Path]) -> Dataset:
    """Build the release's graphs and wrap their store; the default graph is their union."""
    store = build_store(quads_of([*load_data(data), *load_ontology()]))
    dataset = Dataset(_UnionStore(store=store), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset


class _UnionStore(OxigraphStore):
    """Lets a query choose its dataset with FROM, which the union would otherwise replace."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Evaluate a query; the names of the parameters are rdflib's.

        :raises MalformedQuery: it names the view of RDF 1.2.
        """
        if isinstance(query, str) and named_view(query):
            problem = "rdflib knows RDF 1.1 alone, in which triples are no terms"
            raise MalformedQuery(problem, "Use nrr_graph.select(), which shows them as text.")
        has_dataset = isinstance(query, str) and any(t.is_word("FROM") for t in tokens_of(query))
        graph = "" if has_dataset else queryGraph
        return super().query(query, initNs, initBindings, graph, **kwargs)
