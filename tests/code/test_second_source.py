"""From a second source to the site: written, checked, compared, published, served."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import nrr_graph.release.validate  # noqa: F401 - loaded once for all commands
from commands import run_command
from nrr_graph.namespaces import ID
from nrr_graph.project import project_folder
from nrr_graph.release.load import load_data
from serving import nrr_server

#: Several commands, each of which validates the whole graph.
pytestmark = pytest.mark.timeout(900)
#: An invented page that says when and where the council was created.
SOURCE = (
    *("new", "source", "--title", "Records of an invented archive, May 2002"),
    *("--address", "https://archive.invented.example/may-2002"),
    *("--publisher", "Deutsche Welle", "--published", "2002-05-29"),
    *("--states-date", "2002-05-28", "--to", "voices/archive"),
)
PAGE = "deutsche-welle-records-of-an-invented-archive-may-2002"
FINDING = (
    *("new", "finding", "--found-in", PAGE, "--voice", "Deutsche Welle"),
    *("--bears-on", "s04-02-created", "--bearing", "bearingConfirms", "--facet", "facetWhen"),
    *("--subject", "NATO–Russia Council", "--property", "established"),
    *("--value", "2002-05-28"),
    *("--comment-en", "The invented archive gives the same day."),
    *("--comment-ru", "Вымышленный архив называет тот же день."),
)


def _run(folder: Path, *arguments: str | Path) -> str:
    """Run a command as a process of its own, whose libraries are loaded already."""
    done = run_command(arguments, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Go the whole way once; return what each step said."""
    folder = tmp_path_factory.mktemp("second-source")
    data, releases = folder / "data", folder / "releases"
    shutil.copytree(project_folder() / "data", data)
    former = _run(folder, "release", "--data", data, "--to", releases).splitlines()[0]
    said = {"former": Path(former).name}
    said["source"] = _run(folder, *SOURCE, "--data", data)
    said["finding"] = _run(folder, *FINDING, "--data", data)
    said["validate"] = _run(folder, "validate", "--data", data)
    said["diff"] = _run(folder, "diff", releases / said["former"], data)
    said["release"] = _run(folder, "release", "--data", data, "--to", releases)
    files = load_data([data])
    facts = [fact for file in files if file.name == "voices/archive" for fact in file.triples]
    names = {fact.subject.value.removeprefix(ID) for fact in facts}
    said["name"] = next(name for name in names if name.endswith("established-2002-05-28"))
    options = ("--data", str(data), "--releases", str(releases))
    with nrr_server(folder, *options) as server:
        for name, path in {
            "finding page": f"id/{said['name']}.html",
            "claim page": "id/s04-02-created.html",
            "feed": "feed.atom",
            "catalogue": "data/",
            "former claim": f"data/{said['former']}/id/s04-02-created.html",
            "former dump": f"data/{said['former']}/nrr.nt",
            "latest dump": "data/latest/nrr.nt",
        }.items():
            said[name] = _get(f"{server.url}/{path}")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            _get(f"{server.url}/data/{said['former']}/id/{said['name']}.html")
    return said


def test_what_is_written_is_shown_and_conforms(told: dict[str, str]) -> None:
    assert f"id:{PAGE} a nrr:Source ;" in told["source"]
    assert 'nrr:concernsSentence "S04-02"' in told["finding"]
    assert "0 errors" in told["validate"]


def test_the_difference_names_the_facts_and_what_follows(told: dict[str, str]) -> None:
    for text in (told["diff"], told["release"], told["feed"]):
        assert told["name"] in text
        assert PAGE in text
        assert "Standings that change" in text or "Answers that change" in text


def test_the_site_shows_the_finding_with_the_claim(told: dict[str, str]) -> None:
    assert "archive.invented.example" in told["finding page"]
    assert told["name"] in told["claim page"] or "invented archive" in told["claim page"].lower()


def test_the_former_release_answers_as_it_was(told: dict[str, str]) -> None:
    assert told["former"] in told["catalogue"]
    assert told["name"] not in told["former dump"]
    assert told["name"] in told["latest dump"]
    assert "As it was in release" in told["former claim"]
    assert "invented" not in told["former claim"].lower()
