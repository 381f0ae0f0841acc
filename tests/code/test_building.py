"""A folder appears whole or not at all, and what a killed process left of one is removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from nrr_graph.cli import main
from nrr_graph.cli.readiness import warn_unless_kept
from nrr_graph.project import data_folder
from nrr_graph.release.building import made_whole
from serving import nrr_graph

_HOLD = """
import sys, time
from pathlib import Path
from nrr_graph.release.building import made_whole
with made_whole(Path(sys.argv[1]) / "other", ".building-") as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


def test_a_folder_that_is_made_is_left_alone_until_its_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        other = Path(process.stdout.readline().strip())
        with made_whole(tmp_path / "whole", ".building-") as own:
            assert other.is_dir()
            assert own.is_dir()
        process.kill()
    assert other.is_dir(), "a killed process removes nothing"
    (tmp_path / "whole").rmdir()
    with made_whole(tmp_path / "whole", ".building-") as own:
        assert [*tmp_path.iterdir()] == [own]
    assert [*tmp_path.iterdir()] == [tmp_path / "whole"]
    assert [*(tmp_path / "whole").iterdir()] == []


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with made_whole(tmp_path / "new" / "whole", ".building-") as folder:
            (folder / "half").write_text("half", encoding="utf-8")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert [*(tmp_path / "new").iterdir()] == []


def test_a_finished_folder_can_be_read_by_whom_the_user_allows(tmp_path: Path) -> None:
    with made_whole(tmp_path / "finished", ".building-") as folder:
        (folder / "file").touch()
    (tmp_path / "other").mkdir()
    assert (tmp_path / "finished").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_release_that_was_killed_leaves_nothing_for_good(
    tmp_path: Path, runner: CliRunner
) -> None:
    data, releases = data_folder() / "places.ttl", tmp_path / "releases"
    command = [str(nrr_graph()), "release", "--data", str(data), "--to", str(releases)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not [*releases.glob(".building-*/*")] and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    left = [*releases.glob(".building-*")]
    assert left
    again = runner.invoke(main, command[1:])
    assert again.exit_code == 0, again.output
    assert [one.name for one in releases.iterdir()] == [Path(again.output.splitlines()[-1]).name]


def test_what_is_served_without_being_kept_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = "2026-11-25-01234567"
    warn_unless_kept(version, str(tmp_path))
    assert f"nrr-graph release --to {tmp_path}" in capsys.readouterr().err
    (tmp_path / version).mkdir()
    warn_unless_kept(version, str(tmp_path))
    warn_unless_kept(version, "")
    assert capsys.readouterr().err == ""


def test_a_folder_whose_process_number_is_taken_again_is_told_apart(tmp_path: Path) -> None:
    left = tmp_path / f".building-{os.getpid()}"
    left.mkdir()
    with made_whole(tmp_path / "whole", ".building-"):
        assert not left.exists()
