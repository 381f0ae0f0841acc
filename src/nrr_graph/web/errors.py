"""Errors as pages for people and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from nrr_graph.describe.views import Value
from nrr_graph.errors import NrrGraphError, UnreadableRequest
from nrr_graph.mediatypes import PROBLEM
from nrr_graph.web.answers import FAILURE, raise_failure, this_request
from nrr_graph.web.error_words import in_words
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.problems import Problem, prefers_page, problem_of
from nrr_graph.web.requests import require_host
from nrr_graph.web.state import current

#: How many things a page that was not found suggests.
_MEANT_LIMIT: Final = 5
#: Views that tell of a failure in a way of their own.
_WITH_QUERY = ("sparql.query", "wikibase_query.query", "models.mcp")
_FIELDS_LIMIT: Final = 1_000


def init_app(app: Flask) -> None:
    """Answer every error, ours and the framework's, in the form that the client asked for."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NrrGraphError, lambda error: _answer(problem_of(error)))
    app.before_request(_check)


def wants_page() -> bool:
    """Tell whether the client would rather have HTML than anything else we write errors in."""
    given: MultiDict[str, str]
    try:
        given = request.args if _has_many_fields() else request.values
    except RequestEntityTooLarge:
        given = request.args  # The body is too large to look into.
    return prefers_page(
        request.headers.get("Accept", ""), given.get("format") or given.get("output") or ""
    )


def _check() -> None:
    """Refuse a request without a proper host; tell of one that failed before it came here."""
    if FAILURE not in request.environ:
        require_host(this_request().headers)
        if _has_many_fields():
            raise UnreadableRequest(413, f"a form has at most {_FIELDS_LIMIT:,} fields here")
    elif request.endpoint not in _WITH_QUERY:
        raise_failure()


def _has_many_fields() -> bool:
    """Tell whether a form is not worth reading: each field takes time, however short it is."""
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    return is_form and request.get_data().count(b"&") >= _FIELDS_LIMIT


def _answer(problem: Problem) -> Response:
    """Answer with a page where the client prefers that, else with a problem document."""
    if wants_page():
        detail, told_in = in_words(problem.detail)
        response = page(
            "error.html",
            problem.status,
            title=problem.title,
            detail=detail,
            told_in=told_in,
            meant=_meant() if problem.status == HTTPStatus.NOT_FOUND else [],
        )
    else:
        response = Response(problem.document(), problem.status, content_type=PROBLEM.name)
    response.headers.update(problem.headers)
    response.vary.add("Accept")
    return response


def _meant() -> list[Value]:
    """Return what the last part of an address that leads nowhere may have meant."""
    words = request.path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ")
    found = current().index.find(words, limit=_MEANT_LIMIT, language=language())
    return [current().names.value(match.iri, language()) for match in found]


def _http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    title = HTTPStatus(status).phrase
    kept = {n: value for n, value in error.get_headers() if n in ("Allow", "Content-Range")}
    return _answer(Problem(status, title, error.description or title, kept))
