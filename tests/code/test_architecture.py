"""The code keeps its own rules: layers, sizes, words."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "nrr_graph"
MODULES = sorted(SOURCE.rglob("*.py"))
#: Packages from the bottom up; each may import itself and what stands before it.
LAYERS = (
    *("", "release", "sparql", "engine", "describe", "notebook", "mcp", "wikibase", "web", "cli"),
)
MODULE_LINE_LIMIT, FUNCTION_LINE_LIMIT, FUNCTION_LINE_MEDIAN = 250, 45, 12


def _layer(module: str) -> str:
    parts = module.removeprefix("nrr_graph").strip(".").split(".")
    return parts[0] if parts[0] in LAYERS else ""


def _module_of(path: Path) -> str:
    return ".".join(["nrr_graph", *path.relative_to(SOURCE).with_suffix("").parts])


def _imports_at_the_top(source: str) -> Iterator[str]:
    """Yield what a module imports when it is imported, names that may be modules too.

    What stands under ``TYPE_CHECKING`` or in a function is no dependency at that time.
    """
    for node in _statements(ast.parse(source).body):
        if isinstance(node, ast.ImportFrom):
            package = node.module or ""
            yield package
            yield from (f"{package}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, those in the branches of conditions and attempts too."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            yield from _statements([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            handled = [statement for handler in node.handlers for statement in handler.body]
            yield from _statements([*node.body, *handled, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.With):
            yield from _statements(node.body)


def _functions(source: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _upward(module: str, source: str) -> set[str]:
    """Return what a module imports from layers above its own."""
    own = LAYERS.index(_layer(module))
    return {
        imported
        for imported in _imports_at_the_top(source)
        if imported.partition(".")[0] == "nrr_graph" and LAYERS.index(_layer(imported)) > own
    }


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=_module_of)
def test_imports_point_down(path: Path) -> None:
    assert _upward(_module_of(path), _read(path)) == set()


@pytest.mark.parametrize(
    "source",
    [
        "from nrr_graph.web.state import State",
        "from nrr_graph.web import state",
        "from nrr_graph import web",
        "import nrr_graph.web.state",
        "import nrr_graph.web as site",
        "if True:\n    from nrr_graph import web",
        "try:\n    import nrr_graph.web\nexcept ImportError:\n    pass",
        "try:\n    pass\nexcept ImportError:\n    from nrr_graph import cli",
    ],
)
def test_an_import_that_points_up_is_seen_however_it_is_written(source: str) -> None:
    assert _upward("nrr_graph.engine.pool", source)
    assert not _upward("nrr_graph.cli.serve", source)


@pytest.mark.parametrize(
    "source",
    [
        "from nrr_graph import errors",
        "from nrr_graph.release import load",
        "from nrr_graph.web_like import x",
        "if TYPE_CHECKING:\n    from nrr_graph import web",
        "def later():\n    from nrr_graph import web",
    ],
)
def test_what_points_down_or_waits_is_no_such_import(source: str) -> None:
    assert not _upward("nrr_graph.engine.pool", source)


def test_modules_import_by_their_full_names() -> None:
    relative = {
        path
        for path in MODULES
        for node in ast.walk(ast.parse(_read(path)))
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert relative == set()


def test_flask_is_known_only_to_the_web_package() -> None:
    users = {
        _layer(_module_of(path))
        for path in MODULES
        if any(name.partition(".")[0] == "flask" for name in _imports_at_the_top(_read(path)))
    }
    assert users == {"web"}


def test_the_front_and_the_reader_of_requests_know_no_flask() -> None:
    web = SOURCE / "web"
    modules = [*(web / "front").glob("*.py"), web / "requests.py", web / "problems.py"]
    assert len(modules) > 5
    for path in modules:
        assert not any(name.startswith("flask") for name in _imports_at_the_top(_read(path))), path


def _too_long(source: str) -> set[str]:
    return {f.name for f in _functions(source) if _length(f) > FUNCTION_LINE_LIMIT}


def test_modules_and_functions_stay_small() -> None:
    lines = {p: _read(p).count("\n") for p in MODULES}
    assert {p: n for p, n in lines.items() if n > MODULE_LINE_LIMIT} == {}
    assert {p: names for p in MODULES if (names := _too_long(_read(p)))} == {}
    lengths = [_length(function) for p in MODULES for function in _functions(_read(p))]
    assert statistics.median(lengths) <= FUNCTION_LINE_MEDIAN


@pytest.mark.parametrize("keyword", ["def", "async def"])
@pytest.mark.parametrize("inside", ["", "class A:\n ", "def outer():\n "])
def test_a_long_function_is_seen_wherever_it_is(keyword: str, inside: str) -> None:
    indent = " " if inside else ""
    body = f"\n{indent} pass" * FUNCTION_LINE_LIMIT
    assert "long" in _too_long(f"{inside}{keyword} long():{body}")
    assert not _too_long(f"{keyword} short():\n pass")


def test_no_module_has_a_name_without_a_subject() -> None:
    assert {p.stem for p in MODULES} & {"utils", "helpers", "manager", "common", "misc"} == set()
