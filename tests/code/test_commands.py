"""The commands query, export and format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from commands import closed_pipe
from nrr_graph.cli import main
from nrr_graph.release.release import Release
from serving import nrr_graph

QUERY = """
PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>
SELECT ?date { id:nato-russia-council nrr:established ?date }
"""


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("table", "2002-05-28\n(1 row)"),
        ("csv", "date\r\n2002-05-28\r\n"),
        ("tsv", '"2002-05-28"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("json", '"value":"2002-05-28"'),
        ("xml", "2002-05-28</literal>"),
    ],
)
def test_query_answers_in_every_format(runner: CliRunner, output: str, expected: str) -> None:
    result = runner.invoke(main, ["query", "-", "--format", output], input=QUERY)
    assert result.exit_code == 0
    assert expected in result.stdout_bytes.decode()


def test_a_triple_as_a_term_has_a_cell(runner: CliRunner) -> None:
    terms = 'SELECT (<<( <urn:s> <urn:p> "x"@ar--rtl )>> AS ?triple) (LANGDIR(?x) AS ?y) {}'
    result = runner.invoke(main, ["query", "-"], input=f'VERSION "1.2" {terms}')
    assert result.exit_code == 0, result.output
    assert "<<( <urn:s> <urn:p> x )>>" in result.stdout


def test_query_writes_graphs_as_turtle(runner: CliRunner) -> None:
    text = "PREFIX id: <https://w3id.org/nrr/id/> DESCRIBE id:nato"
    result = runner.invoke(main, ["query", "-"], input=text)
    assert '"НАТО"@ru' in result.stdout


def test_a_malformed_query_shows_its_place(runner: CliRunner) -> None:
    result = runner.invoke(main, ["query", "-"], input="SELECT ?x { ?x nrr:kind ?y }")
    assert result.exit_code == 1
    assert "line 1, column 16" in result.stderr
    assert "PREFIX nrr:" in result.stderr


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "rdf", "jsonld"])
def test_export_writes_what_is_served(
    runner: CliRunner, tmp_path: Path, release: Release, suffix: str
) -> None:
    path = tmp_path / f"nrr.{suffix}"
    result = runner.invoke(main, ["export", "--format", suffix, "--output", str(path)])
    assert result.exit_code == 0, result.output
    rdf_format = ox.RdfFormat.from_extension(suffix)
    triples = {quad.triple for quad in ox.parse(path=str(path), format=rdf_format)}
    served = release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert triples == {quad.triple for quad in served}


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("csv", b"statement,kind,subject"),
        ("wikibase-json", b'[\n{"pageid"'),
        ("wikibase-rdf", b"<https://w3id.org/nrr/entity/"),
        ("quickstatements", b"CREATE"),
    ],
)
def test_export_writes_other_forms_too(
    runner: CliRunner, tmp_path: Path, form: str, begins: bytes
) -> None:
    path = tmp_path / "exported"
    result = runner.invoke(main, ["export", "--format", form, "--output", str(path)])
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(begins)


def test_format_mends_what_check_complains_about(runner: CliRunner, copied_data: Path) -> None:
    path = copied_data / "places.ttl"
    canonical = path.read_text(encoding="utf-8")
    path.write_text(canonical.replace(" ;\n  ", " ; "), encoding="utf-8")
    check = ["format", "--check", "--data", str(copied_data)]
    assert runner.invoke(main, check).exit_code == 1
    assert runner.invoke(main, ["format", "--data", str(copied_data)]).exit_code == 0
    assert path.read_text(encoding="utf-8") == canonical
    assert runner.invoke(main, check).exit_code == 0


@pytest.mark.parametrize("addition", ["# a remark\n", "[] a <http://example.org/Thing> .\n"])
def test_format_refuses_to_lose_anything(
    runner: CliRunner, copied_data: Path, addition: str
) -> None:
    path = copied_data / "places.ttl"
    path.write_text(path.read_text(encoding="utf-8") + addition, encoding="utf-8")
    result = runner.invoke(main, ["format", "--data", str(copied_data)])
    assert result.exit_code == 1
    assert addition in path.read_text(encoding="utf-8")


def test_findings_of_validation_can_be_read_by_programs(runner: CliRunner) -> None:
    result = runner.invoke(main, ["validate", "--format", "json"])
    assert json.loads(result.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "given", "words"),
    [
        (
            ["export", "--format", "nt", "--output", "/nowhere/nrr.nt"],
            None,
            "there is no folder /nowhere",
        ),
        (["query", "-"], b"SELECT \xff", "not UTF-8 at byte 7"),
        (["query", "-"], b"CLEAR ALL", "CLEAR is refused"),
        (["query", "-"], "\ufeffSELECT ?s {}}".encode(), "line 1, column 13: “}” closes nothing"),
        (["query"], None, "give either a FILE"),
        (["query", "--question", "creation-of-the-concil"], None, "creation-of-the-council"),
        (["query", "-", "--format", "ttl"], b"ASK {}", "there is no format “ttl” here"),
        (["validate", "--data", "/nowhere"], None, "there is no such file or folder"),
        (["coverage", "--article", "/nowhere"], None, "cannot be read"),
    ],
)
def test_bad_input_gets_a_sentence_and_no_stack_trace(
    runner: CliRunner, arguments: list[str], given: bytes | None, words: str
) -> None:
    result = runner.invoke(main, arguments, input=given)
    assert result.exit_code in {1, 2}
    assert words in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_coverage_checks_the_article_it_is_given(
    runner: CliRunner, shared: Path, tmp_path: Path
) -> None:
    article = shared / "article" / "nato-russia-relations.txt"
    result = runner.invoke(main, ["coverage", "--article", str(article)])
    assert result.exit_code == 0
    assert "0 missing." in result.stdout
    shifted = tmp_path / "shifted.txt"
    shifted.write_bytes(b"x" + article.read_bytes())
    result = runner.invoke(main, ["coverage", "--article", str(shifted)])
    assert result.exit_code == 1
    assert "do not have this digest" in result.stdout


def test_a_query_on_the_command_line_has_the_same_limits_as_on_the_server(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NRR_TIME_LIMIT_S", "1")
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    result = runner.invoke(main, ["query", "-"], input=heavy)
    assert result.exit_code == 1
    assert "the query ran longer than 1 s (time_limit_s)" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--time-limit-s", "-1"], "-1 is not in the range 1<=x<=2000000"),
        (["serve", "--workers", "0"], "0 is not in the range 1<=x"),
        (["serve", "--memory-limit-mb", "0"], "0 is not in the range 1<=x"),
        (["serve", "--memory-limit-mb", "9" * 14], "is not in the range"),
        (["serve", "--port", "65536"], "65536 is not in the range"),
        (["serve", "--public-url", "foo"], "'foo' is no web address"),
        (["serve", "--engine-url", "http:/x"], "'http:/x' is no web address"),
        (["push", "notaurl"], "'notaurl' is no web address"),
        (["query", "-", "--format", "csv"], "use one of: ttl, nt, jsonld, rdf"),
        (["validate", "--format", "pdf"], "'pdf' is not one of"),
    ],
)
def test_a_bad_value_of_an_option_is_one_sentence(
    runner: CliRunner, arguments: list[str], words: str
) -> None:
    result = runner.invoke(main, arguments, input="CONSTRUCT WHERE { ?a a ?b }")
    assert result.exit_code == 2
    assert words in result.stderr.splitlines()[-1]


def test_the_table_of_statements_has_voices_and_plain_dates(
    runner: CliRunner, release: Release
) -> None:
    result = runner.invoke(main, ["export", "--format", "csv", "--output", "-"])
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert not (Path.cwd() / "-").exists()
    found = [row for row in rows if row["kind"] == "Finding"]
    assert all(row["voice"] and row["bearing"] and row["bears_on"] for row in found)
    (year,) = {
        row["earliest"] for row in rows if row["precision"] == "year" and row["when"] == "1991"
    }
    assert year == "1991-01-01"


@pytest.mark.parametrize("command", [["coverage"], ["--help"]])
def test_a_closed_pipe_is_silent(command: list[str]) -> None:
    with closed_pipe() as writing:
        result = subprocess.run(
            [str(nrr_graph()), *command], stdout=writing, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 141
    assert result.stderr == b""


def test_a_wrong_article_is_told_before_the_report(runner: CliRunner) -> None:
    result = runner.invoke(main, ["coverage", "--article", "nosuch"])
    assert result.stdout == ""
    assert "nosuch" in result.stderr
