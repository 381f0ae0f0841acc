"""A finding: one fault in the data, told so that a curator can mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from nrr_graph.project import display_path

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One fault: where it is, what is wrong, how to mend it.

    ``line`` counts from 1; ``entity`` and ``shape`` are IRIs; ``label`` is for people.
    """

    severity: Severity
    path: Path | None
    line: int | None
    entity: str
    label: str
    problem: str
    remedy: str
    shape: str

    @property
    def place(self) -> str:
        """The file and line, as compilers write them."""
        path = display_path(self.path) if self.path else None
        return ":".join(str(part) for part in (path, self.line) if part) or "(no file)"

    def as_text(self) -> str:
        """Write the finding in three lines for a terminal."""
        return (
            f"{self.severity}  {self.place}\n"
            f"    {self.label}\n"
            f"    {self.problem}\n"
            f"    To mend it: {self.remedy}"
        )

    def as_json(self) -> dict[str, str | int | None]:
        """Return plain values for JSON."""
        values = asdict(self)
        values["path"] = str(self.path) if self.path else None
        return values


def sort_key(finding: Finding) -> tuple[str, str, int, str]:
    """Sort errors first, then by file, line and problem."""
    return finding.severity, str(finding.path), finding.line or 0, finding.problem
