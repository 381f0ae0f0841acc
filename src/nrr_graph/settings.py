"""Every setting of the server: one table for defaults, environment, command line and docs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
    own_greatest: int | None = None

    @property
    def greatest(self) -> int:
        """The greatest number: the system takes no more of such units."""
        by_unit = (most for unit, most in _GREATEST.items() if self.name.endswith(unit))
        return self.own_greatest or next(by_unit)

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"NRR_{self.name.upper()}"


SETTINGS: Final = (
    Setting("host", "127.0.0.1", "Address to listen on."),
    Setting("port", 8000, "Port to listen on.", least=0, own_greatest=65_535),
    Setting("workers", 1, "Processes that answer clients; each has query workers of its own."),
    Setting("public_url", "", "Address under which readers reach the site, if not its own."),
    Setting(
        "trusted_proxies", 0, "Proxies in front whose X-Forwarded headers are believed.", least=0
    ),
    Setting("data", "", "Files or folders of Turtle, separated by the path separator."),
    Setting("contact", "", "Address (https or mailto) to which readers report errors."),
    Setting("article", "", "Text of the article, to be shown where a statement stands in it."),
    Setting("store", "", "Folder that keeps the release on disk, for millions of triples."),
    Setting("releases", "", "Folder of published releases, whose addresses go on answering."),
    Setting("engine_url", "", "SPARQL endpoint of another server that holds the release."),
    Setting("time_limit_s", 10, "Seconds that one query may run."),
    Setting("memory_limit_mb", 512, "Megabytes that one query may take beside the store."),
    Setting("result_size_limit_mb", 4096, "Megabytes that one answer may have."),
    Setting("row_limit", 0, "Rows or triples that one answer may have; 0 for any number.", least=0),
    Setting("engine_workers", 16, "Processes that evaluate queries, at most."),
    Setting("queue_length_limit", 64, "Queries that may wait for a process.", least=0),
    Setting("cache_size_limit_mb", 48, "Megabytes of answers that a web process keeps.", least=0),
    Setting("buffer_limit_mb", 32, "Megabytes of requests and responses that wait for clients."),
    Setting("request_time_limit_s", 20, "Seconds in which a whole request must arrive."),
    Setting("idle_time_limit_s", 75, "Seconds that a connection may wait for its next request."),
    Setting("read_time_limit_s", 20, "Seconds in which a client must read some of its response."),
    Setting(
        "stop_time_limit_s", 5, "Seconds that responses have to end when the server stops.", least=0
    ),
    Setting(
        "rate_limit_per_s",
        0,
        "Requests that one client may send a second; 0 for any number.",
        least=0,
    ),
    Setting("access_log", "", "File for a line of JSON a request; - for standard error."),
    Setting("query_size_limit_bytes", 1_000_000, "Longest query that is accepted."),
    Setting("row_limit_html", 1000, "Rows that a page shows; other formats give all."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    host: str
    port: int
    workers: int
    public_url: str
    trusted_proxies: int
    data: str
    contact: str
    article: str
    store: str
    releases: str
    engine_url: str
    time_limit_s: int
    memory_limit_mb: int
    result_size_limit_mb: int
    row_limit: int
    engine_workers: int
    queue_length_limit: int
    cache_size_limit_mb: int
    buffer_limit_mb: int
    request_time_limit_s: int
    idle_time_limit_s: int
    read_time_limit_s: int
    stop_time_limit_s: int
    rate_limit_per_s: int
    access_log: str
    query_size_limit_bytes: int
    row_limit_html: int

    @property
    def data_paths(self) -> list[Path]:
        """The files and folders that hold the data; none for the project's own."""
        return [Path(part) for part in self.data.split(os.pathsep) if part]


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment, else take the defaults.

    :raises BadSetting: a number is not one, or out of range; the message names the variable.

    >>> read_settings({"NRR_PORT": "8080"}).port
    8080
    """
    values: dict[str, str | int] = {}
    for setting in SETTINGS:
        given = environment.get(setting.variable)
        if given is None or isinstance(setting.default, str):
            values[setting.name] = setting.default if given is None else given
        else:
            values[setting.name] = _number(setting, given)
    return Settings(**values)  # type: ignore[arg-type]


def _number(setting: Setting, given: str) -> int:
    number = whole_number(given, digits=len(str(setting.greatest)))
    if number is not None and setting.least <= number <= setting.greatest:
        return number
    bounds = f"from {setting.least} to {setting.greatest}"
    raise BadSetting(f"{setting.variable} must be a whole number {bounds}, not {given!r}")
