"""``nrr-graph new`` refuses before it writes, suggests, asks, and loses nothing."""

from __future__ import annotations

import os
import pty
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import run_command
from nrr_graph.cli import main
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import NRR
from nrr_graph.project import data_folder
from nrr_graph.release.drafting import draft, write_drafts
from nrr_graph.release.fields import Field
from nrr_graph.release.load import load_data
from nrr_graph.release.release import Release
from nrr_graph.release.writing import NotWritten, write_whole
from nrr_graph.terms import Fact
from nrr_graph.wikibase.values import Ambiguous, Values
from serving import nrr_graph

#: Several commands, each of which validates the whole graph.
pytestmark = pytest.mark.timeout(600)


def _person(name: str) -> tuple[str, ...]:
    return (
        *("new", "person", "--label-en", f"{name} Invented", "--label-ru", "Арне Вымышленный"),
        *("--description-en", f"made up as {name}", "--description-ru", "придуман для проверки"),
    )


PERSON = _person("Arne")
ENTITY, DATE = Field("subject", "", "entity", ""), Field("when", "", "date", "")


@pytest.fixture(scope="module")
def values(release: Release) -> Values:
    return Values(release)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder with two files, which are soon validated."""
    for name in ("persons", "places"):
        shutil.copy(data_folder() / f"{name}.ttl", tmp_path)
    return tmp_path


@pytest.fixture
def new(runner: CliRunner, copied_data: Path) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return runner.invoke(main, [*arguments, "--data", str(copied_data)])

    return run


def test_what_the_shapes_refuse_is_not_written(
    new: Callable[..., Result], copied_data: Path
) -> None:
    before = {path: path.read_bytes() for path in copied_data.rglob("*.ttl")}
    result = new(
        *("new", "statement", "--sentence", "S03-02", "--subject", "Russia"),
        *("--property", "memberOf", "--value", "NATO"),
    )
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert "nrr:dating nrr:undated" in result.output
    assert before == {path: path.read_bytes() for path in copied_data.rglob("*.ttl")}


def test_a_dry_run_shows_the_block_and_writes_nothing(small: Path, runner: CliRunner) -> None:
    before = (small / "persons.ttl").read_bytes()
    result = runner.invoke(main, [*PERSON, "--dry-run", "--data", str(small)])
    assert "id:arne-invented a nrr:Person ;" in result.output
    assert (small / "persons.ttl").read_bytes() == before


@pytest.mark.parametrize(
    ("given", "slug"), [("NATO", "nato"), ("id:nato", "nato"), ("НАТО", "nato"), ("nato", "nato")]
)
def test_a_thing_is_found_by_any_of_its_names(values: Values, given: str, slug: str) -> None:
    assert values.read(ENTITY, given).value.endswith(f"/id/{slug}")


def test_a_name_that_fits_nothing_brings_suggestions(values: Values) -> None:
    with pytest.raises(Ambiguous, match="id:anders-rasmussen = Anders Rasmussen"):
        values.read(ENTITY, "Andres Rasmusen")


@pytest.mark.parametrize(
    ("given", "datatype"),
    [("2009-09-18", "date"), ("2009-09", "gYearMonth"), ("2009", "gYear"), ("2009-21", "EDTF")],
)
def test_a_date_is_as_precise_as_it_is_written(values: Values, given: str, datatype: str) -> None:
    assert str(values.read(DATE, given)).endswith(f"{datatype}>")


@pytest.mark.parametrize("given", ["18.09.2009", "yesterday", "2009-13-01", ""])
def test_what_is_no_date_is_told(values: Values, given: str) -> None:
    with pytest.raises(NrrGraphError, match="is no date"):
        values.read(DATE, given)


def test_what_is_missing_is_listed_where_no_terminal_is_there(new: Callable[..., Result]) -> None:
    result = new("new", "person", "--label-en", "Arne Invented")
    assert result.exit_code == 1
    assert "--label-ru, --description-en, --description-ru" in result.output


def test_what_is_missing_is_asked_for_at_a_terminal(small: Path) -> None:
    ours, theirs = pty.openpty()
    command = [str(nrr_graph()), *PERSON[:-2], "--data", str(small), "--dry-run"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.write(ours, "придуман\n".encode())
        output, _ = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert "description-ru" in output
    assert '"придуман"@ru' in output
    assert process.returncode == 0


def test_a_file_that_somebody_else_changed_meanwhile_is_left_alone(
    copied_data: Path, values: Values
) -> None:
    files = load_data([copied_data])
    subject = values.read(ENTITY, "nato")
    fact = next(f for file in files for f in file.triples if f.subject == subject)
    renamed = Fact(type(subject)(f"{subject.value}-invented"), fact.predicate, fact.object)  # type: ignore[arg-type]
    one = draft(files, [renamed], "organizations", copied_data)
    path = copied_data / "organizations.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(NotWritten, match="somebody else"):
        write_drafts([one])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n").rstrip(),
    ],
    ids=["byte order mark", "carriage returns", "both"],
)
def test_a_file_of_another_editor_takes_a_new_block(
    small: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = small / "persons.ttl"
    before = path.read_text(encoding="utf-8")
    path.write_bytes(spoil(path.read_bytes()))
    done = run_command([*PERSON, "--data", small], small)
    assert done.returncode == 0, done.stderr
    after = path.read_bytes().decode()
    assert "\r" not in after
    assert set(before.split("\n\n")) - set(after.split("\n\n")) <= {_header_of(before)}
    assert "id:arne-invented a nrr:Person ;" in after


def _header_of(text: str) -> str:
    return next(block for block in text.split("\n\n") if "sd:NamedGraph" in block)


@pytest.mark.parametrize("spoiled", [b"number\tname\r\n", b"number name\n", b"number\tname\nQ1\n"])
def test_a_register_that_takes_no_number_leaves_the_file_as_it_was(
    small: Path, spoiled: bytes
) -> None:
    (small / "register.tsv").write_bytes(spoiled)
    before = {path: path.read_bytes() for path in small.iterdir()}
    done = run_command([*PERSON, "--data", small], small)
    assert done.returncode == 1
    assert "register.tsv" in done.stderr.splitlines()[-1]
    assert before == {path: path.read_bytes() for path in small.iterdir()}


def test_of_two_curators_at_once_none_loses_a_block_or_a_number(small: Path) -> None:
    (small / "register.tsv").write_text("number\tname\n", encoding="utf-8")
    names = ("Arne", "Bernt", "Cato")
    commands = ([str(nrr_graph()), *_person(name), "--data", str(small)] for name in names)
    started = [subprocess.Popen(c, stderr=subprocess.PIPE, text=True) for c in commands]
    said = [process.communicate()[1] for process in started]
    written = (small / "persons.ttl").read_text(encoding="utf-8")
    numbers = (small / "register.tsv").read_text(encoding="utf-8")
    assert any(process.returncode == 0 for process in started)
    for name, process, words in zip(names, started, said, strict=True):
        is_written = process.returncode == 0
        assert is_written or "somebody else has changed the file" in words
        for text in (f"id:{name.lower()}-invented a nrr:Person", f"id:{name.lower()}-invented\n"):
            assert (text in written + numbers) == is_written


def test_a_file_that_cannot_be_written_is_left_whole(small: Path) -> None:
    before = {path: path.read_bytes() for path in small.iterdir()}
    limit = (resource.RLIMIT_FSIZE, (4096, 4096))
    done = run_command([*PERSON, "--data", small], small, lambda: resource.setrlimit(*limit))
    assert done.returncode == 1
    assert "persons.ttl: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == {path: path.read_bytes() for path in small.iterdir()}


def test_writing_keeps_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.ttl"
    write_whole({path: b"old"})
    path.chmod(0o640)
    write_whole({path: b"new"})
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(NotWritten, match="cannot be written"):
        write_whole({tmp_path / "no" / "such" / "file": b"x"})
    assert [one.name for one in tmp_path.iterdir()] == ["file.ttl"]


def test_a_folder_of_releases_that_cannot_be_made_is_told(runner: CliRunner) -> None:
    result = runner.invoke(main, ["release", "--to", "/proc/no-such-folder"])
    assert result.exit_code == 1
    assert "no release was made" in result.output


def test_a_property_that_the_ontology_lacks_is_told(values: Values) -> None:
    field = Field("property", NRR + "property", "term", "")
    with pytest.raises(NrrGraphError, match="no term nrr:befriends"):
        values.read(field, "befriends")
