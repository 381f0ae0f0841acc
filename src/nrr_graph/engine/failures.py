"""Errors on their way between processes, and what becomes of a job that no worker completes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from types import MappingProxyType
from typing import Any, Final

from nrr_graph.engine.limits import Limits
from nrr_graph.errors import (
    EngineFailed,
    LimitReached,
    MalformedQuery,
    MalformedRequest,
    NotAcceptable,
    NrrGraphError,
    RefusedQuery,
)

_ERRORS: Final[Mapping[str, type[NrrGraphError]]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            *(EngineFailed, LimitReached, MalformedQuery, MalformedRequest, NotAcceptable),
            RefusedQuery,
        )
    }
)


def fields_of(error: NrrGraphError) -> dict[str, Any]:
    """Return an error as JSON can carry it; :func:`error_from` makes it an error again.

    >>> fields_of(RefusedQuery("no"))
    {'kind': 'RefusedQuery', 'problem': 'no'}
    """
    if is_dataclass(error) and not isinstance(error, type):
        return {"kind": type(error).__name__, **asdict(error)}
    return {"kind": type(error).__name__, "problem": str(error)}


def error_from(fields: Mapping[str, Any]) -> NrrGraphError:
    """Make the error that :func:`fields_of` wrote.

    >>> error_from({"kind": "LimitReached", "limit": "row_limit", "problem": "p"}).limit
    'row_limit'
    """
    kind = _ERRORS[fields["kind"]]
    values = {name: value for name, value in fields.items() if name != "kind"}
    return kind(**values) if is_dataclass(kind) else kind(values["problem"])


def ran_too_long(limits: Limits) -> LimitReached:
    """Make the error of a job that was ended at its time limit."""
    return LimitReached("time_limit_s", f"the query ran longer than {limits.time_limit_s} s")


def too_large(limits: Limits) -> LimitReached:
    """Make the error of a response that grew beyond its limit."""
    limit = f"{limits.result_size_limit_mb} MB"
    return LimitReached("result_size_limit_mb", f"the answer is larger than {limit}")


def broke_worker(limits: Limits) -> LimitReached:
    """Make the error of a job that ended its worker."""
    limit = f"{limits.memory_limit_mb} MB of memory"
    return LimitReached("memory_limit_mb", f"the query took more than {limit} or broke the engine")


def too_much_arrives(limit_bytes: int) -> LimitReached:
    """Make the error of a request that takes memory which others need."""
    limit = f"{limit_bytes // 1024**2} MB of requests are arriving"
    return LimitReached(
        "buffer_limit_mb", f"more than {limit}, and this one for longest: repeat it"
    )


def busy(limits: Limits) -> LimitReached:
    """Make the error of a job for which there is no place."""
    waiting = f"{limits.queue_length_limit} other queries are waiting"
    return LimitReached("queue_length_limit", f"all workers are busy and up to {waiting}")


def starting_again() -> EngineFailed:
    """Make the error of a job at a moment when there are no workers."""
    return EngineFailed("is being started again", is_late=True)
