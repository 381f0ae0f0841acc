"""One immutable release: what is served, which version it is, what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from nrr_graph.namespaces import DCTERMS, NRR
from nrr_graph.release.annotated import add_annotated_graph
from nrr_graph.release.derive import derive_all
from nrr_graph.release.extent import extent_of
from nrr_graph.release.load import GraphFile, load_data, load_ontology, quads_of
from nrr_graph.release.manifest import LINKS, Manifest
from nrr_graph.release.version import digest_of, version_of
from nrr_graph.release.wikibase.graph import FACTS_LIMIT, wikibase_quads
from nrr_graph.terms import fact_of

#: What the counts on the home page are called, and the classes they count.
COUNTED: Mapping[str, tuple[str, ...]] = {
    "statements": ("Statement",),
    "quotations": ("Quotation",),
    "events": ("Event",),
    "persons": ("Person",),
    "organizations and states": ("Organization", "State"),
    "sources": ("Source",),
    "references": ("Reference",),
    "passages": ("Passage",),
    "issues": ("Issue",),
    "questions": ("Question",),
}


@dataclass(frozen=True)
class Release(Manifest):
    """A manifest and its store, with the curated and the derived triples.

    The store's default graph is the merge of all named graphs.
    """

    store: ox.Store


def build_release(data: Sequence[Path] = ()) -> Release:
    """Build a release in memory from curated files and the ontology.

    :raises UnreadableData: a file cannot be parsed; nothing is built.
    """
    return fill_store(ox.Store(), [*load_data(data), *load_ontology()])


def fill_store(store: ox.Store, files: Sequence[GraphFile]) -> Release:
    """Put files into an empty store, derive, merge, and count what is there then."""
    derive_all(store, quads_of(files))
    graphs = {graph.value: _size(store, graph) for graph in store.named_graphs()}
    digest, newest = digest_of(served_quads(store, files)), _newest(files)
    merge_into_default_graph(store)
    add_annotated_graph(store)
    _add_wikibase_graph(store, newest)
    sizes, version = dict(sorted(graphs.items())), version_of(newest, digest)
    return Release(version, digest, newest, sizes, _counts(store), store, extent=extent_of(store))


def served_quads(store: ox.Store, files: Sequence[GraphFile]) -> Iterator[ox.Quad]:
    """Yield the curated quads as the files spell them, and from the store what rules derived."""
    yield from quads_of(files)
    named = {file.iri for file in files}
    yield from (quad for quad in store if quad.graph_name not in named)


def merge_into_default_graph(store: ox.Store) -> None:
    """Copy every triple once into the default graph.

    The engine can also take the union when it evaluates, but then a triple that stands in two
    graphs gives two solutions; RDF merges graphs as sets.
    """
    for graph in list(store.named_graphs()):
        quads = store.quads_for_pattern(None, None, None, graph)
        store.bulk_extend(ox.Quad(s, p, o) for s, p, o, _ in quads)


def _add_wikibase_graph(store: ox.Store, modified: str) -> None:
    """Add the same in the RDF of Wikibase, in a graph that is no part of the dataset.

    Only the Wikidata-style query service asks it, by name.
    """
    merged = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    facts = [fact_of(quad) for quad in islice(merged, FACTS_LIMIT + 1)]
    if len(facts) <= FACTS_LIMIT:
        store.bulk_extend(wikibase_quads(facts, modified))


def _counts(store: ox.Store) -> dict[str, int]:
    counts = {
        name: sum(1 for c in classes for _ in _instances(store, c))
        for name, classes in COUNTED.items()
    }
    links = store.quads_for_pattern(None, ox.NamedNode(NRR + "wikidata"), None, ox.DefaultGraph())
    return {**counts, LINKS: sum(1 for _ in links), "triples": _size(store, ox.DefaultGraph())}


def _size(store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))


def _instances(store: ox.Store, local_name: str) -> Iterator[ox.Quad]:
    rdf_type = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return store.quads_for_pattern(
        None, rdf_type, ox.NamedNode(NRR + local_name), ox.DefaultGraph()
    )


def _newest(files: Sequence[GraphFile]) -> str:
    """Return the newest date of change that a file's header gives."""
    modified = DCTERMS + "modified"
    dates = [t.object.value for f in files for t in f.triples if t.predicate.value == modified]
    return max(dates, default=date.min.isoformat())
