"""A release for archives: tables that are described, a crate that is whole and reproducible."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner
from csvw import CSVW
from datacite import schema45
from jsonschema import Draft7Validator
from rocrate.rocrate import ROCrate

from commands import run_command
from nrr_graph.cli import main
from nrr_graph.release.archive import archive_files, zipped
from nrr_graph.release.load import load_data, load_ontology
from nrr_graph.release.release import Release
from nrr_graph.release.table_columns import columns_of
from nrr_graph.release.tables import COLUMNS, SEPARATOR
from nrr_graph.release.writing import digest_of

Crate = Mapping[str, bytes]


@pytest.fixture(scope="module")
def crate(release: Release) -> Crate:
    """Return the files of the archive of the project's own release."""
    return archive_files([*load_data(), *load_ontology()], release)


@pytest.fixture
def folder(crate: Crate, tmp_path: Path) -> Path:
    """Return the archive as a folder that a test may damage."""
    for name, content in crate.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def _rows(crate: Crate, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(crate[f"tables/{table}"].decode(), newline="")))


def _spoil(folder: Path, table: str, column: str, value: str) -> None:
    """Put another value into the first row of a table."""
    path = folder / "tables" / table
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    rows[1][rows[0].index(column)] = value
    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    path.write_text(output.getvalue(), encoding="utf-8", newline="")


def _is_csvw(folder: Path) -> bool:
    """Tell what the library says, which warns of some faults and raises an error at others."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        try:
            return bool(CSVW(str(folder / "tables" / "csv-metadata.json"), validate=True).is_valid)
        except ValueError:
            return False


def test_the_tables_are_what_csv_on_the_web_says_of_them(folder: Path) -> None:
    assert _is_csvw(folder)
    _spoil(folder, "sources.csv", "number", "three")
    assert not _is_csvw(folder)


def test_two_rows_with_one_key_are_no_such_table(folder: Path, crate: Crate) -> None:
    second = _rows(crate, "entities.csv")[1]["entity"]
    _spoil(folder, "entities.csv", "entity", second)
    assert not _is_csvw(folder)


def test_the_tables_are_a_valid_data_package(folder: Path) -> None:
    package = folder / "tables" / "datapackage.json"
    report = frictionless.validate(package)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(COLUMNS)
    _spoil(folder, "statements.csv", "statement", "")
    assert not frictionless.validate(package).valid


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_is_described_in_both_languages(crate: Crate, table: str) -> None:
    columns = columns_of(table, load_ontology())
    assert [column.name for column in columns] == list(_rows(crate, table)[0])
    for column in columns:
        assert set(column.means) == {"en", "ru"}, column.name
        assert all(column.means.values()), column.name


@pytest.mark.parametrize("table", COLUMNS)
def test_only_columns_of_lists_hold_several_values(crate: Crate, table: str) -> None:
    lists = {column.name for column in columns_of(table, load_ontology()) if column.is_list}
    several = {n for row in _rows(crate, table) for n, value in row.items() if SEPARATOR in value}
    assert several <= lists
    assert several, "otherwise this shows nothing"


def test_datacite_takes_the_metadata(crate: Crate) -> None:
    metadata = json.loads(crate["datacite.json"])
    validator = Draft7Validator(schema45.validator.schema)
    assert list(validator.iter_errors(metadata)) == []
    del metadata["creators"]
    assert list(validator.iter_errors(metadata))


def test_the_crate_describes_each_of_its_files(folder: Path, crate: Crate) -> None:
    read = ROCrate(folder)
    described = {entity.id: entity for entity in read.data_entities}
    others = {"ro-crate-metadata.json", "SHA256SUMS"}
    assert set(described) == set(crate) - others
    for name, entity in described.items():
        assert entity["sha256"] == digest_of(crate[name])
        assert entity["contentSize"] == str(len(crate[name]))
        assert "/" in entity["encodingFormat"]


def test_the_crate_says_what_it_is_and_how_it_was_made(folder: Path, release: Release) -> None:
    read = ROCrate(folder)
    root = read.root_dataset
    assert root["version"] == release.version
    assert root.datePublished.date().isoformat() == release.modified
    assert root["license"]["name"].startswith("CC0")
    (making,) = root["mentions"]
    assert making["instrument"]["name"] == "nrr-graph"
    assert {"data/nrr.nq", "tables/statements.csv"} <= {one.id for one in making["result"]}
    assert "rules/derive/10-direct.rq" in {one.id for one in making["object"]}


def test_the_crate_holds_everything_of_a_release(crate: Crate, release: Release) -> None:
    assert digest_of(crate["data/nrr.nq"]) == release.digest
    for begin in ("ontology/nrr.ttl", "shapes/", "rules/weigh/", "curated/voices/", "tables/"):
        assert any(name.startswith(begin) for name in crate), begin
    for text in ("README.md", "CITATION.cff", "manifest.json", "datacite.json"):
        assert release.version in crate[text].decode()
    assert b"CC0 1.0 Universal" in crate["LICENSE.txt"]


def test_its_checksums_are_those_of_its_files(folder: Path) -> None:
    sums = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "README.md").write_text("another\n", encoding="utf-8")
    assert subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode == 1


SMALL = ("persons", "places")


@pytest.fixture
def small(copied_data: Path) -> Path:
    """Return data of two files, for what does not depend on their size."""
    for path in copied_data.rglob("*.ttl"):
        if path.stem not in SMALL:
            path.unlink()
    return copied_data


def _export(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["export", "--format", "crate", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_same_release_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        code, told = _export("--data", small, "--output", tmp_path / name)
        assert code == 0, told
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    code, told = _export("--data", small, "--output", tmp_path / "crate")
    assert code == 0, told
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    written = tmp_path / "crate"
    assert inside == {
        path.relative_to(written).as_posix(): path.read_bytes()
        for path in written.rglob("*")
        if path.is_file()
    }
    assert oct(written.stat().st_mode & 0o777) == oct(0o777 & ~_umask())


def _umask() -> int:
    return int(subprocess.check_output(["sh", "-c", "umask"], text=True), 8)


def test_a_day_before_zip_files_is_no_trouble() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"a": b"b"}, "0001-01-01"))) as archive:
        assert archive.read("a") == b"b"


@pytest.mark.parametrize("is_file", [True, False])
def test_nothing_that_is_there_is_replaced_by_a_folder(tmp_path: Path, is_file: bool) -> None:
    place = tmp_path / "there"
    kept = place if is_file else place / "mine"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")
    code, told = _export("--output", place)
    assert code == 1
    assert "something is there already; name a new folder" in told
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_bad_place_is_told_before_anything_is_computed(tmp_path: Path) -> None:
    for place in (tmp_path / "no" / "crate", tmp_path / "no" / "crate.zip"):
        code, told = _export("--output", place)
        assert code == 1
        assert "there is no folder" in told
    result = CliRunner().invoke(main, ["export", "--format", "nt", "--output", str(tmp_path)])
    assert result.exit_code == 2
    assert "is a folder; name a file" in result.output


def test_an_interrupted_crate_leaves_nothing(small: Path, tmp_path: Path) -> None:
    def interrupt() -> None:
        def rename(path: Path, target: Path) -> Path:
            raise KeyboardInterrupt

        Path.rename = rename  # type: ignore[method-assign, assignment]

    before = sorted(tmp_path.iterdir())
    options = ("export", "--format", "crate", "--data", small, "--output", "crate")
    done = run_command(options, tmp_path, before=interrupt)
    assert done.returncode == 130
    assert sorted(tmp_path.iterdir()) == before


def test_without_the_package_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['rocrate'] = None; from nrr_graph.cli import main; "
        f"main(['export', '--format', 'crate', '--output', {str(tmp_path / 'crate')!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()[-1]
    assert told.endswith('the format crate needs rocrate: pip install "nrr-graph[archive]"')
    assert list(tmp_path.iterdir()) == []
