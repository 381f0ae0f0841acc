"""A finding points at the culprit: the node, the line, both places, the remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nrr_graph.cli import main

Damage = Callable[[str, str, str], Path]


def _validate(runner: CliRunner, data: Path, *options: str) -> Result:
    return runner.invoke(main, ["validate", "--data", str(data), *options])


def _findings(runner: CliRunner, data: Path) -> list[dict[str, Any]]:
    found = json.loads(_validate(runner, data, "--format", "json").stdout)
    assert isinstance(found, list)
    return found


def test_a_node_that_lost_its_type_is_named_itself(runner: CliRunner, damage: Damage) -> None:
    old = "id:external-link-1 a nrr:Source ;\n  rdfs:label"
    data = damage("sources.ttl", old, "id:external-link-1 rdfs:label")
    text = (data / "sources.ttl").read_text(encoding="utf-8").splitlines()
    line = next(n for n, row in enumerate(text, 1) if row.startswith("id:external-link-1 rdfs"))
    found = _findings(runner, data)
    assert {f["entity"].rpartition("/")[2] for f in found} == {"external-link-1"}
    assert {f["problem"].partition(":")[0] for f in found} == {
        "it is described, but its type is missing"
    }
    assert {f["line"] for f in found} == {line}


def test_of_two_records_both_places_are_given(runner: CliRunner, copied_data: Path) -> None:
    path = copied_data / "organizations.ttl"
    text = path.read_text(encoding="utf-8")
    block = re.search(r"^id:nato a .*?\.\n\n", text, re.DOTALL | re.MULTILINE)
    assert block
    path.write_text(text + "\n" + block[0].replace("id:nato", "id:nato-again"), encoding="utf-8")
    found = [f for f in _findings(runner, copied_data) if "has the same name" in f["problem"]]
    rows = path.read_text(encoding="utf-8").splitlines()
    lines = {
        name: next(n for n, row in enumerate(rows, 1) if row.startswith(f"{name} a "))
        for name in ("id:nato", "id:nato-again")
    }
    assert {f["line"] for f in found} == set(lines.values())
    for finding in found:
        other = "id:nato" if finding["entity"].endswith("-again") else "id:nato-again"
        assert f"({other}, {path}:{lines[other]})" in finding["problem"]


def test_an_address_in_quotes_is_told_how_to_write_it(
    runner: CliRunner, copied_data: Path, damage: Damage
) -> None:
    name = "voices/beginnings.ttl"
    text = (copied_data / name).read_text(encoding="utf-8")
    address = re.search(r"nrr:address <([^>]*)>", text)
    assert address
    data = damage(name, address[0], f'nrr:address "{address[1]}"')
    (finding,) = _findings(runner, data)
    assert finding["remedy"] == (
        f"write the address in angle brackets, without quotes: <{address[1]}>"
    )


def test_a_wrong_prefix_line_is_one_finding(runner: CliRunner, damage: Damage) -> None:
    data = damage("organizations.ttl", "<http://schema.org/>", "<https://schema.org/>")
    (finding,) = _findings(runner, data)
    assert "the prefix schema: stands for another namespace" in finding["problem"]
    assert finding["remedy"] == "write: @prefix schema: <http://schema.org/> ."
    text = (data / "organizations.ttl").read_text(encoding="utf-8").splitlines()
    assert text[int(finding["line"]) - 1].startswith("@prefix schema:")


def test_allowed_values_and_classes_are_listed(runner: CliRunner, damage: Damage) -> None:
    data = damage("references.ttl", "nrr:issueAcknowledged", "nrr:undated")
    assert "nrr:issueOpen" in _validate(runner, data).stdout
    data = damage("events-1990s.ttl", "nrr:value id:partnership-for-peace", "nrr:value id:rome")
    told = _validate(runner, data).stdout
    assert "of a kind that its property does not allow" in told
    assert re.search(r"nrr:\w+ allows nrr:\w+", told)


def test_all_unreadable_files_are_told_in_one_run(runner: CliRunner, copied_data: Path) -> None:
    broken = sorted(copied_data.glob("*.ttl"))[:8]
    for path in broken:
        path.write_text("nonsense", encoding="utf-8")
    result = _validate(runner, copied_data)
    assert result.exit_code == 2
    for path in broken:
        assert f"{path.name}:1:" in result.stderr


def test_a_byte_order_mark_is_named_and_no_error(runner: CliRunner, copied_data: Path) -> None:
    path = copied_data / "places.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    result = _validate(runner, copied_data)
    assert result.exit_code == 0
    assert f"warning  {path}:1\n" in result.stdout
    assert "begins with a byte order mark" in result.stdout


def test_letters_and_blanks_that_nobody_sees_are_named(runner: CliRunner, damage: Damage) -> None:
    data = damage("persons.ttl", "Барак Обама", "Бapaк Oбaмa")
    told = _validate(runner, data).stdout
    assert "(Latin letters among Cyrillic ones: a, p, a, O, a, a)" in told
    data = damage("states.ttl", '"Romania"@en', '"Romania\u200b"@en')
    assert "“Romania[U+200B]”" in _validate(runner, data).stdout


def test_findings_come_as_sarif_for_code_review(runner: CliRunner, damage: Damage) -> None:
    data = damage("organizations.ttl", ', "НАТО"@ru', "")
    log = json.loads(_validate(runner, data, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (result,) = run["results"]
    assert result["level"] == "error"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("organizations.ttl")
    assert place["region"]["startLine"] > 1
    assert "the Russian label is missing" in result["message"]["text"]


def test_data_of_another_vocabulary_are_not_praised(runner: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "foaf.ttl"
    facts = "".join(
        f'<http://e.org/{n}> a foaf:Person ; foaf:name "Name" ; foaf:nick "n" .\n' for n in "ab"
    )
    path.write_text("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n" + facts, encoding="utf-8")
    told = _validate(runner, path).stdout
    assert "0 of 6 triples use this vocabulary" in told
    assert "shapes looked at" not in told


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("references.ttl", "nrr:number 12 ;", "nrr:number 11 ;", "another has the same number"),
        ("coordinates.ttl", '"43.1"', '"444.4"', "nrr:latitude takes"),
        ("sources.ttl", "nrr:passage id:passage-s13-04", 'nrr:language "ru"', "neither cited nor"),
        ("offices.ttl", "graph:offices a", "graph:ofices a", "the header names another graph"),
        ("places.ttl", 'modified "20', 'modified "30', "a date lies in the future"),
        ("states.ttl", '"Romania"@en', '"Romania "@en', "begins or ends with a blank"),
        ("states.ttl", '"Romania"@en', '"<b>Romania</b>"@en', "holds mark-up"),
        ("states.ttl", '"Romania"@en', '""@en', "a text is empty"),
        ("states.ttl", '"Румыния"@ru', '"Рум\u0438\u0306ния"@ru', "a character that nobody sees"),
    ],
)
def test_what_went_unnoticed_is_found(
    runner: CliRunner, damage: Damage, name: str, old: str, new: str, words: str
) -> None:
    result = _validate(runner, damage(name, old, new))
    assert result.exit_code == 1
    assert words in result.stdout


@pytest.mark.parametrize("value", ["id:nato", '"2000-03-05"'])
def test_a_date_of_a_source_is_a_date(
    runner: CliRunner, copied_data: Path, damage: Damage, value: str
) -> None:
    text = (copied_data / "sources.ttl").read_text(encoding="utf-8")
    old = re.search(r"nrr:published \S+ ;", text)
    assert old
    result = _validate(runner, damage("sources.ttl", old[0], f"nrr:published {value} ;"))
    assert "nrr:published takes one value: a date" in result.stdout


def test_a_file_without_header_is_found(runner: CliRunner, copied_data: Path) -> None:
    path = copied_data / "places.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"graph:places a .*?\.\n\n", "", text, flags=re.DOTALL), "utf-8")
    result = _validate(runner, copied_data)
    assert f"error  {path}" in result.stdout
    assert "the file has no header" in result.stdout
