"""Facts and things as plain data: IRI, sentence, source, verdict, issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyoxigraph as ox

from nrr_graph.describe.entities import describe_entity
from nrr_graph.describe.names import Names
from nrr_graph.describe.proof import SourceView, prove
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.results import Row
from nrr_graph.describe.verdict import FacetVerdict, verdict_of
from nrr_graph.describe.views import EntityView, StatementView, Value
from nrr_graph.namespaces import NRR
from nrr_graph.notebook.things import findings_on
from nrr_graph.terms import Term

#: Facts of one thing, and findings on one claim, that an answer lists; it says how many there are.
FACTS_LIMIT: Final = 40
FINDINGS_LIMIT: Final = 30
#: What is said of a fact on which no other source bears.
_NO_VERDICT: Final = "no other source was read on it"
Data = dict[str, Any]


def brief(view: StatementView) -> Data:
    """Return a statement with where it stands, its sources, its verdict and its issues."""
    said: Data = {"iri": view.iri, "says": view.sentence, "date": view.date or None}
    said["is_from"] = "another source" if view.is_finding else "the article"
    said["speakers"] = [value.text for value in view.speakers]
    said["stands_in"] = [value.text for value in view.passages]
    said["sources"] = _sources(view)
    said["verdict"] = view.standing.text if view.standing else _NO_VERDICT
    if view.is_finding:
        said["verdict"] = f"bears on the article: {view.bearing.text}" if view.bearing else None
    said["open_issues"] = [named(issue) for issue in view.issues]
    if view.rank != "normal":
        said["rank"] = view.rank
    return said


def full(reader: Reader, names: Names, iri: str, language: str) -> Data:
    """Return a statement with its whole evidence."""
    proof = prove(reader, names, iri, language)
    view = proof.statement
    said = brief(view)
    said["qualifiers"] = {name.text: [v.text for v in values] for name, values in view.qualifiers}
    said["remarks"] = [value.text for value in view.remarks]
    said["sources"] = [_source(source) for source in proof.sources]
    said["open_issues"] = [
        {"iri": issue.iri, "label": issue.label.text, "remark": issue.remark}
        for issue in proof.issues
    ]
    said["contradicted_by"] = [brief(other) for other in proof.contradicting]
    said["facets"] = [facet(one) for one in verdict_of(view, proof.facets)]
    found = findings_on(reader, names, iri, language)
    said["findings"] = [brief(finding) for finding in found[:FINDINGS_LIMIT]]
    said["findings_in_all"] = len(found)
    return said


def facet(verdict: FacetVerdict) -> Data:
    """Return how one facet of a claim stands."""
    return {
        "facet": verdict.facet.iri.removeprefix(f"{NRR}facet"),
        "label": verdict.facet.text,
        "standing": verdict.standing.text,
        "the_article_says": verdict.article,
        "publishers_that_say_the_same": verdict.agree,
        "others_say": [
            {"says": heard.text, "publishers": heard.publishers, "bearing": heard.bearing.text}
            for heard in verdict.others
        ],
    }


def thing(reader: Reader, names: Names, iri: str, language: str) -> Data:
    """Return a thing with the facts about it."""
    view = describe_entity(reader, names, iri, language)
    about = [fact for group in view.groups for fact in group.statements]
    told = [*about, *view.mentions.shown]
    return {
        **_named_fully(view, names, language),
        "facts": [brief(fact) for fact in told[:FACTS_LIMIT]],
        "facts_in_all": len(about) + view.mentions.total,
        "findings_in_all": view.findings.total,
    }


def row(columns: Sequence[str], terms: Row, names: Names, language: str) -> Data:
    """Return a row of results by the names of its columns; what is not bound is left out."""
    return {
        column: _cell(term, names, language)
        for column, term in zip(columns, terms, strict=True)
        if term is not None
    }


def _cell(term: Term, names: Names, language: str) -> str | Data:
    if isinstance(term, ox.Literal):
        return term.value
    iri = str(term.value)
    return {"iri": iri, "label": names.value(iri, language).text}


def named(value: Value) -> Data:
    """Return a thing by its IRI and its name."""
    return {"iri": value.iri, "label": value.text}


def _named_fully(view: EntityView, names: Names, language: str) -> Data:
    return {
        "iri": view.iri,
        "label": names.value(view.iri, language).text,
        "kinds": [kind.text for kind in view.kinds],
        "description": names.description(view.iri, language),
        "aliases": [alias.text for alias in view.aliases],
        "remarks": [remark.text for remark in view.remarks],
        "identifiers": [identifier.iri for identifier, _evidence in view.identifiers],
        "open_issues": [named(issue) for issue in view.issues],
        "details": {name.text: _texts(values) for name, values in view.details},
    }


def _texts(values: Sequence[Value]) -> list[str]:
    return [value.text for value in values]


def _sources(view: StatementView) -> list[str]:
    notes = [f"reference {note.number}: {note.text}" for note in view.footnotes]
    return [*notes, *([f"{view.source.text} ({view.source.iri})"] if view.source else [])]


def _source(source: SourceView) -> Data:
    details: Data = {"iri": source.iri, "number": source.number, "title": source.title.text}
    for name, value in source.details:
        details.setdefault(name, []).append(value.text)
    return details
