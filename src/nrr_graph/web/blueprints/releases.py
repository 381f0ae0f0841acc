"""Releases of the data: one thing as it was, what changed, and a feed of that."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.mediatypes import GRAPH_FORMATS, HTML
from nrr_graph.namespaces import ID
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import chosen_format, format_of_suffix, negotiated
from nrr_graph.web.blueprints.linked_data import document_of
from nrr_graph.web.former import go_to, known_versions, published
from nrr_graph.web.language import language
from nrr_graph.web.signposts import Link, add_links

blueprint = Blueprint("releases", __name__)

#: A release never changes, but pages around it do.
_DOCUMENT_LIFETIME = "public, max-age=86400"


@blueprint.get("/data/<version>/id/<slug>")
def entity(version: str, slug: str) -> AnyResponse:
    """Give a thing or a statement as a release has it."""
    offered = (*GRAPH_FORMATS, HTML)
    stem, by_suffix = format_of_suffix(slug, offered)
    go_to(version)
    response = document_of(stem, by_suffix or chosen_format(offered))
    latest = public_address(f"id/{stem}")
    add_links(response, [Link("original", ID + stem), Link("latest-version", latest)])
    response.headers["Cache-Control"] = (
        _DOCUMENT_LIFETIME if version == state.current().release.version else "public, no-cache"
    )
    return negotiated(response)


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Tell what changed with each release (Atom, RFC 4287)."""
    here = state.current()
    shown = list(reversed(here.releases))
    updated = shown[0].made if shown else f"{here.release.modified}T00:00:00+00:00"
    text = render_template(
        "feed.xml", entries=shown, updated=updated, language=language(), root=public_address()
    )
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/data/<version>/changes")
def changes(version: str) -> Response:
    """Say in words what changed with a release."""
    asked = state.current().release.version if version == "latest" else version
    found = published(asked)
    if found is None:
        abort(404, f"no release {asked} is kept here; {known_versions()}")
    words = found.changes.get("words", {}).get(language(), "")
    text = words or f"{asked}\n"
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.vary.add("Accept-Language")
    return response
