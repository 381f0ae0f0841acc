"""Real SPARQL servers of others, started on loopback for a while and stopped again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.release import Release
from serving import free_port
from surroundings import component_missing

START_LIMIT_S = 60

#: Its own configuration: everything in one folder, loopback only, room for the release.
VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 10
[SPARQL]
DefaultGraph = urn:none
ResultSetMaxRows = 100000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""


@contextmanager
def oxigraph_server(folder: Path, *options: str) -> Iterator[str]:
    """Run ``oxigraph serve``; yield its address (endpoint ``/query``, graph store ``/store``)."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if not program:
        component_missing("oxigraph, the server: pip install oxigraph")
    port = free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", *options]
    url = f"http://127.0.0.1:{port}"
    with _running(command, folder, f"{url}/query?query=ASK%20%7B%7D"):
        yield url


@contextmanager
def virtuoso_server(folder: Path, buffers: int = 20_000) -> Iterator[tuple[str, int]]:
    """Run Virtuoso in a folder; yield its endpoint and the port of its SQL console."""
    if not shutil.which("virtuoso-t"):
        component_missing("Virtuoso: apt-get install virtuoso-opensource")
    port, sql_port = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    text = VIRTUOSO.format(
        folder=folder, port=port, sql_port=sql_port, buffers=buffers, dirty=buffers * 3 // 4
    )
    configuration.write_text(text, encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(configuration)]
    url = f"http://127.0.0.1:{port}/sparql"
    with _running(command, folder, f"{url}?query=ASK%20%7B%7D"):
        yield url, sql_port


def show_only(sql_port: int, graphs: Iterable[str]) -> None:
    """Hide Virtuoso's own graphs, so that its default graph is the merge of these."""
    commands = ["DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 0);"]
    commands += [f"DB.DBA.RDF_GRAPH_USER_PERMS_SET('{graph}', 'nobody', 1);" for graph in graphs]
    subprocess.run(
        ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", "ERRORS=STDOUT"],
        input="\n".join(commands), text=True, check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def load_into_virtuoso(sql_port: int, folder: Path, file: str, graph: str = "urn:none") -> None:
    """Load a file in the server's folder with its bulk loader."""
    commands = f"ld_dir('{folder}', '{file}', '{graph}'); rdf_loader_run(); checkpoint;"
    subprocess.run(
        ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", f"EXEC={commands}"],
        check=True, capture_output=True, timeout=1200,
    )  # fmt: skip


def write_graphs(release: Release, path: Path) -> None:
    """Write the named graphs of a release as N-Quads of RDF 1.1."""
    left_out = (ox.DefaultGraph(), ANNOTATED_GRAPH)
    quads = (q for q in release.store if q.graph_name not in left_out)
    with path.open("wb") as file:
        ox.serialize(quads, file, format=ox.RdfFormat.N_QUADS)


@contextmanager
def _running(command: Sequence[str], folder: Path, probe: str) -> Iterator[None]:
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(probe, process, folder / "server.log")
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(probe: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(probe, timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")
