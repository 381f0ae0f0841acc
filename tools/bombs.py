"""Throw hostile queries at a real server while ordinary clients ask: ``make bombs``.

Prints what became of each bomb and how long the ordinary clients waited.  Exit 1 if a bomb harmed
anyone: an ordinary answer failed, the server died, or a cut answer looked whole.
"""

from __future__ import annotations

import http.client
import multiprocessing
import socket
import statistics
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from serving import free_port, nrr_graph, serving

TIME_LIMIT_S = 3
CUT = "200, cut, yet it looked whole"
CLIENTS = 4
PAUSE_S = 0.02
ORDINARY = (
    "SELECT ?l { <https://w3id.org/nrr/id/nato> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
)
_ANY = "?{0}1 ?{0}2 ?{0}3"
_ALL = "(!<x:y>|^!<x:y>)"
_PATHS = f"?a {_ALL}* ?b . ?b {_ALL}* ?c . ?c {_ALL}* ?d"
_REGEX = "REGEX(CONCAT(STR(?a3), STR(?b3)), '(a|aa)+(b|bb)+$')"
_NONE = "FILTER(?a1 = ?s && ?d3 = ?undefined)"
_CROSS = " . ".join(_ANY.format(letter) for letter in "abcd")
_DOUBLING = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))
_VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))

#: Each bomb attacks in its own way; none is tuned to the data.
BOMBS: Mapping[str, str] = {
    "cross product, sorted": f"SELECT * {{ {_CROSS} }} ORDER BY ?a1 ?d3",
    "cross product, counted": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "cross product, distinct": f"SELECT DISTINCT ?a1 ?b2 ?c3 {{ {_CROSS} }}",
    "cross product, streamed": f"SELECT * {{ {_CROSS} }}",
    "product of VALUES": f"SELECT (COUNT(*) AS ?n) {{ {_VALUES} }}",
    "doubling CONCAT": f"SELECT ?x9 {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {_DOUBLING} }}",
    "GROUP_CONCAT of a product": f"SELECT (GROUP_CONCAT(STR(?a3)) AS ?g) {{ {_CROSS} }}",
    "CONSTRUCT of a product": f"CONSTRUCT {{ ?a1 ?b2 ?c3 }} {{ {_CROSS} }}",
    "path over everything": f"SELECT (COUNT(*) AS ?n) {{ {_PATHS} }}",
    "path of 60 steps": "SELECT * { ?s " + "/".join([_ALL] * 60) + " ?o }",
    "regex with backtracking": f"SELECT * {{ {_CROSS} FILTER({_REGEX}) }}",
    "nested OPTIONAL": "SELECT * {" + "OPTIONAL { ?a ?b ?c . " * 30 + "}" * 30 + f" {_CROSS} }}",
    "NOT EXISTS of a product": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {_CROSS} {_NONE} }} }}",
    "huge IN list": "ASK { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(100_000))) + ")) }",
    "40,000 brackets": "ASK " + "{" * 40_000 + "}" * 40_000,
    "60,000 negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "giant literal": "ASK { ?s ?p '" + "a" * 900_000 + "' }",
    "10 MB body": "ASK { ?s ?p '" + "a" * 10_000_000 + "' }",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "unclosed string": "ASK { ?s ?p '" + "\\" * 200_000,
}


@dataclass
class Ordinary:
    """What the ordinary clients saw; times in seconds."""

    waits_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def ask_on(self, url: str) -> None:
        """Ask again and again until told to stop."""
        while not self.done.is_set():
            begin = time.monotonic()
            fate = throw(url, ORDINARY)
            self.waits_s.append(time.monotonic() - begin)
            if not fate.startswith("200"):
                self.failures.append(fate)
            time.sleep(PAUSE_S)


def throw(url: str, query: str) -> str:
    """Send one query and say in a few words what became of it."""
    body = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(f"{url}/sparql", body)
    try:
        with urllib.request.urlopen(request, timeout=TIME_LIMIT_S * 5) as answer:
            read = answer.read()
            # JSON ends with a bracket, Turtle with a full stop.
            if not read.rstrip().endswith((b"}", b".")):
                return CUT
            return f"200, {len(read):,} bytes, whole"
    except urllib.error.HTTPError as error:
        detail = error.read().decode()
        named = [name for name in ("time_limit_s", "memory_limit_mb") if name in detail]
        return ", ".join([str(error.code), *named])
    except http.client.IncompleteRead:
        return "200, then broken off"
    except (OSError, http.client.HTTPException) as error:
        return f"connection ended ({type(error).__name__})"


def send_slowly(url: str, connections: int) -> list[socket.socket]:
    """Open connections that send a request and never finish it."""
    address = urllib.parse.urlsplit(url)
    opened = []
    for _ in range(connections):
        slow = socket.create_connection((address.hostname, address.port), timeout=5)
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        )
        slow.sendall(b"Content-Length: 100\r\n\r\nASK")
        opened.append(slow)
    return opened


def main() -> int:
    """Run all bombs one after another, then all at once."""
    port = free_port()
    command: list[str | Path] = [
        nrr_graph(),
        "serve",
        "--port",
        str(port),
        "--time-limit-s",
        str(TIME_LIMIT_S),
    ]
    # In processes of their own, so that reading large answers does not slow the ordinary clients.
    throwers = ProcessPoolExecutor(len(BOMBS), multiprocessing.get_context("spawn"))
    with throwers as thrower, serving(command, Path.cwd(), port) as url:
        ordinary = Ordinary()
        clients = [threading.Thread(target=ordinary.ask_on, args=(url,)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        fates = _throw_one_by_one(thrower, url) + _throw_at_once(thrower, url)
        ordinary.done.set()
        for client in clients:
            client.join()
        fates.append(throw(url, "ASK {}"))
    return _report(ordinary, fates)


def _throw_one_by_one(thrower: ProcessPoolExecutor, url: str) -> list[str]:
    fates = []
    for name, query in BOMBS.items():
        begin = time.monotonic()
        fates.append(thrower.submit(throw, url, query).result())
        print(f"{name:<28} {time.monotonic() - begin:6.2f} s  {fates[-1]}", flush=True)
    return fates


def _throw_at_once(thrower: ProcessPoolExecutor, url: str) -> list[str]:
    slow = send_slowly(url, 20)
    fates = list(thrower.map(throw, [url] * len(BOMBS), BOMBS.values()))
    print(f"all of them at once, beside {len(slow)} slow senders: over")
    for connection in slow:
        connection.close()
    return fates


def _report(ordinary: Ordinary, fates: list[str]) -> int:
    """Print how the ordinary clients fared; the last of the fates is that of a last question."""
    waits_ms = sorted(wait * 1000 for wait in ordinary.waits_s)
    p99, longest = waits_ms[int(len(waits_ms) * 0.99)], waits_ms[-1]
    print(
        f"\nordinary clients: {len(waits_ms):,} answers, "
        f"median {statistics.median(waits_ms):.0f} ms, p99 {p99:.0f} ms, longest {longest:.0f} ms, "
        f"{len(ordinary.failures)} failed"
    )
    print(f"cut answers that looked whole: {fates.count(CUT)}")
    print(f"afterwards the server answers: {fates[-1]}")
    return int(bool(ordinary.failures) or CUT in fates or not fates[-1].startswith("200"))


if __name__ == "__main__":
    raise SystemExit(main())
