"""What clients do to a server, as plain values, what became of it, and what was wrong with that."""

from __future__ import annotations

import http
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["GET", "form", "direct"]
Ending = Literal["whole", "broken off", "no answer", "no end", "closed"]
#: Beyond its limit an answer may take so long.
GRACE_S = 0.5
PROBLEM = "application/problem+json"
_LIMIT_NAME = re.compile(r"\b[a-z_]+_limit(?:_(?:s|mb|bytes))?\b")
#: How a whole document of a format ends.
_ENDS = {
    "application/sparql-results+json": b"}",
    "application/sparql-results+xml": b"</sparql>",
    "text/turtle": b".",
    "application/n-triples": b".",
}
TAIL_BYTES = 64
#: No error needs more to say what is wrong.
ERROR_BYTES = 1 << 16


@dataclass(frozen=True)
class Ask:
    """Put a query to an endpoint; ``is_endless`` says that no whole answer can be right."""

    name: str
    method: Method
    path: str
    query: str
    accept: str = "application/sparql-results+json"
    is_endless: bool = False

    @property
    def road(self) -> str:
        """The way that it takes, in a few words."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Send:
    """Send one whole request of any kind, and read what comes."""

    name: str
    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: str = "application/json"
    is_endless: bool = False

    @property
    def road(self) -> str:
        """The way that it takes, in a few words."""
        return f"{self.method} {self.target.partition('?')[0][:20]}"


@dataclass(frozen=True)
class Crowd:
    """Open many connections, send the same on each, and open anew those that are closed.

    ``drip`` is sent again and again, ``drip_s`` apart, and ``sips_bytes`` are read each time.  A
    crowd that ``reads`` takes what comes; one that leaves closes its connections after ``leave_s``.
    """

    name: str
    connections: int
    beginning: bytes = b""
    drip: bytes = b""
    drip_s: float = 0.5
    sips_bytes: int = 0
    reads: bool = False
    leave_s: float = math.inf


Action = Ask | Send


@dataclass(frozen=True)
class Fate:
    """What became of an action: status (0 if there was none), seconds, and how it ended.

    ``detail`` is that of the problem document; ``tail`` are the last bytes of the answer;
    ``reusable`` tells whether a connection that was to stay open answered once more.
    """

    ending: Ending
    seconds: float
    status: int = 0
    content_type: str = ""
    size: int = 0
    tail: bytes = b""
    detail: str = ""
    reusable: bool = True

    @property
    def limit(self) -> str:
        """The name of the limit that the answer gives, or nothing."""
        found = _LIMIT_NAME.search(self.detail)
        return found[0] if found else ""


def fault_of(action: Action, fate: Fate, allowed_s: float) -> str:
    """Return what is wrong with a fate, or nothing if the server kept its promises."""
    if fate.ending in {"no answer", "no end"}:
        return fate.ending
    if fate.ending == "closed":
        return f"closed without an answer ({fate.detail})"
    return (
        _fault_of_answer(action, fate)
        or (f"late: more than {allowed_s:.1f} s" if fate.seconds > allowed_s else "")
        or ("" if fate.reusable else "the connection stays open and answers no more")
    )


def _fault_of_answer(action: Action, fate: Fate) -> str:
    if fate.ending == "broken off":
        return "" if fate.status == http.HTTPStatus.OK else "a cut error"
    if fate.status != http.HTTPStatus.OK and fate.size > ERROR_BYTES:
        return f"an error of {fate.size:,} bytes"
    if fate.status == http.HTTPStatus.OK:
        end = _ENDS.get(fate.content_type, b"")
        cut = action.is_endless or not fate.tail.rstrip().endswith(end)
        return "cut, yet it looks whole" if cut else ""
    if fate.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
        return "" if fate.limit else "no limit is named"
    if not 400 <= fate.status < 500:
        return "not a status for this"
    return "" if fate.content_type == PROBLEM and fate.detail else "no problem document"
