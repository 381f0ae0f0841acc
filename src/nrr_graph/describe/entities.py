"""Describe one thing of the graph: an entity, statement, source, passage or issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.evidence import citations, places
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import EntityView, StatementView, Value
from nrr_graph.describe.wording import spell_date
from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA, SKOS, shorten
from nrr_graph.release.dates import DATE_TYPES
from nrr_graph.terms import Term

#: Shown elsewhere on the page, so not among the details.
_NOT_DETAILS: Final = frozenset(
    {RDF + "type", RDFS + "label", SCHEMA + "description", SKOS + "altLabel"}
)
_EVIDENCE: Final = frozenset(
    NRR + name
    for name in (
        *("subject", "property", "value", "rank", "reference", "paragraphReference", "passage"),
        *("contradicts", "earliestDay", "latestDay", "endEarliestDay", "endLatestDay"),
        *("newestEvidenceDay", "oldestEvidenceDay"),
    )
)
#: How many statements that point here one page lists.
MENTIONS_LIMIT: Final = 100


def exists(reader: Reader, iri: str) -> bool:
    """Tell whether the graph describes an IRI."""
    return bool(reader.rows(f"SELECT ?p {{ {ox.NamedNode(iri)} ?p ?o }} LIMIT 1"))


def describe_entity(reader: Reader, iri: str, language: str = "en") -> EntityView:
    """Describe an IRI that exists; labels in the language where there are any."""
    node = ox.NamedNode(iri)
    own = _properties(reader, f"VALUES ?node {{ {node} }}")[iri]
    about = _statements(reader, f"{{ ?node nrr:subject {node} }}", language)
    if node_is_statement := (NRR + "subject") in own:
        about = _statements(reader, f"VALUES ?node {{ {node} }}", language)
    others = f"?node nrr:property ?main ; ?link {node} . FILTER(?link != nrr:subject)"
    mentions = _statements(reader, f"{{ {others} }}", language)
    name = _Names(reader, _terms(own), language)
    hidden = set(own) if node_is_statement else _NOT_DETAILS | _derived(own, about)
    return EntityView(
        iri,
        [name.value(kind) for kind in own.get(RDF + "type", [])],
        _by_language(own.get(RDFS + "label", [])),
        _by_language(own.get(SCHEMA + "description", [])),
        [name.value(alias) for alias in own.get(SKOS + "altLabel", [])],
        [
            (name.of_iri(property_), [name.value(term) for term in terms])
            for property_, terms in sorted(own.items())
            if property_ not in hidden
        ],
        [view for view in about if node_is_statement or not view.is_finding],
        [view for view in mentions if not view.is_finding][:MENTIONS_LIMIT],
        [view for view in (*about, *mentions) if view.is_finding and view.iri != iri],
        _issues(reader, node, language),
    )


def entity_document(reader: Reader, iri: str) -> list[ox.Triple]:
    """Return what a linked-data document about an IRI holds.

    Its own triples, those of the statements about it, and the labels of all it mentions.
    """
    node = ox.NamedNode(iri)
    return reader.triples(
        "CONSTRUCT { ?s ?p ?o . ?o rdfs:label ?label } WHERE { "
        f"{{ VALUES ?s {{ {node} }} }} UNION {{ ?s nrr:subject {node} }} "
        "?s ?p ?o . OPTIONAL { ?o rdfs:label ?label } }"
    )


def _derived(own: Mapping[str, Sequence[Term]], about: Sequence[StatementView]) -> frozenset[str]:
    """Return the properties whose values are derived from statements shown on the same page."""
    shown = {view.property.iri for view in about}
    shown |= {qualifier.iri for view in about for qualifier, _ in view.qualifiers}
    days = {NRR + day for day in ("earliestDay", "latestDay", "endEarliestDay", "endLatestDay")}
    return frozenset((shown | days) & set(own))


def _properties(reader: Reader, pattern: str) -> dict[str, dict[str, list[Term]]]:
    """Return, for each node that fits, its properties and their values."""
    rows = reader.rows(f"SELECT DISTINCT ?node ?p ?o {{ {pattern} ?node ?p ?o }}")
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: str(row["o"])):
        found[_iri(row["node"])][_iri(row["p"])].append(row["o"])
    return found


def _statements(reader: Reader, pattern: str, language: str) -> list[StatementView]:
    found = _properties(reader, pattern)
    terms = [term for own in found.values() for term in _terms(own)]
    name = _Names(reader, terms, language)
    issues = _issues_of(reader, list(found), language)
    views = [_statement(iri, own, name, issues.get(iri, [])) for iri, own in found.items()]
    return sorted(views, key=lambda view: view.iri)


def _statement(
    iri: str, own: Mapping[str, Sequence[Term]], name: _Names, issues: Sequence[Value]
) -> StatementView:
    def values(local_name: str) -> list[Value]:
        """Return the values of one of the statement's properties."""
        return [name.value(term) for term in own.get(NRR + local_name, [])]

    rank = own.get(NRR + "rank")
    qualifiers = [
        (name.of_iri(p), [name.value(term) for term in terms])
        for p, terms in sorted(own.items())
        if p.startswith(NRR) and p not in _EVIDENCE
    ]
    unknown = Value("?")
    return StatementView(
        iri,
        next(iter(values("subject")), unknown),
        next(iter(values("property")), unknown),
        next(iter(values("value")), unknown),
        _iri(rank[0]).removeprefix(NRR) if rank else "normal",
        qualifiers,
        sorted(values("reference"), key=lambda value: (len(value.text), value.text)),
        values("paragraphReference"),
        values("passage"),
        values("contradicts"),
        issues,
        name.texts(own.get(RDFS + "comment", [])),
        ox.NamedNode(NRR + "Finding") in own.get(RDF + "type", []),
    )


def _issues(reader: Reader, node: ox.NamedNode, language: str) -> list[Value]:
    return _issues_of(reader, [node.value], language).get(node.value, [])


def _issues_of(reader: Reader, iris: Sequence[str], language: str) -> dict[str, list[Value]]:
    """Return the issues that concern each of the IRIs."""
    listed = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    rows = reader.rows(
        f"SELECT ?node ?issue ?label {{ VALUES ?node {{ {listed} }} ?issue nrr:concerns ?node ; "
        f"rdfs:label ?label . FILTER(LANG(?label) = '{language}') }} ORDER BY ?issue"
    )
    found: dict[str, list[Value]] = defaultdict(list)
    for row in rows:
        value = Value(str(row["label"].value), language, _iri(row["issue"]))
        found[_iri(row["node"])].append(value)
    return found


class _Names:
    """Labels of all terms on a page, fetched in one query."""

    def __init__(self, reader: Reader, terms: Iterable[Term], language: str) -> None:
        self._language = language
        iris = {term for term in terms if isinstance(term, ox.NamedNode)}
        listed = " ".join(sorted(str(iri) for iri in iris))
        rows = reader.rows(f"SELECT ?s ?label {{ VALUES ?s {{ {listed} }} ?s rdfs:label ?label }}")
        self._labels: dict[str, dict[str, str]] = defaultdict(dict)
        self._evidence = _evidence(reader, (iri.value for iri in iris), language)
        for row in rows:
            label = row["label"]
            if isinstance(label, ox.Literal):
                self._labels[_iri(row["s"])][label.language or ""] = label.value

    def value(self, term: Term) -> Value:
        """Show a term: a date in words, a label, or the text itself."""
        if isinstance(term, ox.Literal):
            if term.datatype.value in DATE_TYPES:
                return Value(spell_date(term.value, self._language))
            return Value(term.value, term.language or "")
        return self.of_iri(_iri(term))

    def texts(self, terms: Iterable[Term]) -> list[Value]:
        """Show the texts among the terms that are in the reader's language."""
        literals = [term for term in terms if isinstance(term, ox.Literal)]
        return [Value(term.value) for term in literals if term.language == self._language]

    def of_iri(self, iri: str) -> Value:
        """Show an IRI by its label, marked with its language where it falls back."""
        if iri in self._evidence:
            return Value(self._evidence[iri], "", iri)
        known = self._labels.get(iri, {})
        for language in (self._language, "en", *sorted(known)):
            if language in known:
                shown = language if language != self._language else ""
                return Value(known[language], shown, iri)
        return Value(shorten(iri).strip("<>"), "", iri)


def _evidence(reader: Reader, iris: Iterable[str], language: str) -> dict[str, str]:
    """Spell out the references and passages among the IRIs."""
    ours = [iri for iri in iris if iri.startswith(ID)]
    references = [iri for iri in ours if iri.startswith(ID + "reference-")]
    passages = [iri for iri in ours if iri.startswith(ID + "passage-")]
    return {**citations(reader, references, language), **places(reader, passages, language)}


def _terms(own: Mapping[str, Sequence[Term]]) -> list[Term]:
    return [ox.NamedNode(p) for p in own] + [term for terms in own.values() for term in terms]


def _by_language(terms: Iterable[Term]) -> dict[str, str]:
    return {t.language or "": t.value for t in terms if isinstance(t, ox.Literal)}


def _iri(term: Term) -> str:
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"not an IRI: {term}")
    return term.value
