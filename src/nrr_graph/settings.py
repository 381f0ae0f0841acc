"""Every setting of the server: one list for defaults, environment, command line and docs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from nrr_graph.errors import NrrGraphError
from nrr_graph.whole_numbers import whole_number


class BadSetting(NrrGraphError, ValueError):
    """A setting has a value that it cannot have."""


#: What the system takes of a unit: a wait in milliseconds has 31 bits, a size in bytes has 63.
_GREATEST: Final = {"_s": 2_000_000, "_mb": 1_000_000_000, "workers": 1_000, "": 2**31 - 1}


@dataclass(frozen=True)
class Setting:
    """A setting with its default and what it means; the name carries the unit.

    ``least`` and ``greatest`` bound a number; without a bound of its own it has that of its unit.
    """

    name: str
    default: str | int
    help: str
    least: int = 1
    greatest: int = 0

    def __post_init__(self) -> None:
        """Bound what has no bound of its own: the system takes no more of such units."""
        by_unit = (most for unit, most in _GREATEST.items() if self.name.endswith(unit))
        object.__setattr__(self, "greatest", self.greatest or next(by_unit))

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"NRR_{self.name.upper()}"


def _setting(default: str | int, help: str, **bounds: int) -> Any:  # noqa: A002
    """Say of a field of :class:`Settings` what its default is, what it means, and its bounds."""
    return field(default=default, metadata={"help": help, **bounds})


@dataclass(frozen=True)
class Settings:
    """The settings in force: the one list from which environment, command line and docs follow."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.", least=0, greatest=65_535)
    workers: int = _setting(1, "Processes that answer clients; each has query workers of its own.")
    public_url: str = _setting("", "Address under which readers reach the site, if not its own.")
    trusted_proxies: int = _setting(
        0, "Proxies in front whose X-Forwarded headers are believed.", least=0
    )
    data: str = _setting("", "Files or folders of Turtle, separated by the path separator.")
    contact: str = _setting("", "Address (https or mailto) to which readers report errors.")
    article: str = _setting("", "Text of the article, to be shown where a statement stands in it.")
    article_address: str = _setting("", "Address (https) at which readers find the article.")
    store: str = _setting("", "Folder that keeps the release on disk, for millions of triples.")
    releases: str = _setting("", "Folder of published releases, whose addresses go on answering.")
    engine_url: str = _setting("", "SPARQL endpoint of another server that holds the release.")
    time_limit_s: int = _setting(10, "Seconds that one query may run.")
    memory_limit_mb: int = _setting(512, "Megabytes that one query may take beside the store.")
    result_size_limit_mb: int = _setting(4096, "Megabytes that one answer may have.")
    row_limit: int = _setting(
        0, "Rows or triples that one answer may have; 0 for any number.", least=0
    )
    engine_workers: int = _setting(16, "Processes that evaluate queries, at most.")
    queue_length_limit: int = _setting(64, "Queries that may wait for a process.", least=0)
    cache_size_limit_mb: int = _setting(
        48, "Megabytes of answers that a web process keeps.", least=0
    )
    buffer_limit_mb: int = _setting(
        32, "Megabytes of requests and responses that wait for clients."
    )
    request_time_limit_s: int = _setting(20, "Seconds in which a whole request must arrive.")
    idle_time_limit_s: int = _setting(
        75, "Seconds that a connection may wait for its next request."
    )
    read_time_limit_s: int = _setting(
        20, "Seconds in which a client must read some of its response."
    )
    stop_time_limit_s: int = _setting(
        5, "Seconds that responses have to end when the server stops.", least=0
    )
    rate_limit_per_s: int = _setting(
        0, "Requests that one client may send a second; 0 for any number.", least=0
    )
    access_log: str = _setting("", "File for a line of JSON a request; - for standard error.")
    query_size_limit_bytes: int = _setting(1_000_000, "Longest query that is accepted.")
    row_limit_html: int = _setting(1000, "Rows that a page shows; other formats give all.")

    @property
    def data_paths(self) -> list[Path]:
        """The files and folders that hold the data; none for the project's own."""
        return [Path(part) for part in self.data.split(os.pathsep) if part]


SETTINGS: Final = tuple(
    Setting(one.name, one.default, **one.metadata)  # type: ignore[arg-type]
    for one in fields(Settings)
)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment, else take the defaults.

    :raises BadSetting: a number is not one, or out of range; the message names the variable.

    >>> read_settings({"NRR_PORT": "8080"}).port
    8080
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environment.get(setting.variable)
        if given is not None:
            is_text = isinstance(setting.default, str)
            values[setting.name] = given if is_text else _number(setting, given)
    return Settings(**values)


def _number(setting: Setting, given: str) -> int:
    number = whole_number(given, digits=len(str(setting.greatest)))
    if number is not None and setting.least <= number <= setting.greatest:
        return number
    bounds = f"from {setting.least} to {setting.greatest}"
    raise BadSetting(f"{setting.variable} must be a whole number {bounds}, not {given!r}")
