"""The graph as plain tables (RFC 4180), for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA, SKOS, XSD
from nrr_graph.release.classes import most_specific
from nrr_graph.release.derive import build_store
from nrr_graph.release.labels import Labels
from nrr_graph.release.load import GraphFile, quads_of
from nrr_graph.terms import Fact, Term, fact_of

Properties = dict[str, list[Term]]
#: Several values share a cell with this between them.
SEPARATOR: Final = " | "
_PRECISIONS: Final = {XSD + "date": "day", XSD + "gYearMonth": "month", XSD + "gYear": "year"}
_QUALIFIERS: Final = (
    *("when", "start", "end", "dating", "place", "country", "initiator", "target", "participant"),
    *("beneficiary", "cause", "effect", "inRole", "about", "medium", "quantity"),
)
_STATEMENT: Final = (
    *("statement", "kind", "subject", "subject_label", "property", "property_label", "value"),
    *("value_label", "rank", *_QUALIFIERS, "sentences", "references", "sources", "contradicts"),
    *("voice", "voice_label", "bearing", "bears_on", "earliest", "latest", "precision"),
)
_ENTITY: Final = (
    *("entity", "kinds", "label_en", "label_ru", "aliases", "description_en", "description_ru"),
    "wikidata",
)
_SOURCE: Final = ("reference", "number", "source", "title", "publisher", "published", "retrieved")
#: The names of the columns of each table, by the name of its file.
COLUMNS: Final = {"statements.csv": _STATEMENT, "entities.csv": _ENTITY, "sources.csv": _SOURCE}


def statements_table(files: Sequence[GraphFile]) -> bytes:
    """Write one row for each statement, with its qualifiers, sentences and sources."""
    return tables(files, ["statements.csv"])["statements.csv"]


def tables(files: Sequence[GraphFile], names: Iterable[str] = COLUMNS) -> Mapping[str, bytes]:
    """Write tables; return their content by the names of their files.

    ``statements.csv`` has one row for each statement, ``entities.csv`` one for each entity with its
    names in both languages, ``sources.csv`` one for each numbered reference with its source.
    """
    nodes, labels = _nodes(files)
    rows: dict[str, Callable[[], Iterable[Sequence[str]]]] = {
        "statements.csv": lambda: (_statement(s, nodes, labels) for s in _with(nodes, "subject")),
        "entities.csv": lambda: (_entity(iri, nodes, labels) for iri in _named(nodes)),
        "sources.csv": lambda: _sources(nodes, labels),
    }
    return {name: _csv(COLUMNS[name], rows[name]()) for name in names}


def _named(nodes: dict[str, Properties]) -> list[str]:
    """List the entities: all that has a name and is no statement and no question."""
    question = ox.NamedNode(NRR + "Question")
    return [
        iri
        for iri in sorted(nodes)
        if iri.startswith(ID)
        and RDFS + "label" in nodes[iri]
        and NRR + "subject" not in nodes[iri]
        and question not in nodes[iri][RDF + "type"]
    ]


def _sources(nodes: dict[str, Properties], labels: Labels) -> list[list[str]]:
    rows = (row for iri in _with(nodes, "number") for row in _source(iri, nodes, labels))
    return sorted(rows, key=lambda row: int(row[1]))


def _nodes(files: Sequence[GraphFile]) -> tuple[dict[str, Properties], Labels]:
    store = build_store(quads_of(files))
    facts = sorted({fact_of(quad) for quad in store}, key=str)
    nodes: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in facts:
        nodes[subject.value][predicate.value].append(value)
    return nodes, Labels(Fact(*fact) for fact in facts)


def _with(nodes: dict[str, Properties], local_name: str) -> list[str]:
    return [iri for iri in sorted(nodes) if NRR + local_name in nodes[iri]]


def _statement(iri: str, nodes: dict[str, Properties], labels: Labels) -> list[str]:
    own = nodes[iri]
    subject, property_, value = (_of(own, name) for name in ("subject", "property", "value"))
    passages = (nodes[str(term.value)] for term in _of(own, "passage"))
    references = [nodes[str(term.value)] for term in _of(own, "reference")]
    sources = [source for reference in references for source in _of(reference, "source")]
    sources += _of(own, "foundIn")
    return [
        *(_short(iri), _classes(own, nodes)),
        *(_joined(subject), _labels(subject, labels)),
        *(_joined(property_), _labels(property_, labels)),
        *(_joined(value), _labels(value, labels), _joined(_of(own, "rank"))),
        *(_joined(_of(own, name)) for name in _QUALIFIERS),
        _joined(term for passage in passages for term in _of(passage, "sentence")),
        _joined(term for reference in references for term in _of(reference, "number")),
        *(_labels(sources, labels), _joined(_of(own, "contradicts"))),
        *(_joined(_of(own, "voice")), _labels(_of(own, "voice"), labels)),
        *(_joined(_of(own, "bearing")), _joined(_of(own, "bearsOn"))),
        *(_joined(_of(own, "earliestDay")), _joined(_of(own, "latestDay")), _precision(own)),
    ]


def _precision(own: Properties) -> str:
    """Say how exactly a statement is dated: to the day, the month, the year, or otherwise."""
    dates = [t for name in ("when", "start") for t in _of(own, name) if isinstance(t, ox.Literal)]
    return SEPARATOR.join(_PRECISIONS.get(t.datatype.value, "interval") for t in dates)


def _entity(iri: str, nodes: dict[str, Properties], labels: Labels) -> list[str]:
    own = nodes[iri]
    descriptions = own.get(SCHEMA + "description", [])
    return [
        *(_short(iri), _classes(own, nodes)),
        *(labels.of_iri(iri, "en"), labels.of_iri(iri, "ru")),
        _joined(own.get(SKOS + "altLabel", [])),
        *(_joined(_in(descriptions, language)) for language in ("en", "ru")),
        _joined(_of(own, "wikidata")),
    ]


def _source(iri: str, nodes: dict[str, Properties], labels: Labels) -> Iterator[list[str]]:
    own = nodes[iri]
    # A reference without a source, the article has one, still gets its row.
    for sources in [[source] for source in _of(own, "source")] or [[]]:
        known = nodes[str(sources[0].value)] if sources else {}
        yield [
            *(_short(iri), _joined(_of(own, "number"))),
            *(_joined(sources), _joined(_of(known, "title"))),
            *(_labels(_of(known, "publisher"), labels), _joined(_of(known, "published"))),
            _joined(_of(own, "retrieved")),
        ]


def _classes(own: Properties, nodes: dict[str, Properties]) -> str:
    named = [str(term.value) for term in own.get(RDF + "type", [])]
    wider = {n: [str(t.value) for t in nodes[n].get(RDFS + "subClassOf", [])] for n in named}
    return SEPARATOR.join(_short(name) for name in most_specific(named, wider))


def _of(own: Properties, local_name: str) -> list[Term]:
    return own.get(NRR + local_name, [])


def _in(terms: Iterable[Term], language: str) -> list[Term]:
    return [t for t in terms if isinstance(t, ox.Literal) and t.language == language]


def _labels(terms: Iterable[Term], labels: Labels) -> str:
    return SEPARATOR.join(labels.of(term).strip("“”") for term in terms)


def _joined(terms: Iterable[Term]) -> str:
    return SEPARATOR.join(_short(str(term.value)) for term in terms)


def _short(text: str) -> str:
    """Write our own IRIs by their local names; they are unambiguous within a column."""
    return text.removeprefix(ID).removeprefix(NRR)


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(head)
    writer.writerows(rows)
    return output.getvalue().encode()
