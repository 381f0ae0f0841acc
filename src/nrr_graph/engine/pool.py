"""Give jobs to workers from an event loop, within the limits.

As many jobs run at once as there are processors.  A job that has used more than a moment of
processor time no longer counts among these: short ones never wait behind it.  At its time limit
its worker is ended.  While jobs are short, a few wait in the socket of a worker.
"""

from __future__ import annotations

from typing import Final

from nrr_graph.engine.failures import broke_worker, busy, ran_too_long, starting_again
from nrr_graph.engine.jobs import Job, WorkerConnection, slow_readers
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.queue import JobQueue
from nrr_graph.engine.workers import Workers
from nrr_graph.errors import NrrGraphError

_TICK_S: Final = 0.02
#: Jobs wait in a worker's socket while they take less than this on average, and so many at most.
_SHORT_S: Final = 0.004
_DEPTH_LIMIT: Final = 3
#: Processor time after which a job is long, and after which it makes way for all others.
_LONG_S: Final = 0.1
_BEHIND_S: Final = 0.2
#: A job whose worker ended so early was most likely not the cause, and is given to another.
_REPEAT_WITHIN_S: Final = 0.3
#: A worker is replaced after so many jobs, so that memory it has lost does not add up.
_JOBS_LIMIT: Final = 10_000


class Pool(Workers):
    """The workers of one front.

    :param active_limit: short jobs that run at once.
    :param worker_limit: jobs that run at once, long ones counted.
    """

    #: How long after its time limit a job is ended, and whether it is when nobody waits any more.
    grace_s = 0.0
    ends_abandoned = True

    def __init__(self, limits: Limits, active_limit: int, worker_limit: int) -> None:
        super().__init__(active_limit, max(worker_limit, active_limit))
        self.limits = limits
        #: The jobs that wait for a worker.
        self.queue = JobQueue(limits)
        #: Some workers are for what is not long; where each job waits for another server, none.
        self._long_limit = self._worker_limit - self._active_limit or self._worker_limit
        self._mean_s = 0.0
        self._is_ticking = False

    def submit(self, job: Job) -> None:
        """Take a job; it fails at once where too many wait already."""
        job.is_long = self.queue.expects_long(job)
        if not self.queue and self._place(job):
            return
        job.queued_at = self._loop.time()
        refused = self.queue.add(job)
        if refused:
            refused.fail(self._no_place())
        self._want_if_short()
        self._tick_soon()
        self._place_queued()

    def finished(self, connection: WorkerConnection) -> Job:
        """Take the first job off a connection, since its response is complete."""
        now = self._loop.time()
        self._mean_s += (now - connection.begin_s - self._mean_s) / 16
        job = connection.jobs.popleft()
        if job.is_long and connection.processor_s() < _LONG_S:
            self.queue.forget_long(job)
        connection.begin_s, connection.begin_processor_s = now, None
        connection.jobs_done += 1
        is_superfluous = connection.is_long and len(self._idle) >= self._active_limit
        if connection.is_spent or is_superfluous or connection.jobs_done >= _JOBS_LIMIT:
            connection.is_spent = True
            self._take_back(connection, keep=0)
            connection.kill()
        elif not connection.jobs:
            self._working.remove(connection)
            self._active -= not connection.is_long
            self._idle.append(connection)
        if self.queue:
            self._loop.call_soon(self._place_queued)
        return job

    def lost(self, connection: WorkerConnection) -> None:
        """Learn that a worker has ended: at a limit, broken by its job, or by something else."""
        connection.close()
        age_s = self._loop.time() - connection.begin_s
        if connection in self._idle:
            self._idle.remove(connection)
        else:
            self._working.remove(connection)
            self._active -= not connection.is_long
        self._take_back(connection, keep=1)
        if connection.jobs:
            # A moment later it is known whether the supervisor has ended, and all workers with it.
            self._loop.call_later(_TICK_S, self._settle, connection, connection.jobs.pop(), age_s)
        if len(self._idle) + self._active < self._active_limit:
            self._want()
        self._place_queued()

    def _settle(self, connection: WorkerConnection, job: Job, age_s: float) -> None:
        """Give the job of a worker that has ended to another, or say why not."""
        if job.is_abandoned:
            return
        is_innocent = age_s < _REPEAT_WITHIN_S and not job.is_repeated
        if connection.is_late:
            job.fail(ran_too_long(self.limits))
        elif (is_innocent or connection.is_orphan) and not job.has_response:
            job.is_repeated = not connection.is_orphan
            self._queue_again(job)
            self._place_queued()
        else:
            job.fail(broke_worker(self.limits))

    def _place(self, job: Job) -> bool:
        """Give a job to a worker that can begin at once, or soon."""
        if job.is_long:
            return self._place_long(job)
        if self._idle and self._active < self._active_limit:
            self._give(self._idle.pop(), job)
            return True
        if self._mean_s < _SHORT_S:
            for connection in self._working:
                is_closed = connection.is_long or connection.is_spent
                if len(connection.jobs) < _DEPTH_LIMIT and not is_closed:
                    self._give(connection, job)
                    return True
        return False

    def _place_long(self, job: Job) -> bool:
        """Give a job that took long before to a worker beside those of other jobs."""
        if self._long >= self._long_limit:
            return False
        if not self._idle:
            self._want()
            return False
        connection = self._idle.pop()
        self._give(connection, job)
        self._take_for_long(connection)
        connection.put_behind()
        return True

    def connection_to(self, number: int, handle: int) -> WorkerConnection:
        """Make the connection to a worker."""
        return WorkerConnection(self, self._source.release, number, handle)

    def came(self) -> None:
        """Give the worker that has come a job that waits."""
        self._place_queued()

    def _place_queued(self) -> None:
        while self.queue:
            first = next(iter(self.queue))
            if not first.is_abandoned and not self._place(first):
                self._want_if_short()
                self._place_queued_long()
                return
            self.queue.take()

    def _place_queued_long(self) -> None:
        """Give a long job one of the workers for such, since short ones do not need it."""
        job = next((job for job in self.queue if job.is_long and not job.is_abandoned), None)
        if job and self._place(job):
            self.queue.remove(job)

    def _give(self, connection: WorkerConnection, job: Job) -> None:
        job.connection = connection
        if not connection.jobs:
            self._active += 1
            self._working.append(connection)
            connection.begin_s, connection.begin_processor_s = self._loop.time(), None
            connection.is_long, connection.waits_since_s = False, None
            self._tick_soon()
        connection.jobs.append(job)
        connection.transport.write(job.message)

    def _no_place(self) -> NrrGraphError:
        """Return why a job finds no worker."""
        return busy(self.limits) if self.workers or self._source.is_open else starting_again()

    def _take_back(self, connection: WorkerConnection, keep: int) -> None:
        """Put the jobs that wait behind others on a connection back into the queue.

        Their worker would do them all the same, and is spent therefore.
        """
        while len(connection.jobs) > keep:
            connection.is_spent = True
            self._queue_again(connection.jobs.pop())

    def _queue_again(self, job: Job) -> None:
        job.queued_at = self._loop.time()
        self.queue.put_back(job)
        self._tick_soon()

    def _tick_soon(self) -> None:
        if not self._is_ticking:
            self._is_ticking = True
            self._loop.call_later(_TICK_S, self._tick)

    def _tick(self) -> None:
        self._is_ticking = False
        now = self._loop.time()
        for connection in list(self._working):
            if connection.jobs and now - connection.begin_s > _TICK_S:
                self._look_after(connection, now - connection.begin_s)
        for job in self.queue.take_late(now - self.limits.time_limit_s):
            job.fail(self._no_place())
        self._place_queued()
        if self.queue and self.workers + self._source.expected >= self._worker_limit:
            for connection in slow_readers(self._working, now)[: len(self.queue)]:
                connection.kill()  # Others need the worker that waits for this reader.
        if self._working or self.queue:
            self._tick_soon()

    def _look_after(self, connection: WorkerConnection, age_s: float) -> None:
        """See what a job that is not done after a tick needs."""
        used_s = connection.processor_s()
        if connection.jobs[0].is_abandoned and self.ends_abandoned:
            connection.kill()
        is_stalled = connection.is_stalled(age_s)
        if used_s > _TICK_S or is_stalled:
            self._take_back(connection, keep=1)
        if (used_s > _LONG_S or is_stalled) and not connection.is_long:
            self.queue.note_long(connection.jobs[0])
            if self._long >= self._long_limit:
                self._postpone(connection)
                return
            self._take_for_long(connection)
        if used_s > _BEHIND_S and not connection.is_spent:
            connection.put_behind()
        if age_s > self.limits.time_limit_s + self.grace_s and not connection.is_late:
            connection.is_late = True
            connection.kill()
            self.note_failure(ran_too_long(self.limits))

    def _postpone(self, connection: WorkerConnection) -> None:
        """Let a job wait until fewer long ones are under way; one that has begun to answer ends."""
        job = connection.jobs.popleft()
        connection.kill()
        if job.has_response:
            job.fail(busy(self.limits))
        else:
            self._queue_again(job)

    def note_failure(self, error: NrrGraphError) -> None:
        """Learn why a job failed."""
