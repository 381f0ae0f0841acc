"""Read the results of a SHACL validation (SHACL 1.0, section 3.6) as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import rdflib
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from nrr_graph.namespaces import CHECK, NRR, SCHEMA, SHAPES, shorten
from nrr_graph.release.findings import Severity

#: Begins the names of the shapes that are derived from the ontology, one a property.
_PLAIN: Final = SHAPES + "property-"
_OUTSIDE_RANGE: Final = CHECK + "outsideRange"
#: A subject and a predicate, as IRIs.
Pair = tuple[str, str]
_RANGE_INCLUDES: Final = rdflib.URIRef(SCHEMA + "rangeIncludes")


@dataclass(frozen=True)
class Result:
    """One result: which node breaks which shape, on which path, with which values."""

    focus: str
    path: str
    shape: str
    severity: Severity
    message: str
    remedy: str
    values: frozenset[Node]

    @property
    def is_plain(self) -> bool:
        """Whether the shape is derived from the ontology, and so knows no more than that."""
        return self.shape.startswith(_PLAIN)


def results_of(
    report: rdflib.Graph,
    graph: rdflib.Graph,
    shapes: rdflib.Graph,
    known: Iterable[Pair],
    authored: Container[Pair],
) -> list[Result]:
    """List the results; a plain shape says nothing where another finding tells more.

    :param known: subjects and predicates of which something is found already.
    :param authored: subjects and predicates that stand in files; of what is derived from a
        faulty statement, the finding about the statement tells.
    """
    results = [_result(report, graph, shapes, node) for node in _nodes(report)]
    said = set(known) | {(r.focus, r.path) for r in results if not r.is_plain}
    values: dict[str, set[Node]] = defaultdict(set)
    for result in results:
        if not result.is_plain:
            values[result.focus] |= result.values

    def is_news(result: Result) -> bool:
        """Tell whether a result says something that no plainer one says of the same node."""
        told = any(v in values[result.focus] or isinstance(v, rdflib.BNode) for v in result.values)
        pair = result.focus, result.path
        return pair in authored and pair not in said and not told

    return [result for result in results if not result.is_plain or is_news(result)]


def _nodes(report: rdflib.Graph) -> Iterator[Node]:
    # What a result is detailed by (sh:detail) is told with it.
    details = set(report.objects(None, SH.detail))
    return (n for n in report.subjects(RDF.type, SH.ValidationResult) if n not in details)


def _result(report: rdflib.Graph, graph: rdflib.Graph, shapes: rdflib.Graph, node: Node) -> Result:
    shape: Any = report.value(node, SH.sourceShape)
    focus: Any = report.value(node, SH.focusNode)
    path: Any = report.value(node, SH.resultPath)
    # A count constraint names no value; what a check has derived are the values to name.
    values = set(report.objects(node, SH.value)) - {focus}
    if str(path).startswith(CHECK):
        values = set(graph.objects(focus, path))
    remedy = str(shapes.value(shape, SH.description) or "see the shape's definition")
    is_warning = report.value(node, SH.resultSeverity) == SH.Warning
    return Result(
        str(focus),
        str(path),
        str(shape),
        "warning" if is_warning else "error",
        str(report.value(node, SH.resultMessage)),
        _quoted_address(values, shapes, path) or remedy + _allowed(graph, focus, path, values),
        frozenset(values),
    )


def _quoted_address(values: set[Node], shapes: rdflib.Graph, path: Node) -> str:
    """Say how to write an address that stands in quotes where an IRI belongs."""
    takes_iris = any(
        (shape, SH.nodeKind, SH.IRI) in shapes for shape in shapes.subjects(SH.path, path)
    )
    quoted = [v for v in values if isinstance(v, rdflib.Literal) and str(v).startswith("http")]
    if not takes_iris or not quoted:
        return ""
    return f"write the address in angle brackets, without quotes: <{quoted[0]}>"


def _allowed(graph: rdflib.Graph, focus: Node, path: Node, values: set[Node]) -> str:
    """List the classes that the property of a value outside its range allows."""
    if str(path) != _OUTSIDE_RANGE:
        return ""
    said = {p for value in values for p in graph.predicates(focus, value) if CHECK not in str(p)}
    # The property of a statement's value is named beside it.
    properties = {
        graph.value(focus, rdflib.URIRef(NRR + "property")) if str(p) == NRR + "value" else p
        for p in said
    }
    allowed = {
        f"nrr:{str(p).removeprefix(NRR)} allows "
        + ", ".join(sorted(shorten(str(r)) for r in graph.objects(p, _RANGE_INCLUDES)))
        for p in properties
        if p is not None
    }
    return f" ({'; '.join(sorted(allowed))})" if allowed else ""
