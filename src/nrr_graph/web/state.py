"""What the views share: settings, release, engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.release import Release
from nrr_graph.settings import Settings


@dataclass(frozen=True)
class State:
    """One release and the means to ask it; never changes while it is served."""

    settings: Settings
    release: Release
    engine: EmbeddedEngine


def current() -> State:
    """Return the state of the application that handles this request."""
    return cast(State, current_app.extensions["nrr"])
