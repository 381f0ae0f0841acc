"""Ask servers: one answer at a time, or many under load by wrk."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass

import pyoxigraph as ox

THREADS = 2
#: How long one answer is waited for.
ANSWER_LIMIT_S = 600
#: How long wrk may take to end after its time.
_ENDING_LIMIT_S = 30
_BINDING = b'"o":'
_UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class NotMeasured(Exception):
    """A server could not be measured; the message says why."""


@dataclass(frozen=True)
class Reading:
    """How one client read one answer; ``solutions`` are those that bind ``?o``."""

    first_byte_s: float
    total_s: float
    solutions: int


@dataclass(frozen=True)
class Load:
    """What a server did under load: good answers, how many a second, and waits in milliseconds."""

    answers: int
    per_second: float
    median_ms: float
    p99_ms: float
    failed: int
    driver_s: float = 0.0


def _accept(query: str) -> str:
    return "application/n-triples" if "CONSTRUCT" in query else "application/sparql-results+json"


def address(url: str, query: str) -> str:
    """Return the address of a query by GET."""
    return f"{url}?{urllib.parse.urlencode({'query': query})}"


def _request(url: str, query: str) -> urllib.request.Request:
    return urllib.request.Request(address(url, query), headers={"Accept": _accept(query)})


def answer_of(url: str, query: str) -> list[str]:
    """Return the solutions or triples of an answer, sorted, each as text.

    Literals are compared by value where engines write the same number differently.
    """
    with urllib.request.urlopen(_request(url, query), timeout=ANSWER_LIMIT_S) as answer:
        if "json" in answer.headers["Content-Type"]:
            results = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
            if isinstance(results, ox.QueryBoolean):
                return [str(bool(results))]
            return sorted(str([getattr(term, "value", None) for term in row]) for row in results)
        triples = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES)
        return sorted({str(quad.triple) for quad in triples})


def read_through(url: str, query: str) -> Reading:
    """Read an answer as fast as it comes, and count its solutions on the way.

    A dump of millions would take longer to parse than to serve; each of its solutions in JSON
    binds ``?o`` once, and no literal of the benchmark's data holds what is counted.
    """
    begin = time.monotonic()
    solutions, end = 0, b""
    with urllib.request.urlopen(_request(url, query), timeout=ANSWER_LIMIT_S) as answer:
        part = answer.read(1)
        first_byte_s = time.monotonic() - begin
        while part:
            solutions += (end + part).count(_BINDING)
            end = part[-len(_BINDING) + 1 :]
            part = answer.read1(1 << 20)
    return Reading(first_byte_s, time.monotonic() - begin, solutions)


def put_under_load(url: str, query: str, duration_s: int, connections: int) -> Load:
    """Let wrk ask a query on some connections for some seconds.

    :raises NotMeasured: wrk could not connect, or did not end.
    """
    command = [
        *(_wrk(), f"-t{min(THREADS, connections)}", f"-c{connections}", f"-d{duration_s}s"),
        *("--latency", "--timeout", "60s", "-H", f"Accept: {_accept(query)}", address(url, query)),
    ]
    before = _driver_s()
    try:
        ended = subprocess.run(command, check=False, capture_output=True, text=True,
                               timeout=duration_s + _ENDING_LIMIT_S)  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotMeasured(f"wrk did not end {_ENDING_LIMIT_S} s after its time") from error
    if ended.returncode:
        raise NotMeasured((ended.stderr or ended.stdout).strip() or "wrk ended early")
    return load_of(ended.stdout, _driver_s() - before)


def _driver_s() -> float:
    """Return the processor time of the children of this process that ended: wrk's, while it runs.

    The servers are children as well; they end when everything has been measured.
    """
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def load_of(text: str, driver_s: float = 0.0) -> Load:
    r"""Read what wrk prints; answers with an error status are no answers.

    >>> load_of("  50%  2.50ms\n  99%  1.20s\n 90 requests in 1.50s, 2MB read\n").per_second
    60.0
    """
    done = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)\b", text)
    if not done:
        raise NotMeasured(f"wrk said nothing of requests: {text.strip()[:200]}")
    seconds = float(done[2]) * _UNITS_MS[done[3]] / 1000
    refused = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", text)))
    broken = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", text)))
    good = int(done[1]) - refused
    return Load(good, good / seconds if seconds else 0.0, _wait(text, 50), _wait(text, 99),
                refused + broken, driver_s)  # fmt: skip


def _wait(text: str, percent: int) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", text)
    return float(found[1]) * _UNITS_MS[found[2]] if found else 0.0


def _wrk() -> str:
    program = shutil.which("wrk")
    if not program:
        raise SystemExit("make bench needs wrk: apt-get install wrk")
    return program
