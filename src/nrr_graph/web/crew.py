"""Open a release for its workers: the stores that they share, and the application."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
from flask import Flask

from nrr_graph.describe.article import read_article
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.engine.interface import Engine
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.messages import QUERY, REQUEST
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.engine.worker import Crew, Handler, query_handler
from nrr_graph.errors import NrrGraphError
from nrr_graph.release.folder import database_of, read_small
from nrr_graph.release.manifest import Manifest, manifest_of, read_manifest
from nrr_graph.release.release import Release, build_release
from nrr_graph.release.wikibase.graph import wikibase_store
from nrr_graph.settings import Settings
from nrr_graph.web.application import create_app
from nrr_graph.web.blueprints import models
from nrr_graph.web.gateway import request_handler
from nrr_graph.web.state import Apart, State
from nrr_graph.wikibase.entities import Entities

#: Of a larger release, names and entities are read when somebody asks for them.
PREPARED_LIMIT_TRIPLES = 200_000


def open_release(settings: Settings, folder: Path) -> tuple[Crew, str]:
    """Open the release that the settings name; return what its workers share, and its version.

    :param folder: where the workers may write files that are made on demand.
    :raises NrrGraphError: it cannot be read.
    """
    limits = limits_of(settings)
    if settings.engine_url:
        url, release = settings.engine_url, build_release(settings.data_paths)
        server = RemoteEngine(url, limits).server()
        return _crew(
            lambda: RemoteEngine(url, limits, server),
            manifest_of(release), settings, folder, apart=_held_apart(release, limits.row_limit),
        )  # fmt: skip
    if not settings.store:
        release = build_release(settings.data_paths)
        return share_store(release.store, manifest_of(release), settings, folder)
    build = Path(settings.store)
    manifest, small = read_manifest(build), read_small(build)
    if small is not None:
        return share_store(small, manifest, settings, folder)

    def open_database() -> Engine:
        """Open the database in a worker."""
        # The database starts threads when it is opened, so each worker opens its own.
        return EmbeddedEngine(ox.Store.read_only(database_of(build)), row_limit=limits.row_limit)

    return _crew(open_database, manifest, settings, folder)


def share_store(
    store: ox.Store, manifest: Manifest, settings: Settings, folder: Path
) -> tuple[Crew, str]:
    """Share the store, and its default graph once more by itself, in which queries are faster."""
    default = ox.Store()
    default.bulk_extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    engine = EmbeddedEngine(store, default, row_limit=settings.row_limit)
    return _crew(lambda: engine, manifest, settings, folder, is_shared=True)


def _held_apart(release: Release, row_limit: int) -> Apart:
    """Keep of a release what its workers answer themselves although another server holds it."""
    entities = Entities(EmbeddedEngine(release.store), release.modified)
    if release.counts["triples"] <= PREPARED_LIMIT_TRIPLES:
        _ = entities.all  # Read once, for all workers.
    return Apart(EmbeddedEngine(wikibase_store(release.store), row_limit=row_limit), entities)


def _crew(
    open_engine: Callable[[], Engine], manifest: Manifest, settings: Settings, folder: Path,
    *, is_shared: bool = False, apart: Apart | None = None,
) -> tuple[Crew, str]:  # fmt: skip
    prepared: list[Flask] = []

    def make_handlers() -> dict[bytes, Handler]:
        """Make what does each kind of job, in a worker."""
        engine = open_engine()
        return {
            QUERY: query_handler(engine),
            REQUEST: request_handler(lambda: prepared[0] if prepared else _app(engine)),
        }

    def _app(engine: Engine) -> Flask:
        article = read_article(Path(settings.article)) if settings.article else None
        state = State(settings, manifest, engine, engine, article, folder, apart)
        return create_app(settings, state=state)

    def prepare() -> None:
        """Make the application, with all that it reads once, for the workers to come."""
        app = _app(open_engine())
        with app.app_context(), suppress(NrrGraphError):
            app.extensions["nrr"].prepare()
            models.prepare()
        prepared.append(app)
        gc.collect()
        gc.freeze()

    is_small = manifest.counts.get("triples", 0) <= PREPARED_LIMIT_TRIPLES
    can_prepare = is_shared and is_small
    crew = Crew(make_handlers, limits_of(settings), prepare if can_prepare else None,
                uses_network=bool(settings.engine_url))  # fmt: skip
    return crew, manifest.version
