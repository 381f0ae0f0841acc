"""The command ``nrr-graph query``."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO, cast

import click
import pyoxigraph as ox

from nrr_graph.cli.curate import data_option
from nrr_graph.describe.questions import questions
from nrr_graph.engine.chunks import parsed
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.forked import ForkedEngine
from nrr_graph.engine.interface import formats_for_query
from nrr_graph.engine.limits import limits_of
from nrr_graph.errors import NotAcceptable
from nrr_graph.mediatypes import GRAPH_FORMATS, JSON_RESULTS, Format, by_word
from nrr_graph.namespaces import shorten
from nrr_graph.release.release import build_release
from nrr_graph.settings import read_settings
from nrr_graph.terms import Term

#: Wider cells are cut in the table, with an ellipsis; other formats give them whole.
CELL_WIDTH_CHARACTERS = 60


@click.command("query")
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@data_option
@click.option(
    "--format",
    "output",
    help="For SELECT and ASK: table (the default), json, xml, csv, tsv; "
    "for CONSTRUCT and DESCRIBE: ttl (the default), nt, rdf, jsonld.",
)
@click.option("--question", help="Ask a question of the graph by its name, instead of a FILE.")
def query_command(
    file: TextIO | None, data: tuple[Path, ...], output: str | None, question: str | None
) -> None:
    """Evaluate the SPARQL query in FILE ('-' for standard input)."""
    if (file is None) == (question is None):
        raise click.UsageError("give either a FILE with a query or the name of a --question")
    given = file.read() if file else ""
    store = build_release(data).store
    text = given if file else _query_of(EmbeddedEngine(store), str(question))
    engine, offered = ForkedEngine(store, limits_of(read_settings())), formats_for_query(text)
    if output is None:
        output = "ttl" if offered == GRAPH_FORMATS else "table"
    if output == "table" and offered != GRAPH_FORMATS:
        results = parsed(engine.stream(text, JSON_RESULTS), JSON_RESULTS)
        click.echo(table(cast(ox.QuerySolutions | ox.QueryBoolean, results)))
    else:
        for piece in engine.stream(text, _format(output, offered)):
            click.echo(piece, nl=False)


def _format(word: str, offered: Sequence[Format]) -> Format:
    """Find a format that fits the query form."""
    try:
        return by_word(word, offered)
    except NotAcceptable as error:
        also = "" if offered == GRAPH_FORMATS else ", table"
        raise click.UsageError(f"{error}{also}") from error


def _query_of(engine: EmbeddedEngine, question: str) -> str:
    known = {found.slug: found.sparql for found in questions(engine)}
    if question not in known:
        close = difflib.get_close_matches(question, known, n=3, cutoff=0.3)
        hint = f"; perhaps one of: {', '.join(close)}" if close else ""
        raise click.UsageError(f"there is no question “{question}”{hint}")
    return known[question]


def table(results: ox.QuerySolutions | ox.QueryBoolean) -> str:
    """Lay solutions out in columns, IRIs as CURIEs; ``yes`` or ``no`` for ASK."""
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    head = [variable.value for variable in results.variables]
    rows = [[_cell(row[name]) for name in head] for row in results]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    text = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in lines]
    count = f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    return "\n".join([line.rstrip() for line in [*text, count]])


def _cell(term: Term | ox.Triple | None) -> str:
    if term is None:
        return ""
    text = _text(term)
    text = " ".join(text.split())
    return text if len(text) <= CELL_WIDTH_CHARACTERS else text[: CELL_WIDTH_CHARACTERS - 1] + "…"


def _text(term: Term | ox.Triple) -> str:
    if isinstance(term, ox.Triple):  # RDF 1.2
        return f"<<( {' '.join(map(_text, term))} )>>"
    return term.value if isinstance(term, ox.Literal) else shorten(str(term.value))
