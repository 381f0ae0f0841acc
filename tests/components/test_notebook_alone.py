"""The notebook in docs/ runs where only the package is installed, with the versions locked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

import pytest

from surroundings import component_missing

#: What pip and uv say where they reach no registry.
_NO_REGISTRY = (
    *("Could not find a version", "No matching distribution", "Connection"),
    *("Failed to fetch", "No solution found"),
)

#: Installs in a tenth of the time, and byte-compiles nothing; `make audit` brings it.
UV: Final = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


def _pip(python: Path, *options: str) -> None:
    """Run ``uv pip`` or ``pip`` for an environment."""
    of_pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *options]
    command = [UV, "pip", *options, "--quiet", "--python", str(python)] if UV else of_pip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if any(sign in done.stderr for sign in _NO_REGISTRY) and done.returncode:
        component_missing("a package registry that pip reaches")
    assert done.returncode == 0, done.stderr


@pytest.mark.timeout(540)
def test_the_notebook_runs_in_a_fresh_environment(project: Path, tmp_path: Path) -> None:
    if not (project / "pyproject.toml").exists():
        pytest.skip("needs the source tree to build a wheel from")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(project)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=UV is None)
    programs = tmp_path / "venv" / "bin"
    _pip(programs / "python", "install", "--require-hashes", "--requirement",
         str(project / "requirements" / "notebook.txt"))  # fmt: skip
    _pip(programs / "python", "install", "--no-deps", str(wheel))
    _pip(programs / "python", "check")
    copy = tmp_path / "notebook.ipynb"
    copy.write_bytes((project / "docs" / "notebook.ipynb").read_bytes())
    run = [str(programs / "jupyter-execute"), "--inplace", str(copy)]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cells = [c for c in json.loads(copy.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    drawn = [output for cell in cells for output in cell["outputs"] if "data" in output]
    assert all(cell["execution_count"] for cell in cells)
    assert any("image/png" in output["data"] for output in drawn), "the chart"
    assert any("text/html" in output["data"] for output in drawn), "the tables"
