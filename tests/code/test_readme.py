"""Every command in the README and the guide is run, and gives what is shown there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nrr_graph.project import project_folder
from serving import nrr_graph

README = project_folder() / "README.md"
PAGES = (README, project_folder() / "docs" / "wikidata.md")
#: Not run by this module: each is run whole by the test or script named here.
RUN_ELSEWHERE = {
    "make serve": ".ci/run, in a fresh clone",
    "make test": ".ci/run",
    "make screenshots": "tests/browser",
}
PORT_IN_README = "8000"


def _examples() -> Iterator[tuple[str, str]]:
    """Yield each command of the pages' console blocks with the output shown under it."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, output = _split(example.splitlines(keepends=True))
            yield command, output


def _split(lines: list[str]) -> tuple[str, str]:
    """Split an example where its command ends: quotes closed, no backslash at the end."""
    for n in range(1, len(lines) + 1):
        command = "".join(lines[:n])
        if command.count("'") % 2 == 0 and not command.rstrip("\n").endswith("\\"):
            return command.strip(), "".join(lines[n:]).strip()
    raise ValueError(f"a command that never ends: {lines}")


EXAMPLES = [example for example in _examples() if example[0] not in RUN_ELSEWHERE]


def test_the_readme_has_examples() -> None:
    if not README.exists():
        pytest.skip("needs the source tree with its README")
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=lambda text: text[:40])
def test_a_command_of_the_readme_gives_what_is_shown(
    url: str, tmp_path: Path, command: str, shown: str
) -> None:
    command = command.replace(f"http://127.0.0.1:{PORT_IN_README}", url)
    bin_folder = nrr_graph().parent
    environment = {"PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = result.stdout.replace(url, f"http://127.0.0.1:{PORT_IN_README}").strip()
    assert said.replace("\r\n", "\n") == shown, result.stderr


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL))
def test_the_python_of_the_readme_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, str(README), "exec"), {})
    assert "Ukraine crisis" in capsys.readouterr().out
