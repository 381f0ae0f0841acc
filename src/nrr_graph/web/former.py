"""Former releases: what the pages need to show them as they were."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import abort, g

from nrr_graph.describe.article import read_article
from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.namespaces import ID
from nrr_graph.release.annotated import add_annotated_graph
from nrr_graph.release.manifest import read_manifest
from nrr_graph.release.published import QUADS, Published
from nrr_graph.release.release import merge_into_default_graph
from nrr_graph.settings import Settings
from nrr_graph.web import state
from nrr_graph.web.language import language, translate

#: Of a larger former release there are dumps, and no documents on single things.
DOCUMENTS_LIMIT_TRIPLES: Final = 200_000
#: Releases that one worker keeps open.
_OPEN_LIMIT: Final = 2


def go_to(version: str) -> None:
    """Let the rest of this request see a release as it was; answer 404 if there is none.

    :raises DamagedRelease: its files are not those that were published.
    """
    here = state.current()
    if version in ("latest", here.release.version):
        return
    former = published(version)
    if former is None:
        abort(404, f"no release {version} is kept here; {known_versions()}")
    if former.manifest.counts["triples"] > DOCUMENTS_LIMIT_TRIPLES:
        abort(404, f"release {version} is too large to show one thing of it; take its dumps")
    g.release_state = _opened(former.folder, here.settings)


def published(version: str) -> Published | None:
    """Return a release that is kept here."""
    return next((one for one in state.current().releases if one.version == version), None)


def known_versions() -> str:
    """Say which versions there are."""
    versions = [one.version for one in state.current().releases]
    latest = state.current().release.version
    return f"there are: {', '.join(dict.fromkeys([*versions, latest]))}, also called latest"


def withdrawal_of(slug: str) -> str | None:
    """Say since when and why something is described no more, and where it can be read still.

    :return: nothing if no release that is kept here describes it and nothing says it was withdrawn.
    """
    here, asked = state.current(), language()
    told = here.withdrawn.get(slug)
    last = last_described(slug, _until(here.release.version, here.releases))
    is_later = last is None and here is not state.latest()
    if is_later or (told is None and last is None):
        return None
    since, why = (told.since, told.why[asked]) if told else (_after(last), "")
    parts = [f"{translate('Withdrawn since')} {since}."]
    parts.append(f"{translate('Why')}: {why or translate('no reason is recorded')}.")
    if last:
        parts.append(f"{translate('As it was')}: {state.root()}data/{last.version}/id/{slug}.html")
    return "\n".join(parts)


def last_described(slug: str, releases: tuple[Published, ...]) -> Published | None:
    """Return the newest release that says something of a name."""
    line = f"\n<{ID}{slug}> ".encode()
    for one in reversed(releases):
        if line in b"\n" + (one.folder / QUADS).read_bytes():
            return one
    return None


def _until(version: str, releases: tuple[Published, ...]) -> tuple[Published, ...]:
    """Return the releases before a version; all of them if it is not among them."""
    versions = [one.version for one in releases]
    return releases[: versions.index(version)] if version in versions else releases


def _after(last: Published | None) -> str:
    """Return the day of the release that followed."""
    versions = [one.version for one in state.current().releases]
    following = versions[versions.index(last.version) + 1 :] if last else []
    return following[0][:10] if following else state.current().release.modified


@functools.lru_cache(_OPEN_LIMIT)
def _opened(folder: Path, settings: Settings) -> state.State:
    store = ox.Store()
    store.extend(Published(folder, read_manifest(folder)).quads())
    merge_into_default_graph(store)
    add_annotated_graph(store)
    engine = EmbeddedEngine(store)
    article = read_article(Path(settings.article)) if settings.article else None
    return state.State(settings, read_manifest(folder), engine, engine, article)
