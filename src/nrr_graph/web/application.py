"""The application factory."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.pool import PooledEngine
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
    release = release or build_release(data_paths(settings))
    app = Flask(__name__)
    # In a form every byte of the query may be percent-encoded, as three.
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size_limit_bytes * 3
    engine = EmbeddedEngine(release.store)
    path = Path(settings.engine_socket)
    endpoint = PooledEngine(path, limits_of(settings)) if settings.engine_socket else engine
    app.extensions["nrr"] = state.State(settings, release, engine, endpoint)
    app.url_map.strict_slashes = False
    for subject in (pages, sparql, linked_data, operations):
        app.register_blueprint(subject.blueprint)
    errors.init_app(app)
    app.after_request(_add_headers)
    app.jinja_env.globals.update(address=local_address, release=release)
    return app


def data_paths(settings: Settings) -> list[Path]:
    """Return the files and folders that the settings name."""
    return [Path(part) for part in settings.data.split(os.pathsep) if part]


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
