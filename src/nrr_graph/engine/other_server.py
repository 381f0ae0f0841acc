"""Jobs that another server does: it may be at them for longer than anybody waits."""

from __future__ import annotations

from collections import deque
from typing import Final

from nrr_graph.engine.jobs import Job
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.pool import Pool
from nrr_graph.errors import EngineFailed, LimitReached, NrrGraphError

#: For so many time limits a query is taken to run on when nothing says that it has ended.
_TIME_LIMITS: Final = 10


class OtherServer:
    """Counts the queries that a server was not heard to end, each in the place of a worker.

    A server that cannot be asked to stop is so not given ever more to do.

    >>> server = OtherServer(time_limit_s=10, query_limit=2)
    >>> server.note(LimitReached("time_limit_s", "it ran too long"), now_s=5)
    >>> server.is_full(working=1, now_s=100), server.is_full(working=1, now_s=106)
    (True, False)
    """

    def __init__(self, time_limit_s: float, query_limit: int) -> None:
        self._remembered_s = time_limit_s * _TIME_LIMITS
        self._query_limit = query_limit
        self._abandoned_since_s: deque[float] = deque()

    def note(self, error: NrrGraphError, now_s: float) -> None:
        """Learn why a query failed: the server may still be at it."""
        is_late = isinstance(error, LimitReached) and error.limit == "time_limit_s"
        if is_late or (isinstance(error, EngineFailed) and error.is_running):
            self._abandoned_since_s.append(now_s)

    def is_full(self, working: int, now_s: float) -> bool:
        """Tell whether no further query may be given to it.

        It gets one at a time all the same, or whoever sends long ones would stop the service.

        :param working: queries that are waited for.
        """
        since_s = self._abandoned_since_s
        while since_s and now_s - since_s[0] > self._remembered_s:
            since_s.popleft()
        return working > 0 and working + len(since_s) >= self._query_limit


class RemotePool(Pool):
    """Workers that each wait for another server; as many queries as workers may be under way.

    Such a server seldom notices that nobody waits any more.  So a query is waited for to its time
    limit, also after its client has left, and counted after that.
    """

    #: By then the worker should have given up by itself.
    grace_s = 0.4
    ends_abandoned = False

    def __init__(self, limits: Limits, worker_limit: int) -> None:
        super().__init__(limits, worker_limit, worker_limit)
        self._server = OtherServer(limits.time_limit_s, worker_limit)

    def note_failure(self, error: NrrGraphError) -> None:
        """Learn why a query failed: the server may still be at it."""
        self._server.note(error, self._loop.time())

    def _place(self, job: Job) -> bool:
        is_full = self._server.is_full(len(self._working), self._loop.time())
        return not is_full and super()._place(job)
