"""The application factory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from nrr_graph.describe.article import read_article
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.forked import ForkedEngine
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.release.manifest import manifest_of
from nrr_graph.release.release import Release, build_release
from nrr_graph.release.wikibase.graph import wikibase_store
from nrr_graph.settings import Settings, read_settings
from nrr_graph.web import errors
from nrr_graph.web import pages as site
from nrr_graph.web.blueprints import (
    embed,
    entity_data,
    explore,
    files,
    graphs,
    linked_data,
    lists,
    models,
    operations,
    pages,
    questions,
    reconcile,
    releases,
    sparql,
    vocabulary,
    wikibase,
    wikibase_query,
)
from nrr_graph.web.freshness import add_last_modified
from nrr_graph.web.headers import COMMON, PREFLIGHT_HEADERS
from nrr_graph.web.signposts import add_to_page
from nrr_graph.web.state import Apart, State, current
from nrr_graph.wikibase.entities import Entities

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_SUBJECTS: Final = (
    *(pages, questions, embed, lists, explore, sparql, linked_data, graphs, vocabulary),
    *(releases, operations, files, reconcile, entity_data, wikibase, wikibase_query, models),
)


def create_app(
    settings: Settings | None = None,
    release: Release | None = None,
    state: State | None = None,
) -> Flask:
    """Make the application that serves one release.

    Under any WSGI server it is complete: a query from outside is evaluated in a process of its
    own, within the limits.  A worker gives a state of its own, since it is such a process itself.

    :param settings: read from the environment if not given.
    :param release: built from the settings' data if not given.
    """
    settings = settings or read_settings()
    app = Flask(__name__, static_folder=None)
    # In a form every byte of the query may be percent-encoded, as three.
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size_limit_bytes * 3
    app.extensions["nrr"] = state or _state(settings, release or build_release(settings.data_paths))
    app.url_map.strict_slashes = False
    for subject in _SUBJECTS:
        app.register_blueprint(subject.blueprint)
    errors.init_app(app)
    site.init_app(app)
    app.after_request(_add_headers)
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )
    prefix = urlsplit(settings.public_url).path.rstrip("/")
    if prefix:
        app.wsgi_app = _Prefix(app.wsgi_app, prefix)  # type: ignore[assignment, method-assign]
    return app


def _state(settings: Settings, release: Release) -> State:
    """Hold the release in this process."""
    article = read_article(Path(settings.article)) if settings.article else None
    limits, manifest = limits_of(settings), manifest_of(release)
    if settings.engine_url:
        remote = RemoteEngine(settings.engine_url, limits)
        entities = Entities(EmbeddedEngine(release.store), release.modified)
        apart = Apart(ForkedEngine(wikibase_store(release.store), limits), entities)
        return State(settings, manifest, remote, remote, article, apart=apart)
    own = EmbeddedEngine(release.store)
    return State(settings, manifest, own, ForkedEngine(release.store, limits), article)


class _Prefix:
    """Serves below the path of the public URL, whether or not a proxy takes that path off."""

    def __init__(self, application: WSGIApplication, prefix: str) -> None:
        self._application, self._prefix = application, prefix

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Move the prefix from the path to where links are made from."""
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            path = path[len(self._prefix) :]
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = self._prefix, path or "/"
        return self._application(environ, start)


def _add_headers(response: Response) -> Response:
    """Let every page script of the world read, and none of theirs run here."""
    headers = response.headers
    for name, value in COMMON.items():
        headers.setdefault(name, value)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = PREFLIGHT_HEADERS
        headers["Access-Control-Max-Age"] = "86400"
    headers.setdefault("NRR-Release", current().release.version)
    add_to_page(response)
    add_last_modified(response)
    return response
