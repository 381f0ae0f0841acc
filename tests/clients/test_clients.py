"""Real clients of Wikidata and of reconciliation services, by their ordinary calls."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wikibase.numbers import numbers
from surroundings import component_missing

PROGRAMS = Path(__file__).parent / "programs"
EVENT = str(numbers().item(ID + "suspension-of-cooperation-2014"))
NATO = str(numbers().item(ID + "nato"))
RUSSIA = str(numbers().item(ID + "russia"))
ROGOZIN = str(numbers().item(ID + "dmitry-rogozin"))
PERSON = str(numbers().item(NRR + "Person"))
LABEL = "NATO suspends cooperation with Russia"
TIME_LIMIT_S = 60


@pytest.fixture(scope="session")
def clients(project: Path) -> Path:
    folder = project / ".clients"
    if not (folder / "node" / "done").exists():
        component_missing("the clients of the Wikidata face: bash tools/clients.sh")
    return folder


def _run(command: list[str | Path], folder: Path, **environment: str) -> str:
    result = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False,
        timeout=TIME_LIMIT_S, env={**os.environ, **environment},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-2000:]
    return result.stdout


def _python(clients: Path, venv: str, program: str, *arguments: str) -> dict[str, Any]:
    python = clients / venv / "bin" / "python"
    with TemporaryDirectory() as folder:  # Some clients keep what they were told where they run.
        told = _run([python, PROGRAMS / f"{program}.py", *arguments], Path(folder))
    return dict(json.loads(told.splitlines()[-1]))


def test_wikibaseintegrator(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "wikibaseintegrator_reads", url, EVENT)
    assert (told["label"], told["rows"]) == (LABEL, 2)
    assert {"P31", "P585"} <= set(told["claims"])
    assert told["found"][0] == ROGOZIN


def test_qwikidata(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "qwikidata_reads", url, EVENT)
    assert (told["label"], told["rows"], told["references"]) == (LABEL, 2, 2)
    assert "P585" in told["qualifiers"]
    assert told["entities"] > 500


def test_wikidata(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "wikidata_reads", url, EVENT)
    assert (told["label"], told["when"]) == (LABEL, "2014-05-01")


def test_pywikibot(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "pywikibot_reads", url, EVENT)
    assert (told["label"], told["when"], told["rows"]) == (LABEL, [2014, 5, 11], 2)
    assert told["found"][0] == ROGOZIN
    assert told["pages"] == [str(numbers().item(ID + "paris-summit-1997"))]


def test_wikibase_rest_api_client(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "rest_client_reads", url, EVENT)
    assert (told["id"], told["label"]) == (EVENT, LABEL)
    assert told["statements"] > 3


def test_sparqlwrapper(clients: Path, url: str) -> None:
    told = _python(clients, "wikibase", "sparqlwrapper_asks", url, EVENT)
    assert told["labels"] == [LABEL] * 3
    wanted = {
        "SELECT json": "application/sparql-results+json",
        "SELECT xml": "application/sparql-results+xml",
        "SELECT csv": "text/csv",
        "SELECT tsv": "text/tab-separated-values",
        "CONSTRUCT n3": "text/turtle",
        "CONSTRUCT turtle": "text/turtle",
        "CONSTRUCT rdf+xml": "application/rdf+xml",
        "CONSTRUCT rdf": "application/rdf+xml",
        "CONSTRUCT json-ld": "application/ld+json",
    }
    for name, media_type in wanted.items():
        assert told["by_word"][name] == [media_type] * 2, name
    for one, other in (*told["by_word"].values(), *told["by_header"].values()):
        assert one == other


def test_reconciler(clients: Path, url: str) -> None:
    told = _python(clients, "reconciler", "reconciler_matches", url, PERSON)
    assert told["ids"][:2] == [NATO, ROGOZIN]
    assert told["typed"] == [ROGOZIN]


def test_py_reconciliation_service_api(clients: Path, url: str) -> None:
    told = _python(clients, "reconciliation", "reconciliation_client_matches", url)
    assert told["ids"] == [NATO, RUSSIA, ROGOZIN]


def test_wikibase_sdk(clients: Path, url: str) -> None:
    program = clients / "node" / "wikibase_sdk_reads.mjs"
    program.write_text((PROGRAMS / "wikibase_sdk_reads.mjs").read_text())
    told = json.loads(_run(["node", program, url, EVENT], clients / "node"))
    assert told["found"][0] == ROGOZIN
    assert (told["label"], told["rows"]) == (LABEL, 2)
    # The article says so in two places; each is a claim with evidence of its own.
    assert set(told["when"]) == {"2014-05-01T00:00:00.000Z"}


def _of_the_guide(project: Path, language: str, url: str) -> str:
    guide = (project / "docs" / "wikidata.md").read_text(encoding="utf-8")
    (code,) = re.findall(rf"```{language}\n(.*?)```", guide, re.DOTALL)
    return str(code).replace("http://127.0.0.1:8000", url)


def test_the_programs_of_the_guide_run(
    clients: Path, project: Path, url: str, tmp_path: Path
) -> None:
    python = clients / "wikibase" / "bin" / "python"
    told = _run([python, "-c", _of_the_guide(project, "python", url)], tmp_path)
    assert told.strip() == "НАТО приостанавливает сотрудничество с Россией"
    program = clients / "node" / "of_the_guide.mjs"
    program.write_text(_of_the_guide(project, "js", url))
    assert "2014-05-01" in _run(["node", program], clients / "node")


def test_wikibase_cli(clients: Path, url: str, tmp_path: Path) -> None:
    wb = clients / "node" / "node_modules" / ".bin" / "wb"
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    options = ["--instance", url]
    assert LABEL in _run([wb, "label", EVENT, "--lang", "en", *options], tmp_path, **home)
    assert ROGOZIN in _run([wb, "search", "rogozin", "--lang", "en", *options], tmp_path, **home)
    endpoint = ["--sparql-endpoint", f"{url}/wikibase/sparql"]
    query = tmp_path / "query.rq"
    query.write_text(f"SELECT ?x {{ wd:{EVENT} wdt:P31 ?x }}")
    assert _run([wb, "sparql", query, *endpoint], tmp_path, **home).strip()
