"""The jobs that wait for a worker: whose turn it is, and for how many there is room."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Final

from nrr_graph.engine.jobs import Job
from nrr_graph.engine.limits import Limits

#: How many jobs that took long are remembered, to be taken for long ones when they come again,
#: and how many clients, to know which turn is next for them.
_REMEMBERED: Final = 1024


class JobQueue:
    """Clients take turns, however much one of them sends; what took long before comes last.

    Each job gets a turn: the current one, or that after the last of the same client (start-time
    fair queueing; Goyal, Vin and Cheng, 1996).  So none is overtaken for ever.

    >>> queue = JobQueue(Limits(10, 512, 64, 16, queue_length_limit=64))
    >>> for client, text in (("a", b"1"), ("a", b"2"), ("a", b"3"), ("b", b"4")):
    ...     _ = queue.add(Job(text, client))
    >>> [job.message for job in queue]
    [b'1', b'4', b'2', b'3']
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._jobs: list[Job] = []
        self._long: OrderedDict[int, None] = OrderedDict()
        self._turn = 0
        self._last_turns: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        """Count the jobs."""
        return len(self._jobs)

    def __iter__(self) -> Iterator[Job]:
        """Go through the jobs in their order."""
        return iter(self._jobs)

    def add(self, job: Job) -> Job | None:
        """Let a job wait; return the one that finds no place, if they are too many or too large."""
        job.client = job.name_client()
        job.turn = max(self._turn, self._last_turns.get(job.client, -1) + 1)
        self._last_turns[job.client] = job.turn
        self._last_turns.move_to_end(job.client)
        if len(self._last_turns) > _REMEMBERED:
            self._last_turns.popitem(last=False)
        self.put_back(job)
        size_bytes = sum(len(waiting.message) for waiting in self._jobs)
        is_full = len(self._jobs) > self._limits.queue_length_limit
        if is_full or size_bytes > self._limits.buffer_limit_mb * 1024 * 1024:
            return self._refuse()
        return None

    def _refuse(self) -> Job:
        """Take the last job out, or the last of the same client that asks what another asks."""
        last = self._jobs[-1]
        of_client = [job for job in self._jobs if job.client == last.client]
        counts = Counter(job.message for job in of_client)
        refused = next((job for job in reversed(of_client) if counts[job.message] > 1), last)
        self._jobs.remove(refused)
        if self._last_turns.get(refused.client) == refused.turn:
            self._last_turns[refused.client] -= 1
        return refused

    def put_back(self, job: Job) -> None:
        """Let a job wait that had been taken."""
        order = (job.is_long, job.turn)
        places = (n for n, other in enumerate(self._jobs) if order < (other.is_long, other.turn))
        self._jobs.insert(next(places, len(self._jobs)), job)

    def take(self) -> Job:
        """Take the job whose turn it is."""
        job = self._jobs.pop(0)
        self._turn = max(self._turn, job.turn)
        return job

    def remove(self, job: Job) -> None:
        """Take this job, before its turn."""
        self._jobs.remove(job)

    def take_late(self, before_s: float) -> list[Job]:
        """Take the jobs that have waited since before a moment, in seconds of the event loop."""
        late = [job for job in self._jobs if job.queued_at < before_s]
        if late:
            self._jobs = [job for job in self._jobs if job.queued_at >= before_s]
        return late

    def note_long(self, job: Job) -> None:
        """Remember that a job took long: the same one will again, most likely."""
        job.is_long = True
        self._long[hash(job.message)] = None
        for waiting in self._jobs:
            waiting.is_long = waiting.is_long or waiting.message == job.message
        self._jobs.sort(key=lambda waiting: (waiting.is_long, waiting.turn))
        if len(self._long) > _REMEMBERED:
            self._long.popitem(last=False)

    def forget_long(self, job: Job) -> None:
        """Learn that a job did not take long this time."""
        self._long.pop(hash(job.message), None)

    def expects_long(self, job: Job) -> bool:
        """Tell whether a job took long before."""
        return hash(job.message) in self._long
