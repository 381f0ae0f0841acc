"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, section 2.1)."""

from __future__ import annotations

from flask import Blueprint, Response

from nrr_graph.describe.results import result_table
from nrr_graph.engine.interface import formats_for_query
from nrr_graph.errors import NotAcceptable, NrrGraphError
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML
from nrr_graph.release.service import service_description
from nrr_graph.sparql.layout import lay_out
from nrr_graph.sparql.query import read_query
from nrr_graph.web import errors, state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import (
    chosen_format,
    graph_answer,
    query_answer,
    raise_failure,
    this_request,
)
from nrr_graph.web.query_page import EXCEL, EXCEL_ROWS_LIMIT, excel_answer, query_page
from nrr_graph.web.requests import QueryRequest, read_query_request

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def query() -> Response:
    """Answer a query, or show the form if a browser comes without one."""
    limit = state.current().settings.query_size_limit_bytes
    asked = read_query_request(this_request(), limit)
    if asked.text is None:
        return _form()
    if any(name == "layout" for name, _ in asked.parameters) and errors.wants_page():
        return query_page(lay_out(asked.text))
    try:
        raise_failure()
        return _answer(asked, asked.text)
    except NotAcceptable:
        raise
    except NrrGraphError as error:
        if errors.wants_page():
            return query_page(asked.text, error=error)
        raise


def _answer(asked: QueryRequest, text: str) -> Response:
    read = read_query(text)
    chosen = chosen_format((*formats_for_query(read), HTML, EXCEL))
    if chosen not in (HTML, EXCEL):
        return query_answer(read, chosen, asked.dataset)
    results = state.current().endpoint.results(read, asked.dataset)
    limit = state.current().settings.row_limit_html if chosen == HTML else EXCEL_ROWS_LIMIT
    table = result_table(results, limit)
    return query_page(text, table) if chosen == HTML else excel_answer(table)


def _form() -> Response:
    """Show the form to a browser, describe the endpoint to a program (Service Description, 2)."""
    chosen = chosen_format((*GRAPH_FORMATS, HTML))
    if chosen != HTML:
        here = state.current()
        is_ours = not here.settings.engine_url
        triples = service_description(here.release, public_address(), has_rdf_1_2=is_ours)
        return graph_answer(triples, chosen)
    return query_page("")
