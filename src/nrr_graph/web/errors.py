"""Errors as pages for people and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from nrr_graph.describe.finding import closest_questions
from nrr_graph.describe.questions import Question, questions
from nrr_graph.describe.views import Value
from nrr_graph.errors import NrrGraphError, UnreadableRequest
from nrr_graph.mediatypes import PROBLEM
from nrr_graph.web.answers import FAILURE, raise_failure, this_request
from nrr_graph.web.error_words import in_words
from nrr_graph.web.language import LANGUAGES, language
from nrr_graph.web.pages import page
from nrr_graph.web.problems import Problem, prefers_page, problem_of
from nrr_graph.web.requests import require_host
from nrr_graph.web.state import current

#: How many things a page that was not found suggests.
_MEANT_LIMIT: Final = 5
#: How like a known address one must be that is suggested in its place.
_LIKE: Final = 0.7
#: The suffix of a document.
_SUFFIX: Final = re.compile(r"\.[a-z]{2,6}$")
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
            **(_meant() if problem.status == HTTPStatus.NOT_FOUND else {}),
        )
    else:
        response = Response(problem.document(), problem.status, content_type=PROBLEM.name)
    response.headers.update(problem.headers)
    response.vary.add("Accept")
    return response


def _meant() -> dict[str, Sequence[Value] | Sequence[Question] | Sequence[str]]:
    """Return what an address that leads nowhere may have meant: pages, questions, things."""
    here, asked = current(), language()
    before, _, last = request.path.rstrip("/").rpartition("/")
    words = _SUFFIX.sub("", last)
    if before == "/questions":
        known = {name: questions(here.engine, name) for name in LANGUAGES}
        near = [q.slug for name in LANGUAGES for q in closest_questions(known[name], words)]
        return {"meant_questions": [q for q in known[asked] if q.slug in near[:_MEANT_LIMIT]]}
    found = here.finder.find(words, limit=_MEANT_LIMIT, language=asked)
    return {
        "meant": [here.names.value(match.iri, asked) for match in found],
        "meant_pages": get_close_matches(request.path, _plain_pages(), n=2, cutoff=_LIKE),
    }


def _plain_pages() -> list[str]:
    """Return the addresses of pages that need no more to be asked for."""
    rules = current_app.url_map.iter_rules()
    return [str(rule) for rule in rules if not rule.arguments and "." not in str(rule)]


def _http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    title = HTTPStatus(status).phrase
    kept = {n: value for n, value in error.get_headers() if n in ("Allow", "Content-Range")}
    return _answer(Problem(status, title, error.description or title, kept))
