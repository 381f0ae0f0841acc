"""What the views share: settings, release, engine, and what is known of it once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import cast

from flask import current_app, g, request

from nrr_graph.describe.article import Article
from nrr_graph.describe.audit import Figure, audit
from nrr_graph.describe.finding import Finder
from nrr_graph.describe.names import Names
from nrr_graph.describe.places import Position, positions
from nrr_graph.describe.search import Index
from nrr_graph.describe.views import Value
from nrr_graph.describe.words import WordIndex
from nrr_graph.engine.interface import Engine
from nrr_graph.namespaces import BASE
from nrr_graph.release.catalogue import catalogue, publication_of
from nrr_graph.release.dumps import INDEX, Dumps, read_dumps
from nrr_graph.release.folder import DUMPS
from nrr_graph.release.manifest import Manifest
from nrr_graph.release.published import Published, published_in
from nrr_graph.release.withdrawn import Withdrawn, read_withdrawn
from nrr_graph.settings import Settings
from nrr_graph.wikibase.asked import Asked
from nrr_graph.wikibase.entities import Entities
from nrr_graph.wikibase.matching import Matcher


@dataclass(frozen=True)
class Apart:
    """What users of Wikidata ask, held here where another server holds the release.

    ``engine`` answers queries over the Wikibase graph; it has functions that no other engine has.
    """

    engine: Engine
    entities: Entities


@dataclass(frozen=True)
class State:
    """One release and the means to ask it; never changes while it is served.

    ``engine`` evaluates our own queries; whatever comes from outside goes to ``endpoint``, which
    keeps it within the limits.  ``article`` is its text, where the server was given it;
    ``folder`` is where files are written that are made on demand.  ``apart`` is there where
    ``endpoint`` does not hold the Wikibase graph.
    """

    settings: Settings
    release: Manifest
    engine: Engine
    endpoint: Engine
    article: Article | None = None
    folder: Path | None = None
    apart: Apart | None = None

    def prepare(self) -> None:
        """Read what every request may need, before the first comes."""
        _ = self.releases, self.withdrawn
        self.index.find("nato")
        self.words.find("nato")
        self.matcher.match(Asked("nato"))

    @cached_property
    def names(self) -> Names:
        """What everything is called."""
        return Names(self.engine)

    @cached_property
    def index(self) -> Index:
        """Everything by its names."""
        return Index(self.names)

    @cached_property
    def words(self) -> WordIndex:
        """Everything by the words in it."""
        return WordIndex(self.engine, self.names)

    @cached_property
    def finder(self) -> Finder:
        """Everything by its names and its words."""
        return Finder(self.names, self.index, self.words)

    @cached_property
    def entities(self) -> Entities:
        """Everything as Wikibase entities."""
        return self.apart.entities if self.apart else Entities(self.engine, self.release.modified)

    @cached_property
    def matcher(self) -> Matcher:
        """What matches names with entities."""
        return Matcher(self.entities)

    @cached_property
    def short_answers(self) -> dict[str, dict[str, list[Value]]]:
        """The answers to the stored questions in a line each, by language and name; filled late."""
        return {}

    @cached_property
    def positions(self) -> Mapping[str, Position]:
        """Where places lie."""
        return positions(self.engine)

    @cached_property
    def figures(self) -> list[Figure]:
        """What an audit finds; the site's own address has no part in it."""
        return audit(self.engine, catalogue(self.release, publication_of(self.release, BASE)))

    @cached_property
    def releases(self) -> tuple[Published, ...]:
        """The releases that are kept, oldest first."""
        return tuple(published_in(Path(self.settings.releases)) if self.settings.releases else ())

    @cached_property
    def dumps(self) -> Dumps:
        """The files of the whole graph, where a published release or a build has them already."""
        for one in self.releases:
            if one.version == self.release.version:
                return one.dumps
        built = Path(self.settings.store) / DUMPS if self.settings.store else None
        return read_dumps(built) if built and (built / INDEX).is_file() else {}

    @cached_property
    def modified(self) -> datetime | None:
        """When the release was made, else the day of its newest change, and never in the future.

        Data whose dates of change are no dates tell nothing.
        """
        made = [one.moment for one in self.releases if one.version == self.release.version]
        with suppress(ValueError):
            day = datetime.fromisoformat(self.release.modified).replace(tzinfo=UTC)
            return min([*made, day][0], datetime.now(UTC))
        return None

    @cached_property
    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """What is described no more, by its name under ``id/``."""
        return read_withdrawn(self.settings.data_paths)


def current() -> State:
    """Return the release that this request sees: the latest, unless it asks for a former one."""
    return cast(State, g.get("release_state") or latest())


def latest() -> State:
    """Return the state of the application that handles this request."""
    return cast(State, current_app.extensions["nrr"])


def root() -> str:
    """Return the address under which readers reach the site, with its final slash."""
    return (current().settings.public_url or request.url_root).rstrip("/") + "/"
