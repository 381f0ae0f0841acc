"""What is installed is exactly what was locked, may be passed on, and can be listed."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bill_of_materials as materials
from lock import LOCKS
from surroundings import component_missing

Versions = dict[str, str]


@pytest.fixture(scope="module")
def declared(project: Path) -> dict[str, Any]:
    """Return the project's own table of itself."""
    path = project / "pyproject.toml"
    if not path.exists():
        pytest.skip("needs the source tree with its requirements")
    with path.open("rb") as file:
        return tomllib.load(file)


def locked(project: Path, name: str) -> Versions:
    """Return the version of each package in a lock file."""
    text = (project / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_keeps_within_the_ranges(
    project: Path, declared: dict[str, Any], name: str
) -> None:
    versions = locked(project, name)
    ranges = list(declared["project"]["dependencies"])
    for extra in LOCKS[name]:
        ranges += declared["project"]["optional-dependencies"][extra]
    for requirement in map(Requirement, ranges):
        version = versions.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is missing in requirements/{name}.txt: run make lock"
        assert requirement.specifier.contains(version), f"{requirement}: run make lock"


@pytest.mark.parametrize("name", [*LOCKS, "build"])
def test_a_lock_file_names_hashes_and_no_place(project: Path, name: str) -> None:
    text = (project / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text):
        assert block.startswith("#") or "--hash=sha256:" in block, block
    assert not re.search(r"https?://|file:|^--(index|find|extra)|\s@\s|^-e", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_no_package_has_two_versions(project: Path, name: str) -> None:
    here, base = locked(project, name), locked(project, "develop")
    assert here.keys() & base.keys()
    assert {p: v for p, v in here.items() if base.get(p, v) != v} == {}


def test_whoever_develops_can_serve(project: Path) -> None:
    assert locked(project, "serve").items() <= locked(project, "develop").items()


def test_a_package_that_others_need_too_has_a_range(declared: dict[str, Any]) -> None:
    for requirement in map(Requirement, declared["project"]["dependencies"]):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert ">=" in operators, requirement
        assert "==" not in operators, requirement


def test_every_package_of_the_server_may_be_passed_on() -> None:
    if not Path(sys.executable).with_name("cyclonedx-py").exists():
        component_missing("cyclonedx-bom: make audit")
    bill = materials.server_bill()
    assert {c["name"].lower() for c in bill["components"]} >= {"flask", "pyoxigraph", "uvloop"}
    assert materials.not_allowed(bill) == []


def test_every_package_of_the_front_end_may_be_passed_on() -> None:
    if not shutil.which("npm"):
        component_missing("npm 10 or newer, for npm sbom")
    bill = materials.front_end_bill()
    assert "esbuild" in {c["name"] for c in bill["components"]}
    assert materials.not_allowed(bill) == []


def test_a_licence_that_is_not_allowed_is_named() -> None:
    def bill(*licences: dict[str, Any]) -> materials.Bill:
        return {"components": [{"name": "x", "version": "1", "licenses": list(licences)}]}

    assert materials.not_allowed(bill({"expression": "MIT OR GPL-3.0-only"})) == []
    assert "GPL" in materials.not_allowed(bill({"expression": "MIT AND GPL-3.0-only"}))[0]
    assert "Proprietary" in materials.not_allowed(bill({"license": {"name": "Proprietary"}}))[0]
    assert (
        "no licence"
        in materials.not_allowed(bill({"license": {"name": "License :: OSI Approved"}}))[0]
    )
