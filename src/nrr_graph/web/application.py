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
from nrr_graph.engine.holder import OUTSIDE, OWN
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.pool import PooledEngine
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.release.manifest import manifest_of, read_manifest
from nrr_graph.release.release import Release, build_release
from nrr_graph.settings import Settings, read_settings
from nrr_graph.web import errors, state
from nrr_graph.web import pages as site
from nrr_graph.web.blueprints import (
    explore,
    files,
    graphs,
    linked_data,
    operations,
    pages,
    reconcile,
    sparql,
    vocabulary,
    wikibase,
    wikibase_query,
)
from nrr_graph.web.headers import COMMON

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_SUBJECTS: Final = (
    *(pages, explore, sparql, linked_data, graphs, vocabulary, operations, files),
    *(reconcile, wikibase, wikibase_query),
)


def create_app(settings: Settings | None = None, release: Release | None = None) -> Flask:
    """Make the application that serves one release.

    :param settings: read from the environment if not given.
    :param release: built from the settings' data if not given.
    """
    settings = settings or read_settings()
    app = Flask(__name__, static_folder=None)
    # In a form every byte of the query may be percent-encoded, as three.
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size_limit_bytes * 3
    app.extensions["nrr"] = _state(settings, release)
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


def _state(settings: Settings, release: Release | None) -> state.State:
    """Ask the query processes where there are any, else hold the release in this process."""
    folder = Path(settings.engine_folder)
    article = read_article(Path(settings.article)) if settings.article else None
    if release or not settings.engine_folder:
        release = release or build_release(settings.data_paths)
        embedded = EmbeddedEngine(release.store)
        return state.State(settings, manifest_of(release), embedded, embedded, article)
    limits = limits_of(settings)
    if settings.engine_url:
        remote = RemoteEngine(settings.engine_url, limits)
        return state.State(settings, read_manifest(folder), remote, remote, article)
    own, outside = PooledEngine(folder / OWN, limits), PooledEngine(folder / OUTSIDE, limits)
    return state.State(settings, read_manifest(folder), own, outside, article)


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
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, Range"
        headers["Access-Control-Max-Age"] = "86400"
    headers["NRR-Release"] = state.current().release.version
    return response
