"""Describe one thing of the graph: an entity, statement, source, passage or issue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.evidence import places
from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.statements import (
    Shown,
    in_language,
    issues_of,
    properties_of,
    read_statements,
)
from nrr_graph.describe.views import EntityView, Part, StatementGroup, StatementView, Value
from nrr_graph.namespaces import DCTERMS, NRR, RDF, RDFS, SCHEMA, SKOS
from nrr_graph.terms import Term

_REPLACED_BY: Final = DCTERMS + "isReplacedBy"
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
#: Shown elsewhere on the page, so not among the details.
_NOT_DETAILS: Final = frozenset(
    (
        *(RDF + "type", RDFS + "label", SCHEMA + "description", SKOS + "altLabel"),
        *(RDFS + "comment", _REPLACED_BY, _DEPRECATED, NRR + "wikidata", NRR + "wikidataEvidence"),
        *(NRR + "latitude", NRR + "longitude"),
    )
)
_DAYS: Final = frozenset(
    NRR + day for day in ("earliestDay", "latestDay", "endEarliestDay", "endLatestDay")
)
#: How many statements of a long list one page shows.
PART_SIZE: Final = 20
#: How many statements about one thing are read; no entity of the article has a tenth of it.
ABOUT_LIMIT: Final = 500


def exists(reader: Reader, iri: str) -> bool:
    """Tell whether the graph describes an IRI."""
    return bool(reader.rows(f"SELECT ?p {{ {ox.NamedNode(iri)} ?p ?o }} LIMIT 1"))


def describe_entity(
    reader: Reader, names: Names, iri: str, language: str = "en", page: int = 1
) -> EntityView:
    """Describe an IRI that exists; labels in the language where there are any.

    :param page: which part of long lists to show, from 1.
    """
    own = properties_of(reader, [iri])[iri]
    about, mentions, findings = _related(reader, iri)
    parts = [_slice(mentions, page), _slice(findings, page)]
    wanted = [*about, *parts[0], *parts[1]]
    read = {view.iri: view for view in read_statements(reader, names, wanted, language)}
    views = [read[name] for name in about if name in read]
    shown = Shown(names, language)
    hidden = _NOT_DETAILS | _derived(own, views)
    return EntityView(
        iri=iri,
        kinds=[shown.iri(kind) for kind in names.most_specific(_iris(own, RDF + "type"))],
        labels=_by_language(own.get(RDFS + "label", [])),
        descriptions=_by_language(own.get(SCHEMA + "description", [])),
        aliases=shown.all(own.get(SKOS + "altLabel", [])),
        remarks=in_language(own.get(RDFS + "comment", []), language),
        identifiers=_identifiers(own),
        details=[
            (shown.iri(property_), shown.all(terms))
            for property_, terms in sorted(own.items())
            if property_ not in hidden
        ],
        parts=_parts(reader, names, iri, language),
        groups=_grouped(names, views),
        mentions=_part([read[i] for i in parts[0] if i in read], len(mentions), page),
        findings=_part([read[i] for i in parts[1] if i in read], len(findings), page),
        issues=issues_of(reader, names, [iri], language).get(iri, []),
        replaced_by=shown.all(own.get(_REPLACED_BY, [])) if _DEPRECATED in own else None,
    )


def entity_document(reader: Reader, iri: str) -> list[ox.Triple]:
    """Return what a linked-data document about an IRI holds.

    Its own triples, those of the statements about it, how its facets stand and compare (their
    IRIs are its own with a fragment), and the labels of all it mentions.
    """
    node = ox.NamedNode(iri)
    return reader.triples(
        "CONSTRUCT { ?s ?p ?o . ?o rdfs:label ?label } WHERE { "
        f"{{ VALUES ?s {{ {node} }} }} UNION {{ ?s nrr:subject {node} }} "
        f"UNION {{ ?s nrr:ofFinding {node} }} "
        f"UNION {{ ?s a nrr:FacetStanding ; nrr:ofClaim {node} }} "
        "?s ?p ?o . OPTIONAL { ?o rdfs:label ?label } }"
    )


def _related(reader: Reader, iri: str) -> tuple[list[str], list[str], list[str]]:
    """Return the statements about an IRI, those that mention it, and what other sources say."""
    node = ox.NamedNode(iri)
    rows = reader.rows(
        f"SELECT DISTINCT ?s ?link ?finding ?day {{ {{ ?s ?link {node} }} UNION {{ "
        f"?s ?link ?reference . ?reference nrr:source/(nrr:foundAs|nrr:likelyFoundAs)? {node} }} "
        "?s nrr:property ?property . "
        "OPTIONAL { ?s nrr:earliestDay ?day } OPTIONAL { ?s nrr:bearing ?finding } }"
    )
    days = {str(row["s"].value): str(row["day"].value) for row in rows if "day" in row}
    found = {str(row["s"].value) for row in rows if "finding" in row}
    owned = {str(row["s"].value) for row in rows if row["link"].value == NRR + "subject"}
    ordered = sorted({str(row["s"].value) for row in rows}, key=lambda s: (days.get(s, ""), s))
    about = [s for s in ordered if s in owned and s not in found]
    mentions = [s for s in ordered if s not in owned and s not in found]
    findings = [s for s in ordered if s in found]
    return about[:ABOUT_LIMIT], mentions, findings


def _parts(reader: Reader, names: Names, iri: str, language: str) -> list[Value]:
    """Return the sections of the article or the sentences of a section, in reading order."""
    node = ox.NamedNode(iri)
    rows = reader.rows(
        f"SELECT DISTINCT ?part ?order {{ {{ ?part a nrr:Section ; nrr:article {node} ; "
        f"nrr:order ?order }} UNION {{ ?part a nrr:Passage ; nrr:section {node} ; "
        "nrr:beginOffset ?order } } ORDER BY ?order ?part"
    )
    parts = [names.value(str(row["part"].value), language) for row in rows]
    counts = Counter(part.text for part in parts)
    # Of a sentence in pieces, each is told apart by its characters.
    repeated = [part.iri for part in parts if counts[part.text] > 1]
    exact = places(reader, repeated, language)
    return [replace(part, text=exact.get(part.iri, part.text)) for part in parts]


def _slice(iris: Sequence[str], page: int) -> list[str]:
    return list(islice(iris, (page - 1) * PART_SIZE, page * PART_SIZE))


def _part(shown: Sequence[StatementView], total: int, page: int) -> Part:
    return Part(shown, total, page, -(-total // PART_SIZE))


def _grouped(names: Names, views: Sequence[StatementView]) -> list[StatementGroup]:
    """Group statements by property, in the order of the ontology; the best-ranked come first."""
    groups: dict[str, list[StatementView]] = defaultdict(list)
    for view in views:
        groups[view.property.iri].append(view)
    ranks = ("preferred", "normal", "deprecated")
    return [
        StatementGroup(
            groups[iri][0].property, sorted(groups[iri], key=lambda view: ranks.index(view.rank))
        )
        for iri in sorted(groups, key=lambda iri: (names.rank_of_property(iri), iri))
    ]


def _identifiers(own: Mapping[str, Sequence[Term]]) -> list[tuple[Value, Value]]:
    """Return identifiers elsewhere, each with the evidence that it means the same."""
    evidence = "; ".join(str(term.value) for term in own.get(NRR + "wikidataEvidence", ()))
    linked = [str(term.value) for term in own.get(NRR + "wikidata", ())]
    return [(Value(iri.rpartition("/")[2], "", iri), Value(evidence)) for iri in linked]


def _derived(own: Mapping[str, Sequence[Term]], about: Sequence[StatementView]) -> frozenset[str]:
    """Return the properties whose values are derived from statements shown on the same page."""
    shown = {view.property.iri for view in about}
    shown |= {qualifier.iri for view in about for qualifier, _ in view.qualifiers}
    return frozenset((shown | _DAYS) & set(own))


def _iris(own: Mapping[str, Sequence[Term]], property_: str) -> list[str]:
    return [str(term.value) for term in own.get(property_, ())]


def _by_language(terms: Sequence[Term]) -> dict[str, str]:
    return {t.language or "": t.value for t in terms if isinstance(t, ox.Literal)}
