"""The engines that ``make bench`` measures, each loaded and started in its own way."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from bench_servers import START_LIMIT_S, Missing, Running, server_process
from engines import load_into_virtuoso, virtuoso_server
from nrr_graph import __version__
from nrr_graph.release.folder import database_of, name_of_build, write_small
from nrr_graph.release.manifest import Manifest, write_manifest
from serving import free_port, nrr_graph

#: A large dump takes minutes; here it is the engine that is measured, not its limits.
TIME_LIMIT_S = 600
Start = Callable[..., AbstractContextManager[Running]]


@dataclass(frozen=True)
class Engine:
    """An engine and how to start it: ``start(folder, data, large=…)``."""

    name: str
    start: Start
    takes_millions: bool = True
    in_quick_run: bool = False


def _ours(cache_mb: int) -> Start:
    @contextmanager
    def start(folder: Path, data: Path, *, large: bool) -> Iterator[Running]:
        """Serve a store on disk that was built without rules and checks."""
        del large
        store, load_s = _store_of(data)
        port = free_port()
        command: list[str | Path] = [nrr_graph(), "serve", "--store", store, "--data", data]
        command += ["--port", str(port), "--time-limit-s", str(TIME_LIMIT_S)]
        url = f"http://127.0.0.1:{port}/sparql"
        # Other settings may be tried: NRR_ENGINE_WORKERS=2 make bench.
        environment = {name: value for name, value in os.environ.items() if name.startswith("NRR_")}
        environment |= {"NRR_CACHE_SIZE_LIMIT_MB": str(cache_mb), "PATH": "/usr/bin:/bin"}
        with server_process(command, url, environment, folder) as (process, start_s):
            yield Running(url, process, load_s, start_s)

    return start


@functools.cache
def _store_of(data: Path) -> tuple[Path, float]:
    """Build the store beside the data, once for all servers of ours; return the seconds it took."""
    folder = data.with_name("store")
    build = folder / name_of_build([data])
    build.mkdir(parents=True)
    begin = time.monotonic()
    store = ox.Store(database_of(build))
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    store.optimize()
    write_small(store, build)
    size = len(store)
    del store
    load_s = time.monotonic() - begin
    write_manifest(Manifest(__version__, "bench", "2026-01-01", {}, {"triples": size}), build)
    return folder, load_s


@contextmanager
def _oxigraph(folder: Path, data: Path, *, large: bool) -> Iterator[Running]:
    """Load into a database on disk and serve it; a small one in memory, as it does best."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if not program:
        raise Missing("pip install oxigraph")
    port = free_port()
    url, load_s = f"http://127.0.0.1:{port}", 0.0
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    if large:
        begin = time.monotonic()
        location = str(folder / "database")
        subprocess.run([program, "load", "-l", location, "-f", str(data)], check=True,
                       capture_output=True)  # fmt: skip
        subprocess.run([program, "optimize", "-l", location], check=True, capture_output=True)
        load_s = time.monotonic() - begin
        command = [program, "serve-read-only", "-l", location, "--bind", f"127.0.0.1:{port}"]
    with server_process(command, f"{url}/query", None, folder) as (process, start_s):
        if not large:
            load_s = _put(f"{url}/store?default", data)
        yield Running(f"{url}/query", process, load_s, start_s)


def _put(url: str, data: Path) -> float:
    begin = time.monotonic()
    headers = {"Content-Type": "application/n-triples"}
    request = urllib.request.Request(url, data.read_bytes(), headers, method="PUT")
    urllib.request.urlopen(request, timeout=START_LIMIT_S).close()
    return time.monotonic() - begin


@contextmanager
def _rdflib_endpoint(folder: Path, data: Path, *, large: bool) -> Iterator[Running]:
    del large
    if not importlib.util.find_spec("rdflib_endpoint"):
        raise Missing("pip install rdflib-endpoint uvicorn")
    port = free_port()
    program = Path(sys.executable).with_name("rdflib-endpoint")
    command: list[str | Path] = [program, "serve", data, "--host", "127.0.0.1", "--port", str(port)]
    with server_process(command, f"http://127.0.0.1:{port}/", None, folder) as (process, start_s):
        yield Running(f"http://127.0.0.1:{port}/", process, 0.0, start_s)


@contextmanager
def _virtuoso(folder: Path, data: Path, *, large: bool) -> Iterator[Running]:
    if not shutil.which("virtuoso-t"):
        raise Missing("apt-get install virtuoso-opensource")
    shutil.copy(data, folder / "data.nt")
    begin = time.monotonic()
    with virtuoso_server(folder, 300_000 if large else 20_000) as (url, sql_port):
        start_s = time.monotonic() - begin
        begin = time.monotonic()
        load_into_virtuoso(sql_port, folder, "data.nt", "urn:data")
        process = int((folder / "virtuoso.lck").read_text().rpartition("=")[2])
        yield Running(url, process, time.monotonic() - begin, start_s)


#: The first is the one whose answers the others' are compared with.
ENGINES = (
    Engine("oxigraph serve", _oxigraph, in_quick_run=True),
    Engine("nrr-graph, uncached", _ours(0), in_quick_run=True),
    Engine("nrr-graph, repeated", _ours(64), in_quick_run=True),
    Engine("Virtuoso", _virtuoso),
    Engine("rdflib-endpoint", _rdflib_endpoint, takes_millions=False),
)
