"""Packages that only some uses need, and what to say where they are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nrr_graph.errors import NrrGraphError


class MissingExtra(NrrGraphError, ImportError):
    """Packages are not installed without which something cannot be done."""


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Import what an extra brings; say in one sentence what to install where it is missing.

    :param extra: its name in ``pyproject.toml``.
    :param what: what needs it, as the subject of the sentence.
    :raises MissingExtra: a package is not installed.

    >>> with needs("tables", "select()"):
    ...     import no_such_package
    Traceback (most recent call last):
    ...
    nrr_graph.extras.MissingExtra: select() needs no_such_package: pip install "nrr-graph[tables]"
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package == "nrr_graph":
            raise
        raise MissingExtra(f'{what} needs {package}: pip install "nrr-graph[{extra}]"') from error
