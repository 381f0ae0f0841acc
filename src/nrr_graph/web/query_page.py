"""The page on which people write queries and look at results."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Response, request, url_for

from nrr_graph.describe import charts
from nrr_graph.describe.clues import clues
from nrr_graph.describe.date_bounds import bound_variables
from nrr_graph.describe.questions import questions
from nrr_graph.describe.results import VIEWS, ResultTable
from nrr_graph.describe.snippets import snippets
from nrr_graph.describe.spreadsheet import for_excel
from nrr_graph.describe.world import draw
from nrr_graph.errors import MalformedQuery, NrrGraphError
from nrr_graph.mediatypes import Format
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import negotiated
from nrr_graph.web.blueprints.files import static_address
from nrr_graph.web.error_words import in_words
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.problems import problem_of

#: CSV with what spreadsheet programs want beside; asked for by name only.
EXCEL: Final = Format("application/vnd.nrr.excel+csv", "excel.csv", ("excel",))
_VIEW: Final = re.compile(r"^[ \t]*#[ \t]*defaultView:[ \t]*(\w{1,40})", re.MULTILINE)
#: What our pages call what Wikidata's query service calls so.
_VIEWS: Final = {
    **{"Table": "table", "Timeline": "timeline", "Graph": "graph", "Map": "map"},
    "BarChart": "chart",
}
#: What is drawn as bars, for want of anything nearer.
_AS_BARS: Final = ("LineChart", "AreaChart", "ScatterChart", "BubbleChart")
#: As many rows as a sheet can hold, beside its heading.
EXCEL_ROWS_LIMIT: Final = 1_048_575
FIRST_QUERY: Final = """PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>

SELECT ?property ?value WHERE {
  id:nato-russia-council ?property ?value
}"""


def query_page(
    query: str, table: ResultTable | None = None, error: NrrGraphError | None = None, **more: Any
) -> Response:
    """Show the editor, and the results or what is wrong.

    :param more: what differs where the same page stands at another address.
    """
    here = state.current()
    shown: dict[str, Any] = {
        "query": query or FIRST_QUERY,
        "endpoint": url_for("sparql.query"),
        "terms": url_for("vocabulary.terms"),
        "editor": static_address("built/editor.js"),
        "endpoint_lays_out": True,
        "examples": questions(here.engine, language()),
        **more,
    }
    if error:
        mistake = error if isinstance(error, MalformedQuery) else None
        detail, told_in = in_words(str(error))
        shown |= {"error": detail, "told_in": told_in, "mistake": mistake}
        shown["problem"] = in_words(mistake.problem)[0] if mistake else ""
    if table:
        preferred, shown["as_bars"], shown["not_drawn"] = _preferred_view(query)
        shown |= _results(query, table, preferred)
        is_answered = bool(table.rows or shown.get("hints"))
        shown["clues"] = [] if is_answered else clues(query, here.names, here.index)
        shown["snippets"] = snippets(public_address(shown["endpoint"]), query)
    return page("query.html", problem_of(error).status if error else 200, **shown)


def _preferred_view(query: str) -> tuple[str, str, str]:
    """Return the way of looking that a query asks for in a comment, as Wikidata's queries do.

    Beside it: the name of a chart that is drawn as bars, and of what is not drawn.  Neither matters
    once a reader has chosen.
    """
    named = _VIEW.search(query)
    wanted = named[1] if named and "view" not in request.values else "Table"
    if wanted in _AS_BARS:
        return "chart", wanted, ""
    return _VIEWS.get(wanted, "table"), "", "" if wanted in _VIEWS else wanted


def _results(query: str, table: ResultTable, preferred: str) -> dict[str, Any]:
    """Return what the way of looking that was asked for needs, else the preferred one."""
    here, asked = state.current(), language()
    views = table.views(here.positions)
    wanted = request.values.get("view", preferred)
    view = wanted if wanted in views else "table"
    unsuited = wanted if wanted in VIEWS and wanted != view and table.rows else ""
    shown: dict[str, Any] = {"table": table, "views": views, "view": view, "unsuited": unsuited}
    if view == "timeline":
        shown["found"], shown["drawing"] = charts.time_of(
            table, here.names, asked, bound_variables(query)
        )
    elif view == "chart":
        shown["bars"] = charts.bars(table, here.names, asked)
    elif view == "map":
        shown["map"] = draw(charts.spots_of(table, here.names, here.positions, asked))
    elif view == "graph":
        shown["web"] = charts.web_of(table, here.names, asked)
    else:
        shown["cells"] = table.cells(here.names, asked)
    return shown


def excel_answer(table: ResultTable) -> Response:
    """Give results as a file that spreadsheet programs open well."""
    body = for_excel(table, state.current().names, language())
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="results.csv"'
    return negotiated(response)
