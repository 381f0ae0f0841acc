"""How many requests a client may send: a bucket of tokens for each, filled steadily."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

#: A client may send so many seconds' worth at once.
_BURST_S: Final = 5
_CLIENTS_LIMIT: Final = 10_000


class RateLimit:
    """Tells whether a client has sent too much.

    :param per_second: requests that a client may send; 0 for any number.
    """

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, client: str, now_s: float) -> bool:
        """Take a token from the bucket of a client, if there is one.

        >>> limit = RateLimit(0.2)
        >>> [limit.allows("a", now) for now in (0, 1, 5.5)]
        [True, False, True]
        """
        most = max(self.per_second * _BURST_S, 1)
        tokens, since_s = self._buckets.pop(client, (most, now_s))
        tokens = min(tokens + (now_s - since_s) * self.per_second, most)
        is_allowed = tokens >= 1
        self._buckets[client] = (tokens - is_allowed, now_s)
        if len(self._buckets) > _CLIENTS_LIMIT:
            self._buckets.popitem(last=False)
        return is_allowed
