"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, section 2.1)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from nrr_graph.describe.results import result_table
from nrr_graph.engine.interface import Dataset, formats_for_query, is_awaited
from nrr_graph.engine.layout import lay_out
from nrr_graph.engine.pieces import parsed
from nrr_graph.errors import NotAcceptable, NrrGraphError
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, JSON_RESULTS, N_TRIPLES
from nrr_graph.release.service import service_description
from nrr_graph.web import errors, state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import chosen_format, graph_answer, negotiated, query_answer
from nrr_graph.web.express import FAILED
from nrr_graph.web.query_page import EXCEL, EXCEL_ROWS_LIMIT, excel_answer, query_page

blueprint = Blueprint("sparql", __name__)

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATES = ("application/sparql-update", "update")


@blueprint.route("/sparql", methods=["GET", "POST"])
def query() -> Response:
    """Answer a query, or show the form if a browser comes without one."""
    parameters, text = _read_request()
    is_awaited.set(state.is_anybody_waiting())
    if text is None:
        return _form()
    if parameters.get("layout") and errors.wants_page():
        return query_page(lay_out(text))
    try:
        _raise_what_failed()
        return negotiated(_answer(text, parameters))
    except NotAcceptable:
        raise
    except NrrGraphError as error:
        if errors.wants_page():
            return query_page(text, error=error)
        raise


def _raise_what_failed() -> None:
    """Raise the error that this query has met before it came here."""
    error = request.environ.get("asgi.scope", {}).get(FAILED)
    if error is not None:
        raise error


def _read_request() -> tuple[MultiDict[str, str], str | None]:
    """Return the parameters and the query, from wherever this form of the protocol has them."""
    if request.method != "POST":
        if "update" in request.args:
            _refuse_update()
        return request.args, _only(request.args, "query")
    content_type = request.mimetype
    if content_type == _FORM:
        if "update" in request.form:
            _refuse_update()
        parameters = MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
        return parameters, _required(_only(parameters, "query"))
    if content_type == _DIRECT:
        return request.args, _required(_decoded(request.get_data()))
    if content_type in _UPDATES:
        _refuse_update()
    abort(415, f"send the query as {_FORM} or {_DIRECT}, not as “{content_type or 'nothing'}”")


def _only(parameters: MultiDict[str, str], name: str) -> str | None:
    values = parameters.getlist(name)
    if len(values) > 1:
        abort(400, f"the parameter “{name}” is given {len(values)} times; give it once")
    return values[0] if values else None


def _required(text: str | None) -> str:
    if text is None:
        abort(400, "the parameter “query” is missing")
    limit = state.current().settings.query_size_limit_bytes
    if len(text.encode()) > limit:
        abort(413, f"the query is longer than {limit} bytes (query_size_limit_bytes)")
    return text


def _decoded(body: bytes) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        abort(415, f"send the query in UTF-8, not in {charset}")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        abort(400, f"the query is not UTF-8 at byte {error.start}")


def _refuse_update() -> None:
    abort(403, "updates are refused: the graph is curated in files; see CONTRIBUTING.md")


def _dataset(parameters: MultiDict[str, str]) -> Dataset:
    default = parameters.getlist("default-graph-uri")
    named = parameters.getlist("named-graph-uri")
    return Dataset(default, named) if default or named else Dataset()


def _answer(text: str, parameters: MultiDict[str, str]) -> Response:
    offered = formats_for_query(text)
    chosen = chosen_format((*offered, HTML, EXCEL))
    if chosen in (HTML, EXCEL):
        lossless = N_TRIPLES if offered == GRAPH_FORMATS else JSON_RESULTS
        pieces = state.current().endpoint.stream(text, lossless, _dataset(parameters))
        limit = state.current().settings.row_limit_html if chosen == HTML else EXCEL_ROWS_LIMIT
        table = result_table(parsed(pieces, lossless), limit)
        return query_page(text, table) if chosen == HTML else excel_answer(table)
    return query_answer(text, chosen, _dataset(parameters))


def _form() -> Response:
    """Show the form to a browser, describe the endpoint to a program (Service Description, 2)."""
    chosen = chosen_format((*GRAPH_FORMATS, HTML))
    if chosen != HTML:
        triples = service_description(state.current().release, public_address())
        return graph_answer(triples, chosen)
    return query_page("")
