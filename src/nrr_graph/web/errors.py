"""Errors as pages for people and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from nrr_graph.errors import (
    Abandoned,
    EngineFailed,
    LimitReached,
    MalformedQuery,
    MalformedRequest,
    NotAcceptable,
    RefusedQuery,
)
from nrr_graph.mediatypes import HTML, PROBLEM, negotiate
from nrr_graph.web.pages import page

#: When a client may ask again that found all workers busy.
RETRY_AFTER_S: Final = 5


def init_app(app: Flask) -> None:
    """Answer every error, ours and the framework's, in the form that the client asked for."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(MalformedQuery, lambda e: problem(400, "Malformed query", str(e)))
    app.register_error_handler(
        MalformedRequest, lambda e: problem(400, "Malformed request", str(e))
    )
    app.register_error_handler(RefusedQuery, lambda e: problem(403, "Refused query", str(e)))
    app.register_error_handler(LimitReached, _limit_reached)
    app.register_error_handler(Abandoned, lambda e: problem(499, "Client left", str(e)))
    app.register_error_handler(EngineFailed, _engine_failed)
    app.register_error_handler(NotAcceptable, lambda e: problem(406, "Not acceptable", str(e)))


def problem(status: int, title: str, detail: str) -> Response:
    """Make an error answer: HTML where the client prefers it, else a problem document."""
    if wants_page():
        response = page("error.html", status, title=title, detail=detail)
    else:
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        text = json.dumps(body, ensure_ascii=False)
        response = Response(text + "\n", status, content_type=PROBLEM.name)
    response.vary.add("Accept")
    return response


def wants_page() -> bool:
    """Tell whether the client would rather have HTML than anything else we write errors in."""
    given: MultiDict[str, str]
    try:
        given = request.values
    except RequestEntityTooLarge:
        given = request.args  # The body is too large to look into.
    word = given.get("format") or given.get("output")
    if word:
        return word in HTML.words
    try:
        return negotiate(request.headers.get("Accept"), (PROBLEM, HTML)) == HTML
    except NotAcceptable:
        return False


def _limit_reached(error: LimitReached) -> Response:
    response = problem(503, "Limit reached", str(error))
    if error.limit == "queue_length_limit":
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _engine_failed(error: EngineFailed) -> Response:
    status = HTTPStatus.GATEWAY_TIMEOUT if error.is_late else HTTPStatus.BAD_GATEWAY
    response = problem(status, status.phrase, str(error))
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    title = HTTPStatus(status).phrase
    response = problem(status, title, error.description or title)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response
