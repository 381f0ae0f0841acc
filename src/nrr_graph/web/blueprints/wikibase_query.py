"""The query service with the habits of Wikidata's, over the Wikibase graph."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, abort, request, url_for

from nrr_graph.describe.results import result_table
from nrr_graph.engine.interface import Dataset, formats_for_query
from nrr_graph.errors import MalformedQuery, NotAcceptable, NrrGraphError, RefusedQuery
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML
from nrr_graph.release.wikibase.graph import FACTS_LIMIT, WIKIBASE_GRAPH
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
from nrr_graph.web.error_words import in_words
from nrr_graph.web.language import language, translate
from nrr_graph.web.query_page import query_page
from nrr_graph.web.requests import read_query_request
from nrr_graph.wikibase.description import describe_query_service
from nrr_graph.wikibase.dialect import rewrite
from nrr_graph.wikibase.hints import hints

blueprint = Blueprint("wikibase_query", __name__)

_DATASET: Final = Dataset([WIKIBASE_GRAPH.value], [], is_internal=True)
#: What a query may have got wrong, for programs; of so many characters at most.
HINT_HEADER: Final = "NRR-Hint"
HINT_LENGTH_LIMIT: Final = 1_000
_PLAIN_QUOTES: Final = str.maketrans("“”", '""')
FIRST_QUERY: Final = """#defaultView:Timeline
SELECT ?event ?eventLabel ?date WHERE {
  ?event wdt:P31 ?kind ; wdt:P585 ?date .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "[AUTO_LANGUAGE],en". }
}
ORDER BY ?date"""


@blueprint.route("/wikibase/sparql", methods=["GET", "POST"])
def query() -> Response:
    """Answer a query of the Wikidata kind; its prefixes and label service are known here."""
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
    engine = here.apart.engine if here.apart else here.engine
    (row,) = engine.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {WIKIBASE_GRAPH} {{ ?s ?p ?o }} }}")
    version, size = here.release.version, int(str(row["n"].value))
    return graph_answer(describe_query_service(version, size, public_address()), chosen)


def _answer(text: str) -> Response:
    here = state.current()
    if here.release.counts.get("triples", 0) > FACTS_LIMIT:
        raise RefusedQuery("this release is too large to be modelled as entities; ask /sparql")
    rewritten, engine = (
        rewrite(text, _languages()),
        here.apart.engine if here.apart else here.endpoint,
    )
    try:
        read = read_query(rewritten.text)
        chosen = chosen_format((*formats_for_query(read), HTML))
        if chosen != HTML:
            response = query_answer(read, chosen, _DATASET, engine)
            response.vary.add("Accept-Language")
            return _with_hints(response, text)
        table = result_table(engine.results(read, _DATASET), here.settings.row_limit_html)
    except MalformedQuery as error:
        raise rewritten.located(error) from error
    return _page(text, table=table)


def _with_hints(response: Response, text: str) -> Response:
    """Tell programs too what a query may have got wrong; a header is ASCII."""
    found = "; ".join(hints(text, state.current().entities)).translate(_PLAIN_QUOTES)
    if found:
        shown = found[:HINT_LENGTH_LIMIT].encode("ascii", "replace").decode()
        response.headers[HINT_HEADER] = shown
    return response


def _page(text: str, **shown: Any) -> Response:
    return query_page(
        text,
        endpoint=url_for(".query"),
        heading=translate("Wikidata-style queries"),
        introduction=translate(
            "Prefixes such as wd: and wdt: stand for the entities of this graph and need no "
            "declaration; the services of labels and of places work. No other service is called."
        ),
        hints=[in_words(hint) for hint in hints(text, state.current().entities, language())],
        endpoint_lays_out=False,
        examples=[],
        **shown,
    )


def _languages() -> list[str]:
    asked = request.values.get("uselang") or request.values.get("lang")
    accepted = [language for language, _ in request.accept_languages]
    return ([asked] if asked else [language.split("-")[0] for language in accepted]) or ["en"]
