"""Servers are measured with all their processes, and a run survives what it measures."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench_engines import Engine
from bench_load import NotMeasured, put_under_load
from bench_processes import memory_mb, processor_s, running_processes, tree_of
from bench_run import Plan, Run, measure_all
from bench_servers import Missing, Running
from bench_windows import Patience, Task, measure_window
from serving import free_port
from surroundings import component_missing


def test_a_window_is_made_longer_until_a_slow_server_answers() -> None:
    if not shutil.which("wrk"):
        component_missing("wrk: apt-get install wrk")
    slow = (
        "import http.server, time\n"
        "class Slow(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        time.sleep(1.5)\n"
        "        self.send_response(200)\n"
        "        self.send_header('Content-Length', '0')\n"
        "        self.end_headers()\n"
        "with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow) as server:\n"
        "    print(server.server_port, flush=True)\n"
        "    server.serve_forever()\n"
    )
    with subprocess.Popen([sys.executable, "-c", slow], stdout=-1, stderr=-3, text=True) as server:
        try:
            assert server.stdout
            url = f"http://127.0.0.1:{int(server.stdout.readline())}/"
            window = measure_window(Task(url, server.pid, "ASK {}", 2, 1), Patience(0.0))
        finally:
            server.kill()
    assert window.load.answers >= 2
    assert window.load.median_ms >= 1500


def test_a_server_that_is_not_there_is_an_error_and_not_the_end() -> None:
    if not shutil.which("wrk"):
        component_missing("wrk: apt-get install wrk")
    with pytest.raises(NotMeasured, match="connect"):
        put_under_load(f"http://127.0.0.1:{free_port()}/sparql", "ASK {}", 1, 2)


def test_a_server_that_fails_is_named_and_the_run_goes_on(tmp_path: Path) -> None:
    @contextmanager
    def broken(*_: object, **__: object) -> Iterator[Running]:
        raise NotMeasured("did not start: out of memory")
        yield

    @contextmanager
    def absent(*_: object, **__: object) -> Iterator[Running]:
        raise Missing("buy it")
        yield

    @contextmanager
    def ended(*_: object, **__: object) -> Iterator[Running]:
        with subprocess.Popen(["true"]) as process:
            process.wait()
            yield Running(f"http://127.0.0.1:{free_port()}/", process.pid, 1.0, 2.0)

    starts = {"broken": broken, "absent": absent, "ended": ended}
    engines = tuple(Engine(name, start) for name, start in starts.items())
    values = tmp_path / "values.json"
    run = Run(Plan(1, 1, 1, 0.0, engines), 5, ["point", "dump"], json=values)
    measure_all(run, tmp_path / "data.nt", large=False)
    assert list(run.measured) == ["broken", "ended"]
    assert "out of memory" in run.measured["broken"].failures[""]
    assert list(run.measured["ended"].failures) == ["point", "dump", "costs"]
    written = json.loads(values.read_text())["engines"]
    assert [engine["start_s"] for engine in written] == [0.0, 2.0]


def test_the_time_of_children_counts_also_when_they_have_ended() -> None:
    burn = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    code = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {burn!r}])\n"
        "print('ended', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "ended\n"
        assert processor_s(parent.pid) >= 0.28
        parent.communicate("")


def test_a_member_of_the_session_counts_also_when_its_parent_has_ended() -> None:
    script = "sh -c 'sleep 60 & echo $$ $!'; sleep 60"
    with subprocess.Popen(["sh", "-c", script], stdout=-1, text=True, start_new_session=True) as sh:
        assert sh.stdout
        parent, orphan = map(int, sh.stdout.readline().split())
        while parent in running_processes():
            time.sleep(0.01)
        members = {process.number for process in tree_of(sh.pid, running_processes())}
        memory = memory_mb(sh.pid)
        os.killpg(sh.pid, signal.SIGKILL)
    assert {sh.pid, orphan} <= members
    assert memory > 0


def test_a_process_that_ends_while_it_is_read_is_left_out(tmp_path: Path) -> None:
    line = "7 (a (b) c) S {parent} 7 7 0 -1 0 0 0 0 0 100 50 20 30 20 0 1 0 9\n"
    for number, parent in ((7, 1), (8, 7)):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "stat").write_text(line.format(parent=parent))
    (tmp_path / "7" / "smaps_rollup").write_text("x\nRss: 9 kB\nPss:     2048 kB\n")
    (tmp_path / "9").mkdir()
    assert memory_mb(7, tmp_path) == 2.0
