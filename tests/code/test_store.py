"""A release on disk is built once, opened at once, and never taken for another."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from nrr_graph.encodings import CODINGS
from nrr_graph.errors import NotValid
from nrr_graph.release.building import made_whole
from nrr_graph.release.dumps import read_dumps, stored
from nrr_graph.release.folder import (
    DUMPS,
    DamagedStore,
    build_in,
    database_of,
    lock_build,
    open_build,
    read_small,
)
from nrr_graph.release.manifest import MANIFEST_NAME, manifest_of
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app
from serving import free_port, nrr_graph, serving

#: The first answer of a built release; the target is 1 s on a quiet machine.
SECOND_START_LIMIT_S = 4


def _fine() -> None:
    """Find nothing wrong."""


def _unexpected() -> None:
    raise AssertionError("an existing build is not checked again")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_in(tmp_path_factory.mktemp("store"), (), _fine)


def test_the_store_on_disk_holds_what_the_one_in_memory_holds(
    build: Path, release: Release
) -> None:
    store, manifest = open_build(build)
    assert manifest == manifest_of(release)
    assert set(store) == set(release.store)


def test_a_build_has_its_files_and_their_compressed_forms(build: Path, release: Release) -> None:
    """They are served from there: whoever asks first need not wait, nor write anything."""
    app = create_app(replace(read_settings({}), store=str(build)), release)
    before = sorted((build / DUMPS).iterdir())
    for name, dump in read_dumps(build / DUMPS).items():
        assert set(dump.coded) == set(CODINGS)
        for file in (dump.plain, *dump.coded.values()):
            assert file == stored(file.path)
        headers = {"Accept-Encoding": "zstd"}
        answer = app.test_client().get(f"/data/latest/{name}", headers=headers, buffered=True)
        assert answer.data == dump.coded["zstd"].path.read_bytes()
    assert sorted((build / DUMPS).iterdir()) == before


def test_a_second_start_opens_what_the_first_one_built(build: Path) -> None:
    before = (build / MANIFEST_NAME).stat().st_mtime_ns
    assert build_in(build.parent, (), _unexpected) == build
    assert (build / MANIFEST_NAME).stat().st_mtime_ns == before


def test_a_store_on_disk_is_served(build: Path, release: Release, tmp_path: Path) -> None:
    port = free_port()
    command = [str(nrr_graph()), "serve", "--store", str(build.parent), "--port", str(port)]
    begin = time.monotonic()
    with serving(command, tmp_path, port) as url:
        assert time.monotonic() - begin < SECOND_START_LIMIT_S
        with urllib.request.urlopen(f"{url}/ready", timeout=10) as answer:
            assert json.load(answer)["triples"] == release.counts["triples"]


def test_changed_data_are_built_anew_and_idle_builds_removed(
    tmp_path: Path, copied_data: Path, damage: Callable[[str, str, str], Path]
) -> None:
    first = build_in(tmp_path / "store", [copied_data], _fine)
    damage("places.ttl", '"Rome"@en', '"Roma"@en')
    second = build_in(tmp_path / "store", [copied_data], _fine)
    assert second != first
    assert open_build(second)[0].query('ASK { ?s ?p "Roma"@en }')
    assert not first.exists()


def test_a_build_in_use_is_not_removed(
    tmp_path: Path, copied_data: Path, damage: Callable[[str, str, str], Path]
) -> None:
    first = build_in(tmp_path / "store", [copied_data], _fine)
    lock = lock_build(first)
    try:
        build_in(tmp_path / "store", [damage("places.ttl", '"Rome"@en', '"Roma"@en')], _fine)
        assert isinstance(open_build(first)[0], ox.Store)
    finally:
        os.close(lock)


def test_data_that_do_not_conform_are_never_built(tmp_path: Path) -> None:
    def refuse() -> None:
        raise NotValid("nothing is served")

    with pytest.raises(NotValid):
        build_in(tmp_path, (), refuse)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["database", "manifest"])
def test_a_damaged_store_says_how_to_rebuild_it(tmp_path: Path, missing: str) -> None:
    build = build_in(tmp_path, (), _fine)
    if missing == "database":
        for file in Path(database_of(build)).iterdir():
            file.unlink()
    else:
        (build / MANIFEST_NAME).write_text('{"version": 1}', encoding="utf-8")
    with pytest.raises(DamagedStore, match="remove that folder and start again"):
        open_build(build)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(DamagedStore, match="cannot build a store in"):
        build_in(tmp_path / "store", (), _fine)


@pytest.mark.parametrize("share", [0.5, 0.999])
def test_a_part_of_a_small_release_is_not_taken_for_the_whole(tmp_path: Path, share: float) -> None:
    build = build_in(tmp_path, (), _fine)
    whole = next(build.glob("release-*.nq"))
    lines = whole.read_bytes().splitlines(keepends=True)
    whole.write_bytes(b"".join(lines[: int(len(lines) * share)]))
    with pytest.raises(DamagedStore, match="remove that folder and start again"):
        read_small(build)
    whole.write_bytes(whole.read_bytes()[:-5])
    with pytest.raises(DamagedStore, match="remove that folder and start again"):
        read_small(build)


def test_what_an_interrupted_build_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "building-1"
    left.mkdir()
    with made_whole(tmp_path / "whole", "building-") as under_way:
        build_in(tmp_path, (), _fine)
        assert not left.exists()
        assert under_way.exists()
