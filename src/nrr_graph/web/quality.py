"""The numbers that tell how good the graph is, as a page, as rows and as RDF."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Response

from nrr_graph.describe.audit_checks import DIMENSIONS
from nrr_graph.describe.quality import Quality, quality
from nrr_graph.describe.quality_rdf import as_dqv
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, Format
from nrr_graph.web import state
from nrr_graph.web.answers import graph_answer
from nrr_graph.web.catalogue import publication
from nrr_graph.web.language import language, messages
from nrr_graph.web.pages import page
from nrr_graph.web.tables import rows_answer


def quality_answer(chosen: Format) -> Response:
    """Answer with counts and with what an audit finds."""
    here = state.current()
    found = quality(here.engine, here.names, language())
    if chosen in GRAPH_FORMATS:
        return graph_answer(_as_rdf(found), chosen)
    if chosen != HTML:
        return rows_answer(_rows(found), chosen, "quality")
    figures = [
        (name, [figure for figure in here.figures if figure.principle.startswith(letter)])
        for letter, name in DIMENSIONS.items()
    ]
    return page("quality.html", measures=found.measures, standings=found.standings, figures=figures)


def _as_rdf(found: Quality) -> list[ox.Triple]:
    here, russian = state.current(), messages("ru")
    return as_dqv(
        found.measures,
        here.figures,
        here.release,
        publication(),
        lambda text: russian.get(text, text),
    )


def _rows(found: Quality) -> list[dict[str, object]]:
    counts = ((text, number, "") for text, number in (*found.measures, *found.standings))
    shares = ((figure.text, figure.passed, figure.total) for figure in state.current().figures)
    return [
        {"measure": text, "number": number, "of": total}
        for text, number, total in (*counts, *shares)
    ]
