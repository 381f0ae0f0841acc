"""Fixtures that all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from every_page import ReadPage, read_all
from nrr_graph.project import data_folder, project_folder
from nrr_graph.release.load import GraphFile, load_data
from nrr_graph.release.release import Release, build_release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app
from serving import free_port, nrr_graph, serving
from surroundings import component_missing

PROJECT = project_folder()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", help="folder to write pictures of the pages to")


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def files() -> Sequence[GraphFile]:
    return load_data()


@pytest.fixture(scope="session")
def release() -> Release:
    return build_release()


@pytest.fixture(scope="session")
def app(release: Release) -> Flask:
    app = create_app(read_settings({}), release)
    app.testing = True
    return app


@pytest.fixture(scope="session")
def every_page(app: Flask, release: Release) -> Callable[[str], Sequence[ReadPage]]:
    """Return what reads pages of every kind in a language, each once."""
    return cache(lambda language: read_all(app, release, language))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def copied_data(tmp_path: Path) -> Path:
    """Return a copy of the data that a test may damage."""
    copy = tmp_path / "data"
    shutil.copytree(data_folder(), copy)
    return copy


@pytest.fixture
def damage(copied_data: Path) -> Callable[[str, str, str], Path]:
    """Replace the first occurrence of a text in one file of a copy; return the copy's folder."""

    def replace(name: str, old: str, new: str) -> Path:
        path = copied_data / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}: correct the test"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copied_data

    return replace


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the real server in an empty folder and return its address."""
    port = free_port()
    command = [str(nrr_graph()), "serve", "--port", str(port), "--workers", "1"]
    with serving(command, tmp_path_factory.mktemp("serve"), port) as address:
        yield address


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the article and the gold standard, where there is one."""
    folder = PROJECT.parent / "shared"
    if not (folder / "article").is_dir():
        component_missing("the article and the gold standard in ../shared, which users lack")
    return folder
