"""Another release is served without a gap; one that does not conform is never served."""

from __future__ import annotations

import json
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest

from processes import SPARE, SUPERVISOR, processes, wait_until
from serving import Server, nrr_server
from wire import Line, request_bytes

CLIENTS: Final = 16
RELOAD_LIMIT_S: Final = 90
#: More than the sockets and the front had of a response when the release changed.
MORE_THAN_WAITED_BYTES: Final = 20_000_000
#: Two answers of one release belong together: a mixed response would show both names.
QUERY: Final = (
    "PREFIX id: <https://w3id.org/nrr/id/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?l { { id:rome rdfs:label ?l } UNION { id:rome rdfs:label ?l } "
    'FILTER(LANG(?l) = "en") }'
)


@pytest.fixture
def served(tmp_path: Path, copied_data: Path) -> Iterator[Server]:
    """Serve a copy of the data, which a test may change."""
    with nrr_server(tmp_path, "--data", str(copied_data), time_limit_s=30) as server:
        yield server


def _names(server: Server, number: int = 0) -> list[str]:
    fields = urlencode({"query": f"{QUERY} # {number % 5}"})
    request = urllib.request.Request(
        f"{server.url}/sparql?{fields}", headers={"Accept": "text/csv"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.read().decode()).split()[1:]


def _digest(server: Server) -> str:
    with urllib.request.urlopen(f"{server.url}/ready", timeout=30) as response:
        return str(json.load(response)["digest"])


def _reload(server: Server) -> str:
    """Tell the server to go over to the files as they are; return what it says of that."""
    before = server.messages().count("Reload:")
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + RELOAD_LIMIT_S
    while server.messages().count("Reload:") == before:
        assert time.monotonic() < end, server.messages()
        time.sleep(0.05)
    return server.messages().rpartition("Reload:")[2]


def _rename(data: Path, old: str, new: str) -> None:
    path = data / "places.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_no_request_fails_or_gets_a_mixed_answer_while_the_release_changes(
    served: Server, copied_data: Path
) -> None:
    before = _digest(served)
    seen: list[tuple[str, ...]] = []
    failed: list[Exception] = []
    stop = threading.Event()

    def ask() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                seen.append(tuple(_names(served, number)))
            except OSError as error:
                failed.append(error)

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    _rename(copied_data, '"Rome"@en', '"Roma"@en')
    assert "is served now" in _reload(served)
    time.sleep(0.5)
    stop.set()
    for client in clients:
        client.join()
    assert failed == []
    assert set(seen) == {("Rome", "Rome"), ("Roma", "Roma")}
    assert _names(served) == ["Roma", "Roma"]
    assert _digest(served) != before


def test_what_is_under_way_goes_on_and_what_was_kept_is_forgotten(
    served: Server, copied_data: Path
) -> None:
    for _ in range(3):
        assert _names(served) == ["Rome", "Rome"]
    _rename(copied_data, '"Rome"@en', '"Roma"@en')
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with Line(served.url) as line:
        line.send(request_bytes("GET", "/sparql?" + urlencode({"query": endless}), host=line.host))
        assert line.socket.recv(1000).startswith(b"HTTP/1.1 200")
        assert "is served now" in _reload(served)
        assert _names(served) == ["Roma", "Roma"]
        received = 0
        while received < MORE_THAN_WAITED_BYTES:
            data = line.socket.recv(1 << 20)
            assert data, "the response was broken off"
            received += len(data)
    wait_until(lambda: len(processes(served, SUPERVISOR)) == 1, 10, "the former family has ended")
    wait_until(lambda: len(processes(served, SPARE)) == 1, 10, "its spare too")
    assert "Traceback" not in served.messages()


def test_data_that_do_not_conform_leave_the_former_release_in_place(
    served: Server, copied_data: Path, damage: Callable[[str, str, str], Path]
) -> None:
    before = _digest(served)
    damage("organizations.ttl", ', "НАТО"@ru', "")
    outcome = _reload(served)
    assert "the former release is served on, since nothing is served" in outcome
    assert "errors in the data" in outcome
    assert _digest(served) == before
