"""Find the line in a Turtle file on which something is said.

The parser gives no positions, so this reads the layout instead: a subject starts at the
beginning of a line and its predicates follow, one a line.  In a file that is laid out
otherwise the answer is the line of the subject, or none.
"""

from __future__ import annotations

import re

from nrr_graph.namespaces import shorten
from nrr_graph.release.load import GraphFile

_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+(\S*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def line_of(file: GraphFile, subject: str, *mentions: str) -> int | None:
    """Return the line, counted from 1, of a subject's block.

    :param mentions: IRIs (of a property, then of a value) looked for within the block; the
        line of the most specific one that is found wins.
    """
    lines = [line + " " for line in file.text.splitlines()]
    start = next(
        (n for n, line in enumerate(lines) if line.startswith(_spellings(file, subject))), None
    )
    if start is None:
        return None
    block = lines[start : _end_of_block(lines, start)]
    found = start
    for mention in mentions:
        spellings = _spellings(file, mention)
        found = next(
            (start + n for n, line in enumerate(block) if any(s in line for s in spellings)), found
        )
    return found + 1


def _end_of_block(lines: list[str], start: int) -> int:
    """Return the index after the block that starts at ``start``: the next unindented line."""
    rest = range(start + 1, len(lines))
    return next((n for n in rest if lines[n][:1].strip() not in ("", ")", "]")), len(lines))


def _spellings(file: GraphFile, iri: str) -> tuple[str, ...]:
    """List the ways in which a file may write an IRI, each with what may stand behind it."""
    declared = _PREFIX.findall(file.text)
    curies = [f"{p}:{iri.removeprefix(ns)}" for p, ns in declared if ns and iri.startswith(ns)]
    short = {shorten(iri), *curies} - {f"<{iri}>"}
    return (f"<{iri}>", *(f"{way}{end}" for way in short for end in " \t;,."))
