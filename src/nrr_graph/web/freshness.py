"""Since when what is served is as it is (RFC 9110, sections 8.8.2 and 13.1.3)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, request
from werkzeug.http import is_resource_modified

from nrr_graph.web import state

#: What these say depends on more than the release.
_WITHOUT: Final = frozenset({"sparql", "wikibase_query", "models", "files"})


def add_last_modified(response: Response) -> None:
    """Say since when; tell a client that asks by date alone that it has the response already.

    The date is that of the release, so that all replicas say the same.  An entity tag tells more,
    and who sends one is answered by it: by the front, which knows it.
    """
    is_read = request.method in ("GET", "HEAD") and response.status_code == 200
    if not is_read or request.blueprint in _WITHOUT or response.cache_control.no_store:
        return
    changed = response.last_modified or state.current().modified
    if changed is None:
        return
    response.last_modified = changed
    if "If-None-Match" in request.headers:
        return
    # Response.make_conditional would read a streamed body to learn its length.
    if not is_resource_modified(request.environ, last_modified=changed):
        response.status_code = HTTPStatus.NOT_MODIFIED
