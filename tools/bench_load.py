"""Ask servers under load and look at what they take."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

THREADS = 2
#: How long one answer is waited for.
ANSWER_LIMIT_S = 600
_UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """What a server did under load: answers a second, and waits in milliseconds."""

    per_second: float
    median_ms: float
    p99_ms: float
    failed: int

    def __str__(self) -> str:
        """Say it in one line."""
        failed = f", {self.failed} FAILED" if self.failed else ""
        waits = f"median {self.median_ms:8.2f} ms, p99 {self.p99_ms:8.2f} ms"
        return f"{self.per_second:9.1f} /s, {waits}{failed}"


def _accept(query: str) -> str:
    return "application/n-triples" if "CONSTRUCT" in query else "application/sparql-results+json"


def address(url: str, query: str) -> str:
    """Return the address of a query by GET."""
    return f"{url}?{urllib.parse.urlencode({'query': query})}"


def answer_of(url: str, query: str) -> list[str]:
    """Return the solutions or triples of an answer, sorted, each as text.

    Literals are compared by value where engines write the same number differently.
    """
    request = urllib.request.Request(address(url, query), headers={"Accept": _accept(query)})
    with urllib.request.urlopen(request, timeout=ANSWER_LIMIT_S) as answer:
        is_table = "json" in answer.headers["Content-Type"]
        if is_table:
            results = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
            if isinstance(results, ox.QueryBoolean):
                return [str(bool(results))]
            return sorted(str([getattr(term, "value", None) for term in row]) for row in results)
        triples = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES)
        return sorted({str(quad.triple) for quad in triples})


def put_under_load(url: str, query: str, duration_s: int, connections: int) -> Load:
    """Let wrk ask a query on some connections for some seconds."""
    command = [
        *(_wrk(), f"-t{THREADS}", f"-c{connections}", f"-d{duration_s}s", "--latency"),
        *("--timeout", "60s", "-H", f"Accept: {_accept(query)}", address(url, query)),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    failed = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", told)))
    failed += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told)))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return Load(float(rate[1]) if rate else 0.0, _wait(told, 50), _wait(told, 99), failed)


def _wait(told: str, percent: int) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", told)
    return float(found[1]) * _UNITS_MS[found[2]] if found else 0.0


def _wrk() -> str:
    program = shutil.which("wrk")
    if not program:
        raise SystemExit("make bench needs wrk: apt-get install wrk")
    return program


def first_byte(url: str, query: str) -> tuple[float, float]:
    """Return after how many seconds the first byte of an answer came, and the last."""
    request = urllib.request.Request(address(url, query), headers={"Accept": _accept(query)})
    begin = time.monotonic()
    with urllib.request.urlopen(request, timeout=ANSWER_LIMIT_S) as answer:
        answer.read(1)
        first = time.monotonic() - begin
        while answer.read(1 << 20):
            pass
    return first, time.monotonic() - begin


def memory_mb(process: int) -> float:
    """Return the memory of a process and all its descendants, shared pages counted once."""
    total_kb = 0
    for member in _family(process):
        try:
            text = Path(f"/proc/{member}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total_kb += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]
    return total_kb / 1024


def _family(process: int) -> Iterator[int]:
    yield process
    for task in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208
        children = Path(f"/proc/{process}/task/{task}/children")
        if children.exists():
            for child in children.read_text(encoding="ascii").split():
                yield from _family(int(child))
