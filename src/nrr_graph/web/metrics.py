"""Count requests and their time, for whoever watches the server (Prometheus text format)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_ROUTES: Final = frozenset(
    (
        *("sparql", "id", "data", "graph", "rdf-graph-store", "search", "reconcile", "w", "wiki"),
        *("entity", "wikibase", "static", "timeline", "map", "issues", "queries", "ontology"),
        *("prop", "value", "reference"),
    )
)


class Metrics:
    """The numbers of one process, as plain values: counting must cost next to nothing."""

    def __init__(self) -> None:
        self.hits = 0
        self._requests: Counter[tuple[str, str]] = Counter()
        self._seconds: dict[str, list[int]] = {}
        self._sums_s: Counter[str] = Counter()
        self._now: Mapping[str, float] = {}

    def count(self, path: str, status: str, seconds: float) -> None:
        """Count a request that was not answered from memory."""
        route = _route(path)
        self._requests[route, status] += 1
        if route not in self._seconds:
            self._seconds[route] = [0] * (len(_BOUNDS_S) + 1)
        self._seconds[route][bisect_left(_BOUNDS_S, seconds)] += 1
        self._sums_s[route] += seconds  # type: ignore[assignment]

    def text(self, now: Mapping[str, float]) -> bytes:
        """Return all numbers.

        :param now: numbers that are not counted up, by name.
        """
        self._now = now
        registry = CollectorRegistry()
        registry.register(self)
        return bytes(generate_latest(registry))

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers as prometheus_client writes them."""
        requests = CounterMetricFamily(
            "nrr_requests", "Requests that were answered anew.", labels=("route", "status")
        )
        for labels, number in self._requests.items():
            requests.add_metric(labels, number)
        yield requests
        times = HistogramMetricFamily(
            "nrr_request_seconds", "Seconds until the response was sent.", labels=("route",)
        )
        bounds = [*map(str, _BOUNDS_S), "+Inf"]
        for route, numbers in self._seconds.items():
            buckets = list(zip(bounds, accumulate(numbers), strict=True))
            times.add_metric((route,), buckets, self._sums_s[route])
        yield times
        yield CounterMetricFamily(
            "nrr_answers_from_memory", "Answers from the response cache.", self.hits
        )
        gauges = GaugeMetricFamily("nrr_now", "What there is now.", labels=("what",))
        for name, value in self._now.items():
            gauges.add_metric((name,), value)
        yield gauges


def _route(path: str) -> str:
    """Name the part of the site, from a fixed list: what clients make up must not add up here."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in _ROUTES else "other"
