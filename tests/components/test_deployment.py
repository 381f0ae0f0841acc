"""The files in ``deploy/``: checked by the tools made for them, and run as far as they can be.

No container engine and no systemd runs where these tests do.  What stands in for them is the
kernel: the same restrictions, set by hand.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from engines import virtuoso_server
from nrr_graph.cli import main
from nrr_graph.engine.limits import limits_of
from nrr_graph.engine.probe import require_release
from nrr_graph.engine.remote import RemoteEngine
from nrr_graph.release.release import Release
from nrr_graph.settings import read_settings
from processes import FRONT, SPARE, SUPERVISOR, WORKER, kill, memory_mb, processes, wait_until
from serving import free_port, nrr_graph, nrr_server, running
from surroundings import component_missing

COMPOSE_FILES = ("compose.nginx.yaml", "compose.virtuoso.yaml")
#: Of systemd-analyze, in tenths: 0 is a service that can do nothing, 100 one that can do all.
EXPOSURE_LIMIT = 15
#: What the unit takes away, by mounts and by prctl(2): nothing can be written but the temporary
#: folder, other processes and the kernel's numbers cannot be seen, no capability is left, and no
#: memory can be made executable.
CONFINED = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=1777,size=64m tmpfs /mnt
mount -o remount,bind,ro /
mount -t proc -o subset=pid,hidepid=invisible proc /proc
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --securebits=+noroot -- "$@"
"""
WITHOUT_EXECUTABLE_MEMORY = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)  # PR_SET_MDWE; older kernels do not know it.
os.execv(sys.argv[1], sys.argv[1:])
"""


def _tool(name: str, how: str) -> str:
    """Return where a tool is: beside this Python, or on the machine."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    return found or component_missing(f"{name}: {how}")


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def deploy(project: Path) -> Path:
    folder = project / "deploy"
    if not folder.is_dir():
        pytest.skip("needs the source tree with its deploy/")
    return folder


def test_the_container_file_has_no_finding(deploy: Path) -> None:
    result = _run(_tool("hadolint", "make audit"), deploy / "Containerfile")
    assert (result.returncode, result.stdout) == (0, "")


def test_the_container_is_not_root_and_gets_its_settings_by_name(deploy: Path) -> None:
    text = (deploy / "Containerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last, re.MULTILINE)
    assert "COPY --from=build /opt/nrr-graph /opt/nrr-graph" in last
    assert last.count("COPY") == 1


def test_the_health_check_of_the_container_tells_whether_the_server_answers(
    deploy: Path, url: str
) -> None:
    text = (deploy / "Containerfile").read_text(encoding="utf-8")
    command = json.loads(re.findall(r"HEALTHCHECK.*?CMD (\[.*?\])\n", text, re.DOTALL)[0])
    assert command[0] == "python3"
    for address, status in ((url, 0), (f"http://127.0.0.1:{free_port()}", 1)):
        program = command[2].replace("http://127.0.0.1:8000", address)
        assert _run(sys.executable, command[1], program).returncode == status


@pytest.mark.parametrize("name", COMPOSE_FILES)
def test_a_compose_file_keeps_to_the_specification(deploy: Path, name: str) -> None:
    compose_spec = pytest.importorskip("compose_spec", reason="needs compose-spec: make audit")
    text = (deploy / name).read_text(encoding="utf-8")
    compose_spec.PyCompose.from_yaml(text).validate()
    with pytest.raises(ValueError, match="read_onli"):
        compose_spec.PyCompose.from_yaml(text.replace("read_only:", "read_onli:")).validate()


@pytest.mark.parametrize("name", COMPOSE_FILES)
def test_a_compose_file_has_no_serious_finding(deploy: Path, name: str) -> None:
    result = _run(_tool("compose-lint", "make audit"), "check", deploy / name)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_unit_is_understood(deploy: Path, tmp_path: Path) -> None:
    unit = tmp_path / "nrr-graph.service"
    text = (deploy / "nrr-graph.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/nrr-graph/bin/nrr-graph", str(nrr_graph())), "utf-8")
    result = _run(_tool("systemd-analyze", "apt-get install systemd"), "verify", unit)
    said = [line for line in result.stderr.splitlines() if unit.name in line]
    assert (result.returncode, said) == (0, [])


def test_the_unit_leaves_little_to_take(deploy: Path) -> None:
    tool = _tool("systemd-analyze", "apt-get install systemd")
    unit = deploy / "nrr-graph.service"
    result = _run(tool, "security", "--offline=true", f"--threshold={EXPOSURE_LIMIT}", unit)
    assert result.returncode == 0, result.stdout


def test_virtuoso_holds_the_release_after_the_shipped_script(
    deploy: Path, tmp_path: Path, release: Release
) -> None:
    with virtuoso_server(tmp_path) as (url, sql_port):
        exported = CliRunner().invoke(
            main, ["export", "--format", "nq", "--output", str(tmp_path / "nrr.nq")]
        )
        assert exported.exit_code == 0, exported.output
        script = (deploy / "virtuoso" / "load.sql").read_text(encoding="utf-8")
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", "ERRORS=STDOUT"],
            input=script.replace("/release", str(tmp_path)), text=True, check=True, timeout=120,
            capture_output=True,
        )  # fmt: skip
        require_release(RemoteEngine(url, limits_of(read_settings({}))), release)


def _allowed_calls(unit: str, tool: str) -> set[str]:
    """Return the system calls that a unit's filters leave."""
    allowed: set[str] = set()
    for value in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        calls = set[str]().union(*(_members(name, tool) for name in value.lstrip("~").split()))
        # Of a later list, what an earlier one allows as a part of a service stays refused.
        allowed = allowed - calls if value.startswith("~") else allowed | calls
    return allowed


def _members(name: str, tool: str) -> set[str]:
    if not name.startswith("@"):
        return {name}
    lines = _run(tool, "syscall-filter", name).stdout.splitlines()[1:]
    names = {line.strip() for line in lines if not line.strip().startswith("#")} - {""}
    return set[str]().union(*(_members(member, tool) for member in names))


def test_no_system_call_is_needed_that_the_unit_refuses(deploy: Path, tmp_path: Path) -> None:
    tool = _tool("systemd-analyze", "apt-get install systemd")
    strace = _tool("strace", "apt-get install strace")
    counts, port = tmp_path / "calls", free_port()
    # -D: the one who looks on is a grandchild, and signals go to the server.
    command: list[str | Path] = [
        strace,
        "-D",
        "-f",
        "-c",
        "-o",
        counts,
        nrr_graph(),
        "serve",
        "--port",
        str(port),
    ]
    with running(command, tmp_path, port) as server:
        _use(server.url)
        wait_until(lambda: len(processes(server, SUPERVISOR)) == 1, 5, "one supervisor")
        (supervisor,) = processes(server, SUPERVISOR)
        kill(supervisor)
        _use(server.url)
    wait_until(lambda: " total" in counts.read_text(encoding="utf-8"), 10, "strace's summary")
    lines = counts.read_text(encoding="utf-8").splitlines()
    used = {line.split()[-1] for line in lines if re.match(r"\s+\d", line)} - {"total"}
    assert {"clone", "pidfd_open", "prctl", "prlimit64"} <= used
    unit = (deploy / "nrr-graph.service").read_text(encoding="utf-8")
    assert used - _allowed_calls(unit, tool) == set()


def _use(url: str) -> None:
    """Ask for what each kind of process does."""
    for path in ("/id/nato.html", "/sparql?query=ASK%7B%7D", "/data/latest/nrr.nt", "/metrics"):
        with urllib.request.urlopen(url + path, timeout=60) as answer:
            assert answer.read()


@pytest.fixture(scope="module")
def confined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the server with what the unit and the container leave it."""
    for name in ("unshare", "setpriv"):
        _tool(name, "apt-get install util-linux")
    if _run("unshare", "--mount", "true").returncode:
        pytest.skip("needs root, to take from the server what the unit takes")
    port = free_port()
    server: list[str | Path] = [nrr_graph(), "serve", "--port", str(port), "--time-limit-s", "5"]
    command: list[str | Path] = [
        *("unshare", "--mount", "sh", "-c", CONFINED, "sh"),
        *("env", "TMPDIR=/mnt", "HOME=/nowhere", sys.executable, "-c", WITHOUT_EXECUTABLE_MEMORY),
        *server,
    ]
    folder = tmp_path_factory.mktemp("confined")
    with running(command, folder, port) as started:
        yield started.url


def test_the_server_needs_no_more_than_the_unit_leaves_it(confined: str) -> None:
    _use(confined)


def test_a_query_is_ended_at_its_limit_there_too(confined: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{confined}/sparql?" + urllib.parse.urlencode({"query": query}))
    with caught.value as answer:
        assert answer.status == 503
        assert "5 s" in answer.read().decode()
    _use(confined)


def test_a_full_temporary_folder_costs_dumps_alone(tmp_path: Path, confined: str) -> None:
    """The folder of the server has 64 MB, and the dumps of all formats fit into that."""
    for suffix in ("nt", "nq", "ttl", "trig", "rdf", "jsonld"):
        with urllib.request.urlopen(f"{confined}/data/latest/nrr.{suffix}", timeout=60) as answer:
            assert answer.read()


#: By then the first workers have been replaced by better prepared ones.
_SETTLED_S = 3


def test_at_rest_the_processes_take_what_the_documentation_says(
    project: Path, tmp_path: Path
) -> None:
    page = " ".join((project / "docs" / "operating.md").read_text(encoding="utf-8").split())
    said_mb = int(re.findall(r"at rest, all processes together take (\d+) MB", page)[0])
    with nrr_server(tmp_path) as server:
        _use(server.url)
        time.sleep(_SETTLED_S)
        names = (SUPERVISOR, SPARE, WORKER, FRONT)
        numbers = [number for name in names for number in processes(server, name)]
        measured_mb = sum(map(memory_mb, [server.process.pid, *numbers]))
    assert said_mb * 0.7 <= measured_mb <= said_mb * 1.15
