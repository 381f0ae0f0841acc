"""The query service with the habits of Wikidata's, over the Wikibase graph."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, request, url_for

from nrr_graph.describe.results import result_table
from nrr_graph.engine.interface import Dataset, formats_for_query
from nrr_graph.errors import MalformedQuery, NotAcceptable, NrrGraphError
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML
from nrr_graph.release.wikibase.graph import WIKIBASE_GRAPH
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
from nrr_graph.web.language import translate
from nrr_graph.web.query_page import query_page
from nrr_graph.web.requests import read_query_request
from nrr_graph.wikibase.description import describe_query_service
from nrr_graph.wikibase.dialect import Rewritten, rewrite

blueprint = Blueprint("wikibase_query", __name__)

_DATASET: Final = Dataset([WIKIBASE_GRAPH.value], [], is_internal=True)
FIRST_QUERY: Final = """#defaultView:Timeline
SELECT ?event ?eventLabel ?date WHERE {
  ?event wdt:P31 ?kind ; wdt:P585 ?date .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "[AUTO_LANGUAGE],en". }
}
ORDER BY ?date"""


@blueprint.route("/wikibase/sparql", methods=["GET", "POST"])
def query() -> Response:
    """Answer a query of the Wikidata kind; its prefixes and label service are known here."""
    if state.current().settings.engine_url:
        abort(501, "the Wikidata-style queries need the query processes of this server, and it was "
                   "started with --engine-url; ask /sparql instead")  # fmt: skip
    limit = state.current().settings.query_size_limit_bytes
    text = read_query_request(this_request(), limit, is_lenient=True).text
    if text is None:
        return _description()
    try:
        raise_failure()
        return _answer(text)
    except NotAcceptable:
        raise
    except NrrGraphError as error:
        if errors.wants_page():
            return _page(text, error=error)
        raise


def _description() -> Response:
    """Show the form to a browser, describe the service to a program (Service Description, 2)."""
    try:
        chosen = chosen_format((*GRAPH_FORMATS, HTML))
    except NotAcceptable:
        abort(400, "the parameter “query” is missing")
    if chosen == HTML:
        return _page(FIRST_QUERY)
    here = state.current()
    (row,) = here.engine.rows(
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH {WIKIBASE_GRAPH} {{ ?s ?p ?o }} }}"
    )
    version, size = here.release.version, int(str(row["n"].value))
    return graph_answer(describe_query_service(version, size, public_address()), chosen)


def _answer(text: str) -> Response:
    rewritten = rewrite(text, _languages())
    here = state.current()
    try:
        read = read_query(rewritten.text)
        chosen = chosen_format((*formats_for_query(read), HTML))
        if chosen != HTML:
            response = query_answer(read, chosen, _DATASET)
            response.vary.add("Accept-Language")
            return response
        table = result_table(here.endpoint.results(read, _DATASET), here.settings.row_limit_html)
    except MalformedQuery as error:
        raise _at_its_place(error, text, rewritten) from error
    return _page(text, table=table)


def _page(text: str, **shown: Any) -> Response:
    return query_page(
        text,
        endpoint=url_for(".query"),
        heading=translate("Wikidata-style queries"),
        introduction=translate(
            "Prefixes such as wd: and wdt: stand for the entities of this graph and need no "
            "declaration; the label service works. No other service is called."
        ),
        endpoint_lays_out=False,
        examples=[],
        **shown,
    )


def _languages() -> list[str]:
    asked = request.values.get("uselang") or request.values.get("lang")
    accepted = [language for language, _ in request.accept_languages]
    return ([asked] if asked else [language.split("-")[0] for language in accepted]) or ["en"]


def _at_its_place(error: MalformedQuery, text: str, rewritten: Rewritten) -> MalformedQuery:
    """Tell a mistake at its place in the query as it was written."""
    if error.line is None or error.column is None:
        return error
    column = error.column - (rewritten.added if error.line == 1 else 0)
    lines = text.split("\n")
    source = lines[error.line - 1] if error.line <= len(lines) else error.source
    return MalformedQuery(error.problem, error.hint, error.line, max(column, 1), source)
