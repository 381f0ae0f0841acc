"""CONTRIBUTING, taken literally: its commands are run on a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nrr_graph.project import project_folder

#: Many commands, of which several validate the whole graph.
pytestmark = pytest.mark.timeout(900)
PAGE = project_folder() / "CONTRIBUTING.md"
#: Each section that has commands, with all of them.
SECTIONS = {
    title: "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    for title, text in re.findall(
        r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S
    )
    if "```sh" in text
}
COPIED = (
    "src",
    "data",
    "ontology",
    "rules",
    "shapes",
    "tests",
    "tools",
    "CHANGELOG.md",
    "pyproject.toml",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with a git history of one commit and its own commands.

    Where the article stands beside the project, it stands beside the copy too.
    """
    folder = tmp_path_factory.mktemp("contributing") / "project"
    folder.mkdir()
    shared = project_folder().parent / "shared"
    if shared.is_dir():
        (folder.parent / "shared").symlink_to(shared)
    for name in COPIED:
        source = project_folder() / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    commands = folder / "commands"
    commands.mkdir()
    for name, code in {
        "nrr-graph": "from nrr_graph.cli import main; main()",
        "python": "import runpy; runpy.run_path(sys.argv[1], None, '__main__')",
        "pytest": "import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))",
    }.items():
        path = commands / name
        path.write_text(f"#!{sys.executable}\nimport sys\n{code}\n", encoding="utf-8")
        path.chmod(0o755)
    for command in (("init", "-q"), ("add", *COPIED), ("commit", "-qm", "Start")):
        identity = ("-c", "user.name=Curator", "-c", "user.email=curator@invented.example")
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder


def _run(folder: Path, script: str) -> str:
    environment = {
        **os.environ,
        "PATH": f"{folder / 'commands'}:{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "src"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_has_a_way_for_each_kind_of_change() -> None:
    told = " ".join(SECTIONS).lower()
    for kind in ("correct", "fact", "second source", "question", "shape", "term", "release"):
        assert kind in told


@pytest.mark.parametrize("title", SECTIONS)
def test_the_commands_of_a_section_work_as_they_stand(copy: Path, title: str) -> None:
    assert _run(copy, SECTIONS[title])


def test_after_all_that_no_other_test_of_the_data_fails(copy: Path) -> None:
    assert "Angela E. Stent" in (copy / "data/ttl/persons.ttl").read_text(encoding="utf-8")
    tests = ("validity", "register", "questions", "ontology", "voices", "coverage_of_the_article")
    chosen = " ".join(f"tests/data/test_{name}.py" for name in (*tests, "classes", "verdicts"))
    # One other order of loading shows a tie as well as four.
    once = "not (order_of_loading and (1 or 2 or 3))"
    _run(copy, f"pytest -q -x --no-header -p no:cacheprovider {chosen} -k '{once}'")
