"""Jobs that wait: each client gets its turn, and no job is overtaken for ever."""

from __future__ import annotations

from nrr_graph.engine.jobs import Job
from nrr_graph.engine.limits import Limits
from nrr_graph.engine.queue import JobQueue


def _queue(length_limit: int = 64) -> JobQueue:
    return JobQueue(Limits(10, 512, 64, 16, queue_length_limit=length_limit))


def _job(text: str, client: str = "a", *, is_long: bool = False) -> Job:
    job = Job(text.encode(), client)
    job.is_long = is_long
    return job


def _texts(queue: JobQueue) -> list[str]:
    return [job.message.decode() for job in queue]


def test_a_client_that_always_asks_again_does_not_overtake_its_own_jobs() -> None:
    queue = _queue()
    for number in range(4):
        queue.add(_job(f"first {number}"))
    for number in range(4):
        queue.take()
        queue.add(_job(f"later {number}"))
    assert _texts(queue) == [f"later {number}" for number in range(4)]


def test_one_that_sends_much_and_one_that_sends_one_at_a_time_take_turns() -> None:
    queue, order = _queue(), []
    for number in range(6):
        queue.add(_job(f"much {number}", "a"))
    queue.add(_job("single", "b"))
    for _ in range(8):
        taken = queue.take()
        order.append(taken.client)
        if taken.client == "b":
            queue.add(_job("single", "b"))
    assert order == ["a", "b"] * 4


def test_a_new_client_does_not_wait_behind_what_another_has_sent_before() -> None:
    queue = _queue()
    for number in range(20):
        queue.add(_job(f"much {number}", "a"))
    for _ in range(5):
        queue.take()
    queue.add(_job("new", "b"))
    assert _texts(queue).index("new") == 0


def test_the_last_of_the_client_that_sends_most_finds_no_place() -> None:
    queue = _queue(length_limit=3)
    for number in range(3):
        assert queue.add(_job(f"much {number}", "a")) is None
    refused = queue.add(_job("single", "b"))
    assert refused is not None
    assert refused.message == b"much 2"
    refused = queue.add(_job("another", "c"))
    assert refused is not None
    assert refused.message == b"much 1"
    assert _texts(queue) == ["much 0", "single", "another"]


def test_of_a_client_that_asks_the_same_many_times_it_is_a_repetition_that_finds_no_place() -> None:
    queue = _queue(length_limit=3)
    for _ in range(3):
        queue.add(_job("the same"))
    refused = queue.add(_job("another"))
    assert refused is not None
    assert refused.message == b"the same"
    assert _texts(queue) == ["the same", "the same", "another"]


def test_long_jobs_wait_behind_short_ones_and_can_be_taken_before_their_turn() -> None:
    queue = _queue()
    long, short = _job("long", is_long=True), _job("short", "b")
    queue.add(long)
    queue.add(short)
    assert _texts(queue) == ["short", "long"]
    queue.remove(long)
    assert _texts(queue) == ["short"]


def test_clients_that_come_once_are_not_remembered() -> None:
    queue = _queue()
    for number in range(5000):
        queue.add(_job("once", f"client {number}"))
        queue.take()
    assert len(queue._last_turns) < 2000
