"""``nrr-graph new`` refuses before it writes, suggests, asks, and loses nothing."""

from __future__ import annotations

import os
import pty
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nrr_graph.cli import main
from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import NRR
from nrr_graph.release.drafting import draft, write_draft
from nrr_graph.release.kinds import Field
from nrr_graph.release.load import load_data
from nrr_graph.release.release import Release
from nrr_graph.release.writing import NotWritten, write_whole
from nrr_graph.terms import Fact
from nrr_graph.wikibase.values import Ambiguous, Values
from serving import nrr_graph

#: Several commands, each of which validates the whole graph.
pytestmark = pytest.mark.timeout(600)
PERSON = (
    *("new", "person", "--label-en", "Arne Invented", "--label-ru", "Арне Вымышленный"),
    *("--description-en", "made up for a test", "--description-ru", "придуман для проверки"),
)
ENTITY, DATE = Field("subject", "", "entity", ""), Field("when", "", "date", "")


@pytest.fixture(scope="module")
def values(release: Release) -> Values:
    return Values(release)


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


def test_a_dry_run_shows_the_block_and_writes_nothing(
    new: Callable[..., Result], copied_data: Path
) -> None:
    before = (copied_data / "persons.ttl").read_bytes()
    result = new(*PERSON, "--dry-run")
    assert "id:arne-invented a nrr:Person ;" in result.output
    assert (copied_data / "persons.ttl").read_bytes() == before


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


def test_what_is_missing_is_asked_for_at_a_terminal(copied_data: Path) -> None:
    ours, theirs = pty.openpty()
    command = [str(nrr_graph()), *PERSON[:-2], "--data", str(copied_data), "--dry-run"]
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
        write_draft(one)
    assert path.read_bytes() == before


def _with_small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_a_file_that_cannot_be_written_is_left_whole(copied_data: Path) -> None:
    before = (copied_data / "persons.ttl").read_bytes()
    done = subprocess.run(
        [str(nrr_graph()), *PERSON, "--data", str(copied_data)],
        preexec_fn=_with_small_files, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "persons.ttl: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (copied_data / "persons.ttl").read_bytes() == before
    assert not list(copied_data.glob(".persons*"))


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
