"""The wheel holds all it needs: data, ontology, rules, shapes, templates."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from nrr_graph.release.release import Release
from serving import free_port, serving


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """Build the wheel and install it into an empty environment, as the container does."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("needs the source tree to build a wheel from")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(project)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    pip = [python, "-m", "pip", "--quiet"]
    locked = str(project / "requirements" / "serve.txt")
    for what in (
        ["install", "--require-hashes", "-r", locked],
        ["install", "--no-deps", str(wheel)],
    ):
        subprocess.run([*pip, *what], check=True, capture_output=True)
    subprocess.run([*pip, "check"], check=True, capture_output=True)
    return folder / "venv" / "bin"


def test_an_installed_wheel_serves_from_an_empty_folder(
    environment: Path, tmp_path: Path, release: Release
) -> None:
    port = free_port()
    command = [str(environment / "nrr-graph"), "serve", "--port", str(port)]
    empty = tmp_path / "empty"
    empty.mkdir()
    with serving(command, empty, port) as url:
        with urllib.request.urlopen(f"{url}/ready") as answer:
            assert json.load(answer)["digest"] == release.digest
        with urllib.request.urlopen(f"{url}/id/nato.html") as answer:
            assert "НАТО" in answer.read().decode()
    assert [path.suffix for path in empty.iterdir()] == [".log"], "of the test itself"


def test_an_installed_wheel_validates_its_own_data(environment: Path, tmp_path: Path) -> None:
    command = [str(environment / "nrr-graph"), "validate"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
