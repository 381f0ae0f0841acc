"""Releases of the data: kept, listed, compared, and answering under their own addresses."""

from __future__ import annotations

import hashlib
import json
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from nrr_graph.cli import main
from nrr_graph.encodings import CODINGS
from nrr_graph.project import data_folder
from nrr_graph.release.load import load_data, load_ontology, quads_of
from nrr_graph.release.ontology_version import SameVersion, require_new_version, version_in
from nrr_graph.release.published import Published, publish, published_in
from nrr_graph.release.release import Release, build_release
from nrr_graph.release.withdrawn import Vanished, read_withdrawn, require_reasons
from nrr_graph.settings import read_settings
from nrr_graph.web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
#: A statement that the second release of these tests lacks.
LOST = "s04-04-officers-afghanistan"
WHY = "It was told twice."


def _published(data: Path, folder: Path, made: str) -> Published:
    files = [*load_data([data]), *load_ontology()]
    changes = {"made": made, "words": {"en": f"Words of {made}", "ru": f"Слова {made}"}}
    return publish(folder, build_release([data]), files, changes)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return data in which one name is another, and one statement is withdrawn."""
    data = tmp_path_factory.mktemp("second") / "data"
    shutil.copytree(data_folder(), data)
    places, relations = data / "places.ttl", data / "relations.ttl"
    text = places.read_text(encoding="utf-8")
    places.write_text(text.replace('"Rome"@en', '"Rome, renamed"@en', 1), encoding="utf-8")
    text = relations.read_text(encoding="utf-8")
    begin = text.index(f"id:{LOST} a")
    end = text.index("\n\n", begin) + 2
    relations.write_text(text[:begin] + text[end:], encoding="utf-8")
    line = f"id:{LOST}\t2026-11-25\t{WHY}\tЭто было сказано дважды.\n"
    (data / "withdrawn.tsv").write_text(f"name\tsince\twhy_en\twhy_ru\n{line}", encoding="utf-8")
    return data


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, second: Path) -> list[Published]:
    folder = tmp_path_factory.mktemp("releases")
    _published(data_folder(), folder, "2026-11-25T10:00:00+00:00")
    _published(second, folder, "2026-11-25T11:00:00+00:00")
    return published_in(folder)


@pytest.fixture(scope="module")
def site(kept: list[Published], second: Path) -> FlaskClient:
    folder = str(kept[0].folder.parent)
    settings = replace(read_settings({}), releases=folder, data=str(second))
    return create_app(settings).test_client()


def test_releases_are_kept_in_the_order_in_which_they_were_made(
    kept: list[Published], release: Release
) -> None:
    assert [one.made[11:13] for one in kept] == ["10", "11"]
    assert kept[0].version == release.version != kept[1].version


def test_a_former_release_answers_with_its_own_bytes(
    site: FlaskClient, kept: list[Published]
) -> None:
    for one in kept:
        answer = site.get(f"/data/{one.version}/nrr.nq", buffered=True)
        assert hashlib.sha256(answer.data).hexdigest() == one.manifest.digest
        assert answer.headers["NRR-Release"] == one.version
        assert "immutable" in answer.headers["Cache-Control"]
    sums = site.get(f"/data/{kept[0].version}/SHA256SUMS", buffered=True).text
    assert f"{kept[0].manifest.digest}  nrr.nq" in sums
    unknown = site.get("/data/2020-01-01-00000000/nrr.nq")
    assert unknown.status_code == 404
    assert kept[0].version in unknown.text


def test_a_published_release_is_served_compressed_and_dated_as_it_was_made(
    site: FlaskClient, kept: list[Published]
) -> None:
    for one in kept:
        before = sorted(one.folder.iterdir())
        for coding in CODINGS:
            headers = {"Accept-Encoding": coding}
            answer = site.get(f"/data/{one.version}/nrr.nt", headers=headers, buffered=True)
            assert answer.headers["Content-Encoding"] == coding
            assert answer.data == one.dumps["nrr.nt"].coded[coding].path.read_bytes()
            assert answer.last_modified == one.moment
        assert sorted(one.folder.iterdir()) == before
    # The latest is one of them here, and dated so everywhere.
    assert site.get("/id/rome.ttl").last_modified == kept[1].moment
    assert site.get(f"/data/{kept[0].version}/id/rome.ttl").last_modified == kept[0].moment


def test_a_former_release_signs_the_way_to_its_own_documents(
    site: FlaskClient, kept: list[Published]
) -> None:
    path = f"data/{kept[0].version}/id/rome"
    header = ", ".join(site.get(f"/{path}.html").headers.getlist("Link"))
    assert f'<https://w3id.org/nrr/{path}>; rel="cite-as"' in header
    assert f'<http://localhost/{path}.ttl>; rel="describedby"; type="text/turtle"' in header
    assert '<http://localhost/id/rome>; rel="latest-version"' in header
    assert '<https://w3id.org/nrr/id/rome>; rel="original"' in header


def test_files_that_have_changed_since_are_not_taken_for_those_of_the_release(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    text = (data_folder() / "places.ttl").read_text(encoding="utf-8")
    (data / "places.ttl").write_text(text, encoding="utf-8")
    changed = create_app(replace(read_settings({}), data=str(data)))
    (data / "places.ttl").write_text(text.replace('"Rome"@en', '"Roma"@en'), encoding="utf-8")
    answer = changed.test_client().get("/data/latest/nrr.nt")
    assert answer.status_code == 503
    assert "reload" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("name", ["../2026/nrr.nq", "manifest.json.early", "no.such"])
def test_a_former_release_gives_no_other_file(
    site: FlaskClient, kept: list[Published], name: str
) -> None:
    assert site.get(f"/data/{kept[0].version}/{name}").status_code == 404


def test_a_thing_is_shown_as_a_release_had_it(site: FlaskClient, kept: list[Published]) -> None:
    former, latest = (site.get(f"/data/{one.version}/id/rome.html", buffered=True) for one in kept)
    assert "Rome" in former.text
    assert "Rome, renamed" not in former.text
    assert "As it was in release" in former.text
    assert "Rome, renamed" in latest.text
    assert "As it was in release" not in latest.text
    assert former.headers["NRR-Release"] == kept[0].version
    assert former.status_code == latest.status_code == 200
    turtle = site.get(f"/data/{kept[0].version}/id/rome.ttl").text
    assert '"Rome"@en' in turtle
    assert site.get("/id/rome.html").headers["NRR-Release"] == kept[1].version


def test_what_a_citation_counted_can_be_fetched_and_counted_again(
    site: FlaskClient, kept: list[Published], client: FlaskClient
) -> None:
    (item,) = json.loads(client.get("/id/s01-08-suspension.csl").text)
    path = f"data/{kept[0].version}/id/s01-08-suspension"
    assert f"https://w3id.org/nrr/{path} " in item["note"].replace(",", " ")
    lines = sorted(site.get(f"/{path}.nt").text.splitlines(keepends=True))
    assert hashlib.sha256("".join(lines).encode()).hexdigest() in item["note"]


def test_a_withdrawn_statement_says_since_when_and_why(
    site: FlaskClient, kept: list[Published]
) -> None:
    for suffix in ("", ".html", ".ttl"):
        gone = site.get(f"/id/{LOST}{suffix}", headers={"Accept": "text/html"})
        assert gone.status_code == 410
        assert "2026-11-25" in gone.text
        assert WHY in gone.text
        assert f"/data/{kept[0].version}/id/{LOST}" in gone.text
    russian = site.get(f"/id/{LOST}?lang=ru", headers={"Accept": "text/html"}).text
    assert "дважды" in russian
    assert site.get(f"/data/{kept[0].version}/id/{LOST}.html").status_code == 200
    assert site.get(f"/data/{kept[1].version}/id/{LOST}.html").status_code == 410
    assert site.get("/id/no-such-thing").status_code == 404


def test_the_catalogue_lists_the_releases(site: FlaskClient, kept: list[Published]) -> None:
    turtle = site.get("/.well-known/void", headers={"Accept": "application/n-triples"}).text
    dataset, dcat = "<https://w3id.org/nrr/dataset", "<http://www.w3.org/ns/dcat#"
    for one in kept:
        assert f"{dataset}> {dcat}hasVersion> {dataset}#{one.version}>" in turtle
    former, latest = (f"{dataset}#{one.version}>" for one in kept)
    assert f"{latest} {dcat}previousVersion> {former}" in turtle
    assert f"{dataset}> {dcat}hasCurrentVersion> {latest}" in turtle
    assert kept[0].version in site.get("/data/").text


def test_the_feed_tells_of_each_release_newest_first(
    site: FlaskClient, kept: list[Published]
) -> None:
    answer = site.get("/feed.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(answer.data).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title", "") for entry in entries]
    assert [title.rpartition(" ")[2] for title in titles] == [one.version for one in reversed(kept)]
    assert entries[0].findtext(f"{ATOM}content") == f"Words of {kept[1].made}"
    assert 'type="application/atom+xml"' in site.get("/").text
    assert site.get(f"/data/{kept[1].version}/changes?lang=ru").text.startswith("Слова")


def test_a_changelog_that_could_not_be_written_gets_its_section_the_next_time(
    tmp_path: Path, runner: CliRunner
) -> None:
    data, changelog = tmp_path / "data", tmp_path / "CHANGELOG.md"
    data.mkdir()
    text = (data_folder() / "places.ttl").read_text(encoding="utf-8")
    (data / "places.ttl").write_text(text, encoding="utf-8")
    before = "# Changelog\r\n\r\n## 0.1.0\r\n\r\n- The beginning.\r\n"
    changelog.write_bytes(before.encode())
    command = ["release", "--data", str(data), "--to", str(tmp_path / "releases")]
    assert runner.invoke(main, command).exit_code == 0
    (data / "places.ttl").write_text(text.replace('"Rome"@en', '"Roma"@en'), encoding="utf-8")
    assert runner.invoke(main, command).exit_code == 0
    for _ in range(2):
        told = runner.invoke(main, [*command, "--changelog", str(changelog)])
        assert "is there already" in told.output
        after = changelog.read_bytes().decode()
        assert after.count("## Data ") == after.count("Rome → Roma") == 1
        assert after.endswith(before[before.index("## ") :])
        assert after.count("\n") == after.count("\r\n")


def test_no_published_name_vanishes_without_a_reason(second: Path) -> None:
    former, now = [*quads_of(load_data())], [*quads_of(load_data([second]))]
    require_reasons(former, now, read_withdrawn([second]))
    with pytest.raises(Vanished, match=f"id:{LOST}"):
        require_reasons(former, now, [])


def _changed(quads: list[ox.Quad], old: str, new: str) -> list[ox.Quad]:
    """Return quads in which a text of the ontology is another."""
    return [
        ox.Quad(q.subject, q.predicate, ox.Literal(new), q.graph_name)
        if q.object == ox.Literal(old) or q.object == ox.Literal(old, language="en")
        else q
        for q in quads
    ]


def test_an_ontology_that_has_changed_has_another_version() -> None:
    former = [*quads_of(load_ontology())]
    version = version_in(former)
    now = _changed(former, "Anything that a statement can be about.", "Whatever it is about.")
    assert now != former
    require_new_version(former, former)
    require_new_version(former, _changed(now, version, "9.9.9"))
    with pytest.raises(SameVersion, match=f"nrr/ontology#Entity.*still version {version}"):
        require_new_version(former, now)


def test_a_version_of_the_ontology_leads_to_what_has_it(
    site: FlaskClient, kept: list[Published], tmp_path: Path, second: Path
) -> None:
    version = version_in(quads_of(load_ontology()))
    assert site.get(f"/ontology/{version}").location == "/ontology"
    assert site.get("/ontology/terms").location == "/graph/ontology-terms"
    unknown = site.get("/ontology/0.0.1")
    assert unknown.status_code == 404
    assert version in unknown.text
    former = tmp_path / kept[0].version
    shutil.copytree(kept[0].folder, former)
    text = (former / "nrr.nq").read_bytes()
    (former / "nrr.nq").write_bytes(text.replace(f'"{version}"'.encode(), b'"0.0.1"'))
    settings = replace(read_settings({}), releases=str(tmp_path), data=str(second))
    answer = create_app(settings).test_client().get("/ontology/0.0.1")
    assert (answer.status_code, answer.location) == (303, f"/data/{former.name}/nrr.trig")


def test_the_same_twice_is_no_change(runner: CliRunner) -> None:
    assert "Nothing changed." in runner.invoke(main, ["diff", *2 * [str(data_folder())]]).output


@pytest.mark.parametrize("given", ["no-such-thing", "--upload-pack=x", "no-such.nq"])
def test_what_cannot_be_compared_is_told(runner: CliRunner, given: str) -> None:
    result = runner.invoke(main, ["diff", "--", given, str(data_folder())])
    assert result.exit_code in (1, 2)
    assert given in result.output
    assert "Traceback" not in result.output
