"""Audit the graph, its vocabulary and its catalogue: what share of them passes each check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.audit_checks import CHECKS, Check
from nrr_graph.describe.reader import Reader
from nrr_graph.engine.embedded import EmbeddedEngine

#: How many of those that fail are named.
FAILING_LIMIT: Final = 5


@dataclass(frozen=True)
class Figure:
    """How many pass a check, of how many; the IRIs of some that do not."""

    name: str
    principle: str
    text: str
    passed: int
    total: int
    failing: Sequence[str] = ()
    is_required: bool = True

    @property
    def share(self) -> float:
        """The share that passes, from 0 to 1; of nothing all passes."""
        return self.passed / self.total if self.total else 1.0

    @property
    def is_failure(self) -> bool:
        """Whether less than all passes where all should."""
        return self.is_required and self.passed < self.total


def audit(reader: Reader, catalogue: Iterable[ox.Triple]) -> list[Figure]:
    """Run all checks that need no server.

    :param reader: answers queries over the data and the ontology.
    :param catalogue: the description of the dataset.
    """
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in catalogue)
    described = EmbeddedEngine(store)
    return [_figure(check, described if check.of_catalogue else reader) for check in CHECKS]


def _figure(check: Check, reader: Reader) -> Figure:
    (row,) = reader.rows(
        f"SELECT (COUNT(DISTINCT ?x) AS ?total) (COUNT(DISTINCT ?passing) AS ?passed) {{ "
        f"{check.every} OPTIONAL {{ {check.passes} BIND(?x AS ?passing) }} }}"
    )
    total, passed = (int(str(row[name].value)) for name in ("total", "passed"))
    failing = _failing(check, reader) if passed < total else ()
    return Figure(
        check.name, check.principle, check.text, passed, total, failing, check.is_required
    )


def _failing(check: Check, reader: Reader) -> list[str]:
    rows = reader.rows(
        f"SELECT DISTINCT ?x {{ {check.every} FILTER NOT EXISTS {{ {check.passes} }} }} "
        f"ORDER BY ?x LIMIT {FAILING_LIMIT}"
    )
    return [str(row["x"].value) for row in rows]
