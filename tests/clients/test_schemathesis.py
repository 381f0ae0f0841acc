"""Every address that /openapi.json describes, asked with what schemathesis makes up."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from surroundings import IN_CI, component_missing

#: Requests for each operation, in CI and at home.
EXAMPLES = "60" if IN_CI else "5"

pytestmark = pytest.mark.timeout(400)


def test_no_described_address_fails(project: Path, url: str, tmp_path: Path) -> None:
    program = project / ".clients" / "schemathesis" / "bin" / "schemathesis"
    if not program.exists():
        component_missing("schemathesis: bash tools/clients.sh")
    command = [
        *(str(program), "run", f"{url}/openapi.json", "--checks", "not_a_server_error"),
        *("--max-examples", EXAMPLES, "--phases", "fuzzing", "--generation-deterministic"),
        *("--suppress-health-check", "all", "--no-color"),
    ]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    told = result.stdout + result.stderr
    assert result.returncode == 0, told[-3000:]
    counted = re.search(r"(\d+) generated", told)
    assert counted, told[-2000:]
    assert int(counted[1]) > 100
