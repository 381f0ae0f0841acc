"""Write exact versions with their hashes for every place that installs packages.

One file serves all Python versions from the oldest one supported: where these need different
packages, markers say so.  ``--lowest`` writes the lower bounds of the ranges instead, to try them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[1]
_SERVED: Final = ("server", "mcp")
_TABLES: Final = ("tables", "polars")
#: What each file is for: the extras whose packages it adds to those that everybody needs.
LOCKS: Final[dict[str, tuple[str, ...]]] = {
    "serve": _SERVED,
    "develop": (*_SERVED, *_TABLES, "archive", "dev"),
    "notebook": ("tables", "notebook"),
    "bench": (*_SERVED, "bench"),
    "audit": (*_SERVED, "audit"),
}
_FOLLOWED: Final = ("serve", "develop")
_COMMON: Final = (
    *("--universal", "--generate-hashes", "--no-annotate", "--custom-compile-command", "make lock"),
    *("--no-config", "--quiet"),
)


def lock_file(name: str) -> Path:
    """Return where a lock file lies."""
    return PROJECT / "requirements" / f"{name}.txt"


def write_locks(*, is_upgrade: bool) -> None:
    """Write all lock files; what is right already stays unless newer versions are wanted.

    Each follows those before it, so that no package has two versions in one environment.
    """
    followed: list[str] = []
    for name, extras in LOCKS.items():
        options = [*_options(extras), *followed]
        _compile("pyproject.toml", lock_file(name), *options, *(["--upgrade"] * is_upgrade))
        if name in _FOLLOWED:
            followed = ["--constraint", str(lock_file(name))]
    _compile("-", lock_file("build"), *(["--upgrade"] * is_upgrade), given=_build_requirements())


def write_lowest(path: Path) -> None:
    """Write the lowest versions that the ranges allow, with what tests need."""
    options = [*_options(LOCKS["develop"]), "--resolution", "lowest-direct"]
    _compile("pyproject.toml", path, *options)


def _options(extras: Sequence[str]) -> list[str]:
    return [word for extra in extras for word in ("--extra", extra)]


def _build_requirements() -> str:
    """Return what turns the source into a wheel, one requirement a line."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        required = tomllib.load(file)["build-system"]["requires"]
    return "\n".join([*required, "build"])


def _compile(source: str, target: Path, *options: str, given: str = "") -> None:
    program = str(Path(sys.executable).with_name("uv"))
    oldest = ["--python-version", "3.11"]
    command = [program, "pip", "compile", source, *_COMMON, *oldest, *options, "-o", str(target)]
    subprocess.run(
        command, cwd=PROJECT, input=given, text=True, check=True, stdout=subprocess.DEVNULL
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--lowest", type=Path, metavar="PATH", help="write the lower bounds there")
    options = parser.parse_args()
    if options.lowest:
        write_lowest(options.lowest)
    else:
        write_locks(is_upgrade=options.upgrade)


if __name__ == "__main__":
    main()
