"""The graph as an ``rdflib.Dataset``, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oxrdflib import OxigraphStore
from rdflib import Dataset

from nrr_graph.namespaces import PREFIXES
from nrr_graph.release.derive import build_store
from nrr_graph.release.load import load_data, load_ontology, quads_of


def dataset_of(data: Sequence[Path]) -> Dataset:
    """Build the release's graphs and wrap their store; the default graph is their union."""
    store = build_store(quads_of([*load_data(data), *load_ontology()]))
    dataset = Dataset(OxigraphStore(store=store), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset
