"""What the views share: settings, release, engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from nrr_graph.engine.interface import Engine
from nrr_graph.release.manifest import Manifest
from nrr_graph.settings import Settings


@dataclass(frozen=True)
class State:
    """One release and the means to ask it; never changes while it is served.

    ``engine`` evaluates our own queries; whatever comes from outside goes to ``endpoint``, so
    that neither waits for the other.
    """

    settings: Settings
    release: Manifest
    engine: Engine
    endpoint: Engine


def current() -> State:
    """Return the state of the application that handles this request."""
    return cast(State, current_app.extensions["nrr"])
