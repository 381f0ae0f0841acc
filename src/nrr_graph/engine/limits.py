"""What one query may use of the machine."""

from __future__ import annotations

from dataclasses import dataclass

from nrr_graph.settings import Settings


@dataclass(frozen=True)
class Limits:
    """Bounds on one query, and on how many may run and wait.

    A ``row_limit`` of 0 is none.  ``memory_limit_mb`` is what a worker may take beyond the store
    that all of them share, ``buffer_limit_mb`` what all that wait may take together.
    """

    time_limit_s: int
    memory_limit_mb: int
    result_size_limit_mb: int
    engine_workers: int
    queue_length_limit: int
    row_limit: int = 0
    buffer_limit_mb: int = 32


def limits_of(settings: Settings) -> Limits:
    """Pick the limits from the settings."""
    return Limits(
        settings.time_limit_s,
        settings.memory_limit_mb,
        settings.result_size_limit_mb,
        settings.engine_workers,
        settings.queue_length_limit,
        settings.row_limit,
        settings.buffer_limit_mb,
    )
