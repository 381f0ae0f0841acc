"""What measures the server is right itself: windows, ratios, tables, and /proc."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from types import ModuleType

import pytest

import bench_load
import bench_processes
import bench_summary
import bench_windows
from bench_load import Load, NotMeasured, load_of
from bench_report import MARK, tables, write_report
from bench_summary import Costs, Measured, ratio_of, ratios_of, summary_of
from bench_windows import QUIET_CORES, Patience, Window

NOISY = QUIET_CORES * 2
WRK = """Running 1s test @ http://127.0.0.1:1/sparql
  2 threads and 16 connections
  Latency Distribution
     50%  812.00us
     75%    2.00ms
     90%    3.00ms
     99%    1.50s
  3000 requests in 1.50s, 20.00MB read
  Socket errors: connect 0, read 3, write 0, timeout 4
  Non-2xx or 3xx responses: 600
Requests/sec:   2000.00
"""


def window(per_second: float, server_ms: float = 1.0, foreign_cores: float = 0.0) -> Window:
    return Window(Load(int(per_second), per_second, 1.0, 2.0, 0), server_ms, 0.1, foreign_cores)


@pytest.mark.parametrize("module", [bench_load, bench_processes, bench_summary, bench_windows])
def test_the_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_answers_with_an_error_status_do_not_count_as_answers() -> None:
    load = load_of(WRK, driver_s=0.5)
    assert load == Load(2400, 1600.0, 0.812, 1500.0, 607, 0.5)


def test_an_output_without_requests_is_an_error_that_shows_it() -> None:
    with pytest.raises(NotMeasured, match="unable to connect"):
        load_of("unable to connect")


def test_disturbed_windows_are_left_out_of_the_median() -> None:
    windows = [window(100), window(10, 9, NOISY), window(300), window(5, 9, NOISY), window(200)]
    summary = summary_of(windows)
    assert (summary.per_second, summary.server_ms, summary.quiet) == (200, 1.0, True)


def test_without_a_quiet_window_there_is_a_figure_and_a_mark() -> None:
    summary = summary_of([window(10, 1, NOISY), window(99, 1, 2 * NOISY)])
    assert (summary.per_second, summary.quiet) == (10, False)


def test_a_ratio_compares_neighbours_so_that_drift_cancels_out() -> None:
    speeds = (1.0, 0.6, 1.4, 0.8)
    ours = [window(500 * speed, 2 / speed) for speed in speeds]
    rivals = [window(1000 * speed, 0.5 / speed) for speed in speeds]
    ratio = ratio_of(ours, rivals)
    assert ratio is not None
    assert (ratio.answers, ratio.processor, ratio.quiet) == (0.5, 0.25, True)


def test_a_round_with_one_disturbed_window_gives_no_ratio_while_there_are_others() -> None:
    ours = [window(500), window(900)]
    rivals = [window(1000), window(1, 1, NOISY)]
    ratio = ratio_of(ours, rivals)
    assert ratio is not None
    assert ratio.answers == 0.5


def test_there_is_no_ratio_to_another_answer() -> None:
    ours = Measured("nrr-graph", windows={"point": [window(1)], "path": [window(1)]})
    rival = Measured("rival", windows={"point": [window(2)]}, failures={"path": "another answer"})
    assert list(ratios_of(ours, rival)) == ["point"]


def test_what_was_measured_is_reported_beside_what_failed(tmp_path: Path) -> None:
    report, values = tmp_path / "report.md", tmp_path / "values.json"
    report.write_text("before\n<!-- small -->\nold\n<!-- end of small -->\nafter\n", "utf-8")
    ours = Measured("nrr-graph, uncached", 1.0, 0.5, {"point": [window(500, 0.4, NOISY)]},
                    {"path": "failed: NotMeasured, no answer"}, Costs(99, 0.01, 1, 2))  # fmt: skip
    rival = Measured("rival", windows={"point": [window(1000, 0.1)], "path": [window(7)]})
    dead = Measured("dead", failures={"": "failed: it did not start"})
    write_report([ours, rival, dead], 4987, ["point", "path"], report, values)
    text = report.read_text("utf-8")
    assert text.startswith("before\n<!-- small -->\n\n4,987 triples.\n")
    assert text.endswith("<!-- end of small -->\nafter\n")
    assert f"| nrr-graph, uncached | 500, 1.0 / 2.0{MARK} | failed |" in text
    assert "| dead | failed | failed |" in text
    assert f"against rival: answers a second | 0.50{MARK} | – | 0.50 |" in text
    assert f"answers a second of processor time | 0.25{MARK} | – | 0.25 |" in text
    assert "- nrr-graph, uncached, path: failed: NotMeasured, no answer." in text
    assert "No quiet window came" in text
    ratio = json.loads(values.read_text())["ratios"][0]
    assert ratio["rival"] == "rival"
    assert ratio["queries"]["point"]["answers"] == 0.5


def test_a_report_without_any_measurement_is_still_a_table() -> None:
    assert "| dead | – | – |" in tables([Measured("dead")], ["point", "path"])


def test_patience_ends() -> None:
    patience = Patience(0.0)
    patience.wait_until_quiet()
    assert patience.left_s == 0.0
