"""The application factory."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.holder import OUTSIDE, OWN
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.pool import PooledEngine
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.release.manifest import manifest_of, read_manifest
from nrr_graph.release.release import Release, build_release
from nrr_graph.settings import Settings, read_settings
from nrr_graph.web import errors, state
from nrr_graph.web.addresses import local_address
from nrr_graph.web.blueprints import linked_data, operations, pages, sparql


def create_app(settings: Settings | None = None, release: Release | None = None) -> Flask:
    """Make the application that serves one release.

    :param settings: read from the environment if not given.
    :param release: built from the settings' data if not given.
    """
    settings = settings or read_settings()
    app = Flask(__name__)
    # In a form every byte of the query may be percent-encoded, as three.
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size_limit_bytes * 3
    app.extensions["nrr"] = _state(settings, release)
    app.url_map.strict_slashes = False
    for subject in (pages, sparql, linked_data, operations):
        app.register_blueprint(subject.blueprint)
    errors.init_app(app)
    app.after_request(_add_headers)
    app.jinja_env.globals.update(address=local_address, release=app.extensions["nrr"].release)
    return app


def _state(settings: Settings, release: Release | None) -> state.State:
    """Ask the query processes where there are any, else hold the release in this process."""
    folder = Path(settings.engine_folder)
    if release or not settings.engine_folder:
        release = release or build_release(settings.data_paths)
        embedded = EmbeddedEngine(release.store)
        return state.State(settings, manifest_of(release), embedded, embedded)
    limits = limits_of(settings)
    if settings.engine_url:
        remote = RemoteEngine(settings.engine_url, limits)
        return state.State(settings, read_manifest(folder), remote, remote)
    own, outside = PooledEngine(folder / OWN, limits), PooledEngine(folder / OUTSIDE, limits)
    return state.State(settings, read_manifest(folder), own, outside)


def _add_headers(response: Response) -> Response:
    """Let every page script of the world read, and none of theirs run here."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    )
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers["NRR-Release"] = state.current().release.version
    return response
