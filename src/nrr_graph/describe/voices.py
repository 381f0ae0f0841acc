"""What other sources say of a claim: one line each, grouped by who speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.statements import Shown
from nrr_graph.describe.views import Value


@dataclass(frozen=True)
class Line:
    """Something said, on what date, and by whom; each who leads to the finding.

    ``published`` are the dates of the pages on which it was read, the first and the last.
    """

    text: Value
    date: str
    published: Sequence[str]
    by: Sequence[Value]


def voices_of(
    reader: Reader, names: Names, claim: str, language: str
) -> list[tuple[Value, list[Line]]]:
    """Return what bears on a claim by the side that speaks; what reads alike is one line."""
    rows = reader.rows(
        "SELECT DISTINCT ?finding ?voice ?side ?publisher ?published ?when { "
        f"?finding nrr:bearsOn {ox.NamedNode(claim)} ; nrr:voice ?voice ; nrr:foundIn ?page . "
        "?page nrr:publisher ?publisher . OPTIONAL { ?voice nrr:side ?side } "
        "OPTIONAL { ?page nrr:published ?published } OPTIONAL { ?finding nrr:when ?when } } "
        "ORDER BY ?published ?finding"
    )
    shown = Shown(names, language)
    grouped: dict[Value, dict[tuple[str, str], list[tuple[Value, str]]]] = {}
    for row in rows:
        side = shown(row["side"]) if "side" in row else Value("")
        finding = shown(row["finding"])
        when = shown(row["when"]).text if "when" in row else ""
        who = _who(shown(row["voice"]), shown(row["publisher"]), finding.iri)
        published = shown(row["published"]).text if "published" in row else ""
        lines = grouped.setdefault(side, defaultdict(list))
        lines[finding.text, when].append((who, published))
    return [
        (side, [_line(text, when, said) for (text, when), said in lines.items()])
        for side, lines in sorted(grouped.items(), key=lambda item: -len(item[1]))
    ]


def _line(text: str, when: str, said: Sequence[tuple[Value, str]]) -> Line:
    by = {who.text: who for who, _ in said}
    published = list(dict.fromkeys(day for _, day in said if day))
    ends = [published[0], published[-1]] if len(published) > 1 else published
    return Line(Value(text, "", said[0][0].iri), when, ends, list(by.values()))


def _who(voice: Value, publisher: Value, finding: str) -> Value:
    is_same = voice.iri == publisher.iri
    return Value(voice.text if is_same else f"{voice.text} ({publisher.text})", "", finding)
