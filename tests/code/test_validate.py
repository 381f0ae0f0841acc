"""A curator's mistakes are found, placed and explained; nothing is served from such data."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nrr_graph.cli import main
from nrr_graph.release.validated import is_known_valid, mark_of, remember_valid

Damage = Callable[[str, str, str], Path]

MISTAKES = [
    pytest.param(
        "events-2010s.ttl",
        "  nrr:reference id:reference-3 ;\n",
        "",
        ("a reference whose mark stands in the passage is missing: Reference 3",),
        id="a deleted reference",
    ),
    pytest.param(
        "events-1990s.ttl",
        " ;\n  nrr:passage id:passage-s01-03 .",
        " .",
        ("Russia — member of — Partnership for Peace", "no passage says where it stands"),
        id="a deleted passage",
    ),
    pytest.param(
        "organizations.ttl",
        ', "НАТО"@ru',
        "",
        ("    NATO\n", "the Russian label is missing"),
        id="a deleted Russian label",
    ),
    pytest.param(
        "events-1990s.ttl",
        "id:partnership-for-peace ;",
        "id:partnership-for-piece ;",
        ("an IRI is mentioned that nothing describes: id:partnership-for-piece",),
        id="a typing error in an IRI",
    ),
    pytest.param(
        "events-1990s.ttl",
        '"1994-06-22"^^xsd:date',
        '"1994-06-31"^^xsd:date',
        ("“1994-06-31” is no day of the calendar",),
        id="an impossible day",
    ),
    pytest.param(
        "organizations.ttl", '"НАТО"@ru', '"НАТО"@uk', ("no language we publish",), id="a wrong tag"
    ),
]


def _validate(runner: CliRunner, data: Path, *options: str) -> Result:
    return runner.invoke(main, ["validate", "--data", str(data), *options])


@pytest.mark.parametrize(("name", "old", "new", "expected"), MISTAKES)
def test_a_mistake_is_found_placed_and_explained(
    runner: CliRunner, damage: Damage, name: str, old: str, new: str, expected: tuple[str, ...]
) -> None:
    result = _validate(runner, damage(name, old, new))
    assert result.exit_code == 1
    assert f"{name}:" in result.stdout
    assert "To mend it: " in result.stdout
    for words in expected:
        assert words in result.stdout


def test_the_line_is_that_of_the_mistake(runner: CliRunner, damage: Damage) -> None:
    data = damage("organizations.ttl", ', "НАТО"@ru', "")
    text = (data / "organizations.ttl").read_text(encoding="utf-8").splitlines()
    line = text.index('  rdfs:label "NATO"@en ;') + 1
    assert f"organizations.ttl:{line}\n" in _validate(runner, data).stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"id:nato a nrr:Organization .\n", ":1:1: expected Turtle: The prefix id: has not been"),
        (b"@prefix e: <http://e/> .\ne:a e:b e:c", ":2:12: expected Turtle"),
        (b"@prefix e: <http://e/> .\ne:a e:b \xff .", ":2: not UTF-8"),
        (b'@prefix e: <http://e/> .\ne:a e:b "x" e:c .', ":2:13: expected Turtle: A dot"),
        # A byte order mark is skipped and counts for nothing.
        (b"\xef\xbb\xbfid:nato a nrr:Organization .\n", ":1:1: expected Turtle: The prefix id:"),
    ],
)
def test_unreadable_turtle_ends_with_2_and_says_where(
    runner: CliRunner, tmp_path: Path, text: bytes, expected: str
) -> None:
    (tmp_path / "broken.ttl").write_bytes(text)
    result = _validate(runner, tmp_path)
    assert result.exit_code == 2
    assert f"broken.ttl{expected}" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["nothing-here", "empty"])
def test_a_folder_without_data_ends_with_2(runner: CliRunner, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    result = _validate(runner, tmp_path / name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_findings_come_as_json_and_as_a_shacl_report(runner: CliRunner, damage: Damage) -> None:
    data = damage("organizations.ttl", ', "НАТО"@ru', "")
    assert (
        '"entity": "https://w3id.org/nrr/id/nato"'
        in _validate(runner, data, "--format", "json").stdout
    )
    assert "sh:ValidationReport" in _validate(runner, data, "--format", "ttl").stdout


def test_nothing_is_served_from_data_that_does_not_conform(
    runner: CliRunner, damage: Damage
) -> None:
    data = damage("organizations.ttl", ', "НАТО"@ru', "")
    result = runner.invoke(main, ["serve", "--port", "0", "--data", str(data)])
    assert result.exit_code == 1
    assert "nothing is served: 1 errors in the data" in result.stderr


def test_data_that_conformed_are_not_looked_at_again_until_they_change(
    copied_data: Path, tmp_path: Path
) -> None:
    assert not is_known_valid(mark_of([copied_data]), tmp_path)
    remember_valid(mark_of([copied_data]), tmp_path)
    assert is_known_valid(mark_of([copied_data]), tmp_path)
    place = copied_data / "places.ttl"
    place.write_text(place.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not is_known_valid(mark_of([copied_data]), tmp_path)


def test_where_nothing_can_be_noted_nothing_is_lost(copied_data: Path) -> None:
    remember_valid(mark_of([copied_data]), Path("/dev/null"))
    assert not is_known_valid(mark_of([copied_data]), Path("/dev/null"))


def test_a_server_that_could_not_start_leaves_the_signals_as_they_were(
    runner: CliRunner, damage: Damage
) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    data = damage("organizations.ttl", ', "НАТО"@ru', "")
    assert runner.invoke(main, ["serve", "--port", "0", "--data", str(data)]).exit_code == 1
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
