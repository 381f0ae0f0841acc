"""Remarks on the article: contradictions, gaps, dates that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value


@dataclass(frozen=True)
class IssueView:
    """A remark: of which kind, on which statements, in words."""

    iri: str
    label: Value
    kind: Value
    remark: str
    concerns: Sequence[Value]


def issues(reader: Reader, names: Names, language: str) -> list[IssueView]:
    """Return all remarks, by kind, in the same order in every language."""
    rows = reader.rows(
        "SELECT DISTINCT ?issue ?kind ?remark ?about { ?issue a nrr:Issue ; nrr:issueType ?kind ; "
        "rdfs:comment ?remark . OPTIONAL { ?issue nrr:concerns ?about } "
        f"FILTER(LANG(?remark) = '{language}') }} ORDER BY ?issue ?about"
    )
    found: dict[str, IssueView] = {}
    for row in rows:
        iri = str(row["issue"].value)
        kind = names.value(str(row["kind"].value), language)
        fresh = IssueView(iri, names.value(iri, language), kind, str(row["remark"].value), [])
        held = found.setdefault(iri, fresh)
        if "about" in row:
            about = names.value(str(row["about"].value), language)
            found[iri] = replace(held, concerns=[*held.concerns, about])
    return sorted(found.values(), key=lambda issue: (issue.kind.iri, issue.iri))
