"""What the views share: settings, release, engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from nrr_graph.engine.embedded import OWN_DATASET, Dataset, EmbeddedEngine
from nrr_graph.mediatypes import Format
from nrr_graph.release.release import Release
from nrr_graph.settings import Settings


class Endpoint(Protocol):
    """Answers queries from outside, within the limits."""

    def stream(self, query: str, chosen: Format, dataset: Dataset = OWN_DATASET) -> Iterator[bytes]:
        """Return the answer in pieces, the first of them at hand."""


@dataclass(frozen=True)
class State:
    """One release and the means to ask it; never changes while it is served.

    ``engine`` evaluates our own queries in this process; whatever comes from outside goes to
    ``endpoint``.
    """

    settings: Settings
    release: Release
    engine: EmbeddedEngine
    endpoint: Endpoint


def current() -> State:
    """Return the state of the application that handles this request."""
    return cast(State, current_app.extensions["nrr"])
