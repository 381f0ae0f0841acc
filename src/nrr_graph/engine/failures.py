"""What becomes of a query that a worker does not answer, as errors that say so."""

from __future__ import annotations

from typing import Any

from nrr_graph.engine.limits import Limits
from nrr_graph.errors import LimitReached, MalformedQuery, NrrGraphError, RefusedQuery


def error_told(told: dict[str, Any], limits: Limits) -> NrrGraphError:
    """Make the error of which a worker has told.

    :param told: its ``reason``, and what else belongs to that.
    """
    reason = told.pop("reason")
    if reason == "refused":
        return RefusedQuery(told["problem"])
    if reason == "malformed":
        return MalformedQuery(**told)
    if reason == "rows":
        problem = f"the answer has more than {limits.row_limit} rows"
        return LimitReached("row_limit", problem)
    if reason == "size":
        limit = f"{limits.result_size_limit_mb} MB"
        return LimitReached("result_size_limit_mb", f"the answer is larger than {limit}")
    return died(limits)


def ran_too_long(limits: Limits) -> LimitReached:
    """Make the error of a query that was ended at its time limit."""
    return LimitReached("time_limit_s", f"the query ran longer than {limits.time_limit_s} s")


def died(limits: Limits) -> LimitReached:
    """Make the error of a query that ended its worker."""
    limit = f"{limits.memory_limit_mb} MB of memory"
    return LimitReached("memory_limit_mb", f"the query took more than {limit} or broke the engine")


def busy(limits: Limits) -> LimitReached:
    """Make the error of a query for which there is no place."""
    waiting = f"{limits.queue_length_limit} other queries are waiting"
    return LimitReached("queue_length_limit", f"all workers are busy and up to {waiting}")
