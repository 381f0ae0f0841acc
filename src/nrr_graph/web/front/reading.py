"""When the front receives from a client: not more than is worth holding, and each in its turn."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

#: Who sends more than this at once waits for its turn to send more; so many are received from
#: before the event loop goes on to others.
_LARGE_PART_BYTES: Final = 32 * 1024
_TURNS_AT_ONCE: Final = 4


class Reading:
    """Receives from one client, unless something speaks against it."""

    def __init__(self, turns: ReadingTurns, transport: asyncio.Transport) -> None:
        self._turns, self._transport = turns, transport
        self._has_enough = self._waits_turn = self._is_paused = False

    def note_received(self, size_bytes: int) -> None:
        """Let a client wait that has sent much."""
        if size_bytes > _LARGE_PART_BYTES and not self._waits_turn:
            self._waits_turn = True
            self._turns.wait(self)
            self._pace()

    def note_enough(self, *, has_enough: bool) -> None:
        """Learn whether what has come is enough for now."""
        self._has_enough = has_enough
        self._pace()

    def take_turn(self) -> None:
        """Receive the next part, unless there is enough."""
        self._waits_turn = False
        self._pace()

    def _pace(self) -> None:
        must_pause = self._has_enough or self._waits_turn
        if must_pause == self._is_paused or self._transport.is_closing():
            return
        self._is_paused = must_pause
        if must_pause:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()


class ReadingTurns:
    """The clients that send much, each of which sends a part when it is its turn.

    The event loop would read megabytes from each of them before it looks at others again.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Reading] = deque()

    def wait(self, reading: Reading) -> None:
        """Put one behind the others."""
        self._waiting.append(reading)
        if len(self._waiting) == 1:
            self._loop.call_soon(self._give_turns)

    def _give_turns(self) -> None:
        for _ in range(min(_TURNS_AT_ONCE, len(self._waiting))):
            self._waiting.popleft().take_turn()
        if self._waiting:
            self._loop.call_soon(self._give_turns)
