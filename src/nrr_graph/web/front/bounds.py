"""What a front does for clients at most."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """What the front does for clients, in seconds, bytes and connections."""

    idle_limit_s: float
    request_limit_s: float
    read_limit_s: float
    body_limit_bytes: int
    query_size_limit_bytes: int
    connections_limit: int
    buffer_limit_bytes: int
    rate_limit_per_s: float = 0
    trusted_proxies: int = 0
    access_log: str = ""
