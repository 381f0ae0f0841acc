"""Check the curated files: against the rules in ``rules/check`` and the shapes in ``shapes/``.

The rules derive plain helper triples, so that the shapes can stay in SHACL Core.  Validation
reads what the files say, before a store is built: an Oxigraph store rewrites literals.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import rdflib
from pyshacl import validate as validate_shapes
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from nrr_graph.namespaces import CHECK, shorten
from nrr_graph.project import display_path, rules_folder, shapes_folder
from nrr_graph.release.canonical_literals import odd_literals
from nrr_graph.release.derive import CHECK_GRAPH, apply_rules, build_store
from nrr_graph.release.findings import Finding, Severity, sort_key
from nrr_graph.release.in_rdflib import in_rdflib
from nrr_graph.release.labels import Labels
from nrr_graph.release.letters import visible
from nrr_graph.release.load import GraphFile, load_ontology, quads_of
from nrr_graph.release.positions import line_of
from nrr_graph.release.prefixes import as_meant, byte_order_marks, wrong_prefixes
from nrr_graph.release.queries import odd_queries
from nrr_graph.release.results import Result, results_of
from nrr_graph.terms import fact_of

#: Values that one finding names.
_TOLD_LIMIT: Final = 8


@dataclass(frozen=True)
class Report:
    """What validation found; ``focus_nodes`` counts, per shape, what it looked at."""

    findings: tuple[Finding, ...]
    focus_nodes: dict[str, int]
    shacl: rdflib.Graph

    @property
    def errors(self) -> int:
        """How many findings forbid serving the data."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def idle_shapes(self) -> list[str]:
        """The shapes that looked at nothing, and so prove nothing."""
        return sorted(shape for shape, count in self.focus_nodes.items() if count == 0)


def validate(files: Sequence[GraphFile]) -> Report:
    """Validate curated files together with the ontology."""
    wrong = list(wrong_prefixes(files))
    files = [as_meant(file, wrong) for file in files]
    everything = [*files, *load_ontology()]
    graph = _graph_to_check(everything)
    shapes = _shapes()
    report = _run_shapes(graph, shapes)
    locate = _Locator(everything)
    odd = list(odd_literals(files))
    authored = {(f.subject.value, f.predicate.value) for file in everything for f in file.triples}
    known = [(o.subject, o.predicate) for o in odd]
    results = results_of(report, graph, shapes, known, authored)
    described = {subject for subject, _ in authored}
    findings = [
        *_findings(results, locate),
        *(o.finding(locate.labels) for o in odd),
        *(o.finding(locate.labels) for o in odd_queries(files, described)),
        *(w.finding() for w in wrong),
        *byte_order_marks(files),
    ]
    focus_nodes = _count_focus_nodes(graph, shapes)
    return Report(tuple(sorted(findings, key=sort_key)), focus_nodes, report)


def _graph_to_check(files: Sequence[GraphFile]) -> rdflib.Graph:
    """Return what the files say plus all derived triples, in a memory graph.

    Copied on purpose: pyshacl over an Oxigraph-backed graph is quadratic, and wrong.
    """
    store = build_store(quads_of(files))
    apply_rules(store, rules_folder() / "check", CHECK_GRAPH)
    authored = {triple for file in files for triple in file.triples}
    named = {file.iri for file in files}
    derived = {fact_of(quad) for quad in store if quad.graph_name not in named}
    # rdflib logs a stack trace for an impossible date; the finding says it better.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    return in_rdflib(authored | derived)


@cache
def _shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(shapes_folder().glob("*.ttl")):
        graph.parse(path)
    return graph


def _run_shapes(graph: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    logging.getLogger("pyshacl").setLevel(logging.CRITICAL)
    _, report, text = validate_shapes(graph, shacl_graph=shapes, inference="none", inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"the shapes cannot be applied: {text}")  # pragma: no cover
    return report


class _Locator:
    """Find the file, line and label of what a finding is about."""

    def __init__(self, files: Sequence[GraphFile]) -> None:
        self.labels = Labels(triple for file in files for triple in file.triples)
        self._said: dict[str, dict[str, GraphFile]] = defaultdict(dict)
        self._graphs = {file.iri.value: file for file in files}
        for file in files:
            for fact in file.triples:
                self._said[fact.subject.value].setdefault(fact.predicate.value, file)

    def finding(self, severity: Severity, texts: tuple[str, str, str], *at: str) -> Finding:
        """Make a finding about ``at[0]``; further IRIs in ``at`` narrow the line down."""
        file = self._file_of(*at) or self._graphs.get(at[0])
        line = line_of(file, *at) if file else None
        problem, remedy, shape = texts
        label = self.labels.of_iri(at[0])
        return Finding(
            severity, file.path if file else None, line, at[0], label, problem, remedy, shape
        )

    def _file_of(self, iri: str, *narrower: str) -> GraphFile | None:
        """Return the file that describes a subject: that says the thing, or else what it is."""
        said = self._said[iri]
        by_weight = (*narrower, RDF.type, *said)
        return next((said[str(name)] for name in by_weight if str(name) in said), None)

    def text(self, value: Node, with_place: bool) -> str:
        """Write a value for people; with file and line, if these are of interest."""
        if isinstance(value, rdflib.Literal):
            return f"“{visible(str(value))}”" if value.language else visible(str(value))
        iri = str(value)
        text = self.labels.of_iri(iri)
        file = self._file_of(iri)
        if not with_place or file is None:
            return text
        place = ":".join(str(p) for p in (display_path(file.path), line_of(file, iri)) if p)
        return f"{text} ({shorten(iri)}, {place})"


def _findings(results: Sequence[Result], locate: _Locator) -> Iterator[Finding]:
    for result in results:
        message = result.message
        if result.values:
            told = sorted(locate.text(value, _is_double(result)) for value in result.values)
            further = [f"{len(told) - _TOLD_LIMIT} more"] if len(told) > _TOLD_LIMIT else []
            message += ": " + ", ".join([*told[:_TOLD_LIMIT], *further])
        iris = (str(v) for v in sorted(result.values, key=str) if isinstance(v, rdflib.URIRef))
        texts = (message, result.remedy, result.shape)
        yield locate.finding(result.severity, texts, result.focus, result.path, *iris)


def _is_double(result: Result) -> bool:
    """Tell whether two things say or are the same, so that both places are of interest."""
    name = result.path.removeprefix(CHECK)
    return name.startswith("shares") or name == "repeats"


def _count_focus_nodes(graph: rdflib.Graph, shapes: rdflib.Graph) -> dict[str, int]:
    """Count what each shape of a class looks at; a shape that looks at nothing proves nothing.

    Shapes of a property look at whatever has it, be it nothing; so do those that report what a
    rule has found.
    """
    classes = {c: _members(graph, c) for c in shapes.objects(None, SH.targetClass)}
    counts: dict[str, int] = defaultdict(int)
    for shape, target in shapes.subject_objects(SH.targetClass):
        counts[str(shape)] += len(classes[target])
    return counts


def _members(graph: rdflib.Graph, target: Node) -> set[Node]:
    return {s for c in _subclasses(graph, target) for s in graph.subjects(RDF.type, c)}


def _subclasses(graph: rdflib.Graph, target: Node) -> set[Node]:
    subclass_of = rdflib.RDFS.subClassOf
    return {node for node in graph.transitive_subjects(subclass_of, target) if node is not None}
