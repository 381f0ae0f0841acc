"""Say on the terminal what takes time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step on standard error and, once done, say how long it took."""
    click.echo(f"{what} … ", nl=False, err=True)
    started = time.perf_counter()
    try:
        yield
    except Exception:
        click.echo("failed", err=True)
        raise
    click.echo(f"done in {time.perf_counter() - started:.1f} s", err=True)
