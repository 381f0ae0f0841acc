"""The code keeps its own rules: layers, sizes, words."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "nrr_graph"
MODULES = sorted(SOURCE.rglob("*.py"))
#: Packages from the bottom up; each may import itself and what stands before it.
LAYERS = ("", "release", "engine", "describe", "wikibase", "web", "cli")
MODULE_LINE_LIMIT, FUNCTION_LINE_LIMIT, FUNCTION_LINE_MEDIAN = 250, 45, 12


def _layer(module: str) -> str:
    parts = module.removeprefix("nrr_graph").strip(".").split(".")
    return parts[0] if parts[0] in LAYERS else ""


def _module_of(path: Path) -> str:
    return ".".join(["nrr_graph", *path.relative_to(SOURCE).with_suffix("").parts])


def _imports_at_the_top(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=_module_of)
def test_imports_point_down(path: Path) -> None:
    own = LAYERS.index(_layer(_module_of(path)))
    for imported in _imports_at_the_top(path):
        if imported.startswith("nrr_graph"):
            assert LAYERS.index(_layer(imported)) <= own, imported


def test_flask_is_known_only_to_the_web_package() -> None:
    users = {_layer(_module_of(p)) for p in MODULES if "flask" in set(_imports_at_the_top(p))}
    assert users == {"web"}


def test_modules_and_functions_stay_small() -> None:
    lines = {p: p.read_text(encoding="utf-8").count("\n") for p in MODULES}
    assert {p: n for p, n in lines.items() if n > MODULE_LINE_LIMIT} == {}
    lengths = {(p, f.name): _length(f) for p in MODULES for f in _functions(p)}
    assert {key: n for key, n in lengths.items() if n > FUNCTION_LINE_LIMIT} == {}
    assert statistics.median(lengths.values()) <= FUNCTION_LINE_MEDIAN


def test_no_module_has_a_name_without_a_subject() -> None:
    assert {p.stem for p in MODULES} & {"utils", "helpers", "manager", "common", "misc"} == set()
