"""The SPARQL 1.1 test suite of the W3C: its manifests, its data, and how results are compared."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, Namespace

#: Where the suite is published; relative IRIs in it are resolved against this.
BASE: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
#: What queries are asked for; updates, entailment and federation are not offered here.
MANIFESTS: Final = ("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")
EVALUATION: Final = ("QueryEvaluationTest", "CSVResultFormatTest")
SYNTAX: Final = ("PositiveSyntaxTest11", "NegativeSyntaxTest11")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
#: How the value of a literal is written, by its datatype.
_WRITERS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "integer": lambda text: str(int(text)),
        "decimal": lambda text: str(Decimal(text).normalize()),
        "double": lambda text: repr(float(text)),
        "float": lambda text: repr(float(text)),
        "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    }
)
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Case:
    """A test: what is asked of which graphs, and where the right answer is; paths are relative."""

    name: str
    kind: str
    query: str
    data: tuple[str, ...]
    graphs: tuple[str, ...]
    result: str


def cases(suite: Path, kinds: Iterable[str]) -> list[Case]:
    """Read the tests of some kinds from the manifests."""
    found: list[Case] = []
    for manifest in _included(suite):
        graph = rdflib.Graph().parse(suite / manifest, format="turtle", publicID=BASE + manifest)
        for entries in graph.objects(None, MF.entries):
            found += [_case(graph, test) for test in Collection(graph, entries)]
    return [case for case in found if case.kind in kinds]


def _included(suite: Path) -> Iterator[str]:
    for name in MANIFESTS:
        graph = rdflib.Graph().parse(suite / name, format="turtle", publicID=BASE + name)
        for listed in graph.objects(None, MF.include):
            for manifest in Collection(graph, listed):
                yield str(manifest).removeprefix(BASE)


def _case(graph: rdflib.Graph, test: rdflib.term.Node) -> Case:
    action = graph.value(test, MF.action)
    query = graph.value(action, QT.query) or action
    kind = str(graph.value(test, RDF.type)).removeprefix(str(MF))
    return Case(
        f"{str(test).removeprefix(BASE).split('/')[0]}#{str(test).rpartition('#')[2]}",
        kind,
        _relative(query),
        tuple(map(_relative, graph.objects(action, QT.data))),
        tuple(map(_relative, graph.objects(action, QT.graphData))),
        _relative(graph.value(test, MF.result)),
    )


def _relative(iri: object) -> str:
    return str(iri or "").removeprefix(BASE)


def text_of(suite: Path, case: Case) -> str:
    """Return the query of a test, with the base IRI that it has where it is published."""
    return f"BASE <{BASE}{case.query}>\n" + (suite / case.query).read_text(encoding="utf-8")


def load(suite: Path, file: str, store: ox.Store, graph: ox.NamedNode | None) -> None:
    """Load a data file into a graph of a store."""
    kind = ox.RdfFormat.from_extension(file.rpartition(".")[2])
    store.load(path=suite / file, format=kind, base_iri=BASE + file, to_graph=graph)


def is_right(suite: Path, case: Case, body: bytes, media_type: str) -> bool:
    """Tell whether an answer is the one that a test expects."""
    expected = (suite / case.result).read_bytes()
    suffix = case.result.rpartition(".")[2]
    if suffix == "csv":
        return _csv_key(body) == _csv_key(expected)
    if "sparql-results" not in media_type and suffix != "tsv":
        wanted = ox.parse(
            expected,
            format=ox.RdfFormat.from_extension(suffix),
            base_iri=BASE + case.result,
        )
        got = ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))
        return _canonical(wanted) == _canonical(got)
    if suffix == "ttl":
        expected, suffix = _solutions_in(expected, BASE + case.result), "srj"
    is_ordered = re.search(r"ORDER\s+BY", (suite / case.query).read_text(), re.I) is not None
    kinds = ox.QueryResultsFormat
    wanted_results = ox.parse_query_results(expected, format=kinds.from_extension(suffix))
    got_results = ox.parse_query_results(body, format=kinds.from_media_type(media_type))
    return _key(wanted_results, is_ordered=is_ordered) == _key(got_results, is_ordered=is_ordered)


def _solutions_in(turtle: bytes, base: str) -> bytes:
    """Return solutions that are written as a graph (rs:ResultSet), as results in JSON."""
    graph = rdflib.Graph().parse(data=turtle, format="turtle", publicID=base)
    result = rdflib.query.Result("SELECT")
    result.vars = [rdflib.Variable(str(name)) for name in graph.objects(None, RS.resultVariable)]
    result.bindings = [
        {
            rdflib.Variable(str(graph.value(b, RS.variable))): cast(
                rdflib.term.Identifier, graph.value(b, RS.value)
            )
            for b in graph.objects(solution, RS.binding)
        }
        for solution in graph.objects(None, RS.solution)
    ]
    return result.serialize(format="json") or b""


def _key(results: ox.QuerySolutions | ox.QueryBoolean, *, is_ordered: bool) -> object:
    """Return what two results have in common if they are equal up to names of blank nodes."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = sorted(variable.value for variable in results.variables)
    quads = [
        quad
        for number, row in enumerate(results)
        for quad in _described(number if is_ordered else None, names, row)
    ]
    return names, _canonical(quads)


def _described(
    number: int | None, names: Sequence[str], row: ox.QuerySolution
) -> Iterator[ox.Quad]:
    """Write a solution as triples about a node of its own."""
    node = ox.BlankNode()
    yield ox.Quad(node, ox.NamedNode("urn:index"), ox.Literal(str(number)))
    for name in names:
        if (value := row[name]) is not None:
            yield ox.Quad(node, ox.NamedNode(f"urn:variable:{name}"), _by_value(value))


def _by_value(term: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return one term for all that write one value: the suite accepts each of them."""
    assert isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
    if not isinstance(term, ox.Literal):
        return term
    write = _WRITERS.get(term.datatype.value.removeprefix(_XSD), str)
    try:
        return ox.Literal(
            write(term.value),
            datatype=None if term.language else term.datatype,
            language=term.language,
        )
    except (ValueError, ArithmeticError):
        return term  # It has no value.


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Name blank nodes by what is said of them (RDF Dataset Canonicalization)."""
    dataset = ox.Dataset(ox.Quad(*quad.triple) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _csv_key(body: bytes) -> object:
    """Return the rows of CSV, which tells neither types nor blank nodes of other rows apart."""
    head, *rows = csv.reader(io.StringIO(body.decode(), newline=""))
    order = sorted(range(len(head)), key=lambda column: head[column])
    return sorted(head), sorted(tuple(_cell(row[column]) for column in order) for row in rows)


def _cell(text: str) -> str:
    if text.startswith("_:"):
        return "_:"
    try:
        return repr(float(text))
    except ValueError:
        return text
