"""Settings are one table, and it is documented."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from nrr_graph.cli import main
from nrr_graph.settings import SETTINGS, Setting, read_settings


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme(setting: Setting, project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    row = f"| `{setting.variable}` | `{setting.default}` | {setting.help} |"
    assert row.replace("``", "") in readme


def test_a_number_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="NRR_PORT must be a whole number"):
        read_settings({"NRR_PORT": "eight"})


def test_a_busy_port_is_named_with_the_way_out(runner: CliRunner) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = runner.invoke(main, ["serve", "--port", str(port)])
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr
