"""Where the tests run: in CI a missing component is a failure, elsewhere a reason to skip."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI") == "true"


def component_missing(what: str) -> NoReturn:
    """Skip with a plain reason, or fail in CI."""
    if IN_CI:
        pytest.fail(f"missing in CI: {what}")
    pytest.skip(f"needs {what}")
