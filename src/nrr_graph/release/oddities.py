"""What is wrong with one value of the data, found by code rather than by a shape."""

from __future__ import annotations

from dataclasses import dataclass

from nrr_graph.release.findings import Finding
from nrr_graph.release.labels import Labels
from nrr_graph.release.load import GraphFile
from nrr_graph.release.positions import line_of


@dataclass(frozen=True)
class Oddity:
    """Where a value stands, what is wrong with it, and how to mend it.

    ``shape`` is the IRI by which findings of its kind are known, as those of a shape are.
    """

    file: GraphFile
    subject: str
    predicate: str
    problem: str
    remedy: str
    shape: str

    def finding(self, labels: Labels) -> Finding:
        """Say it so that a curator can mend it."""
        line = line_of(self.file, self.subject, self.predicate)
        name = labels.of_iri(self.subject)
        return Finding(
            "error", self.file.path, line, self.subject, name, self.problem, self.remedy, self.shape
        )
