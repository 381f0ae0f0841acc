"""Findings in SARIF 2.1.0 (OASIS, 2020), which code review tools show beside the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from nrr_graph import __version__
from nrr_graph.namespaces import SHAPES
from nrr_graph.project import display_path
from nrr_graph.release.findings import Finding

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a SARIF log of one run, ready for JSON; each shape that is broken is a rule."""
    shapes = {finding.shape: finding for finding in findings}
    driver = {
        "name": "nrr-graph",
        "version": __version__,
        "rules": [_rule(shape, finding) for shape, finding in sorted(shapes.items())],
    }
    order = {shape: number for number, shape in enumerate(sorted(shapes))}
    results = [_result(finding, order[finding.shape]) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(shape: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": shape.removeprefix(SHAPES),
        "helpUri": shape,
        "help": {"text": finding.remedy},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.shape.removeprefix(SHAPES),
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{finding.label}: {finding.problem}. To mend it: {finding.remedy}"},
    }
    if finding.path:
        physical: dict[str, Any] = {
            "artifactLocation": {"uri": display_path(finding.path).as_posix()}
        }
        if finding.line:
            physical["region"] = {"startLine": finding.line}
        logical = {"fullyQualifiedName": finding.entity, "kind": "resource"}
        result["locations"] = [{"physicalLocation": physical, "logicalLocations": [logical]}]
    return result
