"""OpenRefine itself: import a spreadsheet, guess the type, reconcile, extend, export."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.wikibase.numbers import numbers
from serving import free_port
from surroundings import component_missing

START_LIMIT_S, WORK_LIMIT_S = 90, 60
EXPECTED = {
    "Dmitry Rogozin": "dmitry-rogozin",
    "Рогозин": "dmitry-rogozin",
    "Anders Rasmussen": "anders-rasmussen",
    "Владимир Путин": "vladimir-putin",
    "Dmitry Medvedev": "dmitry-medvedev",
}
SHEET = "name\n" + "".join(f"{name}\n" for name in (*EXPECTED, "Nobody Of This Name"))
ENGINE = json.dumps({"facets": [], "mode": "row-based"})


class OpenRefine:
    """A running OpenRefine, asked over HTTP as its own page asks it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._http = urllib3.PoolManager(retries=False, timeout=30)

    def get(self, command: str, **fields: str) -> Any:
        """Ask for something."""
        answer = self._http.request("GET", f"{self._root}/command/core/{command}", fields=fields)
        assert answer.status == 200, answer.data
        return json.loads(answer.data)

    def post(self, command: str, **fields: Any) -> urllib3.BaseHTTPResponse:
        """Do something; every change needs a fresh token."""
        token = self.get("get-csrf-token")["token"]
        address = f"{self._root}/command/core/{command}?csrf_token={token}"
        is_upload = "project-file" in fields
        answer = self._http.request(
            "POST", address, fields=fields, redirect=False, encode_multipart=is_upload
        )
        assert answer.status in (200, 302), answer.data
        return answer

    def wait(self, project: str) -> None:
        """Wait until a project has nothing to do."""
        end = time.monotonic() + WORK_LIMIT_S
        while self.get("get-processes", project=project)["processes"]:
            assert time.monotonic() < end, "OpenRefine did not finish"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    program = shutil.which("openrefine")
    if not program:
        component_missing("OpenRefine: apt-get install openrefine")
    port, folder = free_port(), tmp_path_factory.mktemp("openrefine")
    command = [program, "-i", "127.0.0.1", "-p", str(port), "-d", str(folder), "-x",
               "refine.headless=true"]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            client = OpenRefine(f"http://127.0.0.1:{port}")
            _wait_for(client, process, folder / "log")
            yield client
        finally:
            subprocess.run(["pkill", "-TERM", "-s", str(process.pid)], check=False)
            process.wait(timeout=30)


def _wait_for(client: OpenRefine, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            client.get("get-version")
        except (urllib3.exceptions.HTTPError, AssertionError):
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"OpenRefine did not start: {log.read_text(errors='replace')[-2000:]}")


def _project(refine: OpenRefine) -> str:
    options = json.dumps({"separator": ",", "headerLines": 1, "encoding": "UTF-8"})
    answer = refine.post(
        "create-project-from-upload",
        **{
            "project-file": ("names.csv", SHEET.encode(), "text/csv"),
            "project-name": "names",
            "format": "text/line-based/*sv",
            "options": options,
        },
    )
    return answer.headers["Location"].rpartition("project=")[2]


def test_a_spreadsheet_is_reconciled_extended_and_exported(refine: OpenRefine, url: str) -> None:
    service = f"{url}/reconcile"
    manifest = json.loads(urllib3.request("GET", service).data)
    project = _project(refine)

    guessed = json.loads(
        refine.post(
            "guess-types-of-column", project=project, columnName="name", service=service
        ).data
    )
    person = str(numbers().item(NRR + "Person"))
    assert guessed.get("types", [{}])[0].get("id") == person, guessed

    config = {
        "mode": "standard-service",
        "service": service,
        "identifierSpace": manifest["identifierSpace"],
        "schemaSpace": manifest["schemaSpace"],
        "type": {"id": person, "name": "person"},
        "autoMatch": True,
        "columnDetails": [],
        "limit": 5,
    }
    refine.post(
        "reconcile", project=project, columnName="name", config=json.dumps(config), engine=ENGINE
    )
    refine.wait(project)

    extension = {
        "properties": [{"id": "P39", "name": "position held"}, {"id": "P31", "name": "kind"}]
    }
    refine.post(
        "extend-data",
        project=project,
        columnName="name",
        baseColumnName="name",
        endpoint=service,
        identifierSpace=manifest["identifierSpace"],
        schemaSpace=manifest["schemaSpace"],
        extension=json.dumps(extension),
        columnInsertIndex="1",
        engine=ENGINE,
    )
    refine.wait(project)

    rows = refine.get("get-rows", project=project, start="0", limit="100")
    recons = rows["pool"]["recons"]
    matched = {}
    for row in rows["rows"]:
        cell = row["cells"][0]
        if cell and "r" in cell:
            found = recons[str(cell["r"])]
            matched[cell["v"]] = found["m"]["id"] if found["j"] == "matched" else ""
    expected = {name: numbers().item(ID + slug) for name, slug in EXPECTED.items()}
    assert matched == {**expected, "Nobody Of This Name": ""}

    table = refine.post("export-rows/names.csv", project=project, format="csv", engine=ENGINE).data
    exported = list(csv.DictReader(io.StringIO(table.decode())))
    rogozin = next(row for row in exported if row["name"] == "Dmitry Rogozin")
    assert "Russian envoy to NATO" in rogozin["position held"]
