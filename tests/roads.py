"""The roads to an answer, all with one face: the WSGI application, servers, the command, notebooks.

What is promised holds on each of them; a test that asks ``road`` asks them all.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlencode

import pyoxigraph as ox
import rdflib
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from nrr_graph import open_dataset
from nrr_graph.cli import main
from wire import Fields, Reply
from wire import ask as ask_wire

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
#: The three ways of a query operation (SPARQL 1.1 Protocol, section 2.1).
WAYS: Final = ("get", "form", "direct")
SRJ: Final = "application/sparql-results+json"
Send = Callable[[str, str | bytes, bytes, Fields], Reply]


@dataclass(frozen=True)
class Road:
    """A way to ask over HTTP."""

    name: str
    send: Send

    def ask(self, method: str, target: str | bytes, body: bytes = b"", **headers: str) -> Reply:
        """Send a request; ``accept_language=`` is the header Accept-Language."""
        fields = [(name.replace("_", "-").title(), value) for name, value in headers.items()]
        return self.send(method, target, body, fields)

    def get(self, target: str | bytes, **headers: str) -> Reply:
        """Send a GET."""
        return self.ask("GET", target, b"", **headers)

    def query(
        self,
        text: str,
        *parameters: tuple[str, str],
        way: str = "get",
        accept: str = SRJ,
        path: str = "/sparql",
    ) -> Reply:
        """Send a query in one of the three ways."""
        if way == "get":
            address = f"{path}?{urlencode([('query', text), *parameters])}"
            return self.ask("GET", address, accept=accept)
        if way == "form":
            body = urlencode([("query", text), *parameters]).encode()
            return self.ask("POST", path, body, content_type=FORM, accept=accept)
        address = f"{path}?{urlencode(parameters)}" if parameters else path
        return self.ask("POST", address, text.encode(), content_type=DIRECT, accept=accept)


def server_road(name: str, url: str) -> Road:
    """Ask a server that runs."""
    return Road(name, lambda *request: ask_wire(url, *request))


def application_road(app: Flask) -> Road:
    """Ask the Flask application alone, as any WSGI server does."""

    def send(method: str, target: str | bytes, body: bytes, fields: Fields) -> Reply:
        raw = target.encode() if isinstance(target, str) else target
        path, _, query_string = raw.partition(b"?")
        builder = EnvironBuilder(method=method, headers=list(fields))
        environ = builder.get_environ()
        environ |= {
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query_string.decode("latin-1"),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        chunks, status, headers = run_wsgi_app(app.wsgi_app, environ)
        content = b"".join(chunks)
        return Reply(int(status.split()[0]), list(headers), content)

    return Road("application", send)


@dataclass(frozen=True)
class Asker:
    """A way to ask a query and get its solutions; HTTP or not."""

    name: str
    #: Solutions as texts by variable; triples as solutions of s, p and o; ASK as one of boolean.
    rows: Callable[[str], list[dict[str, str]]]

    def number(self, query: str) -> int:
        """Return the only value of the only solution, a number."""
        (row,) = self.rows(query)
        (value,) = row.values()
        return int(value)


def road_asker(road: Road, way: str) -> Asker:
    """Ask over HTTP, in one of the three ways."""

    def rows(query: str) -> list[dict[str, str]]:
        reply = road.query(query, way=way, accept=f"{SRJ}, application/n-triples")
        assert reply.status == 200, (reply.status, reply.body[:500])
        return _triples(reply.body) if "triples" in reply.media_type else _solutions(reply.json())

    return Asker(f"{road.name} by {way}", rows)


def command_asker(folder: Path) -> Asker:
    """Ask with ``nrr-graph query``."""

    def rows(query: str) -> list[dict[str, str]]:
        file = folder / "query.rq"
        file.write_text(query, encoding="utf-8")
        is_graph = "CONSTRUCT" in query or "DESCRIBE" in query
        form = ["--format", "nt" if is_graph else "json"]
        result = CliRunner().invoke(main, ["query", *form, str(file)])
        assert result.exit_code == 0, result.output
        output = result.stdout.encode()
        return _triples(output) if is_graph else _solutions(json.loads(output))

    return Asker("command", rows)


@cache
def notebook_asker() -> Asker:
    """Ask with ``open_dataset()``."""
    dataset = open_dataset()

    def rows(query: str) -> list[dict[str, str]]:
        results = dataset.query(query)
        if results.type in ("CONSTRUCT", "DESCRIBE"):
            return [dict(zip("spo", map(str, triple), strict=True)) for triple in results]  # type: ignore[arg-type]
        if results.type == "ASK":
            return [{"boolean": str(bool(results)).lower()}]
        return [_row_of(row) for row in results]

    return Asker("notebook", rows)


def _row_of(row: Any) -> dict[str, str]:
    assert isinstance(row, rdflib.query.ResultRow)
    return {name: str(value) for name, value in row.asdict().items()}


def _solutions(document: Any) -> list[dict[str, str]]:
    if "boolean" in document:
        return [{"boolean": str(document["boolean"]).lower()}]
    bindings = document["results"]["bindings"]
    return [{name: str(term["value"]) for name, term in row.items()} for row in bindings]


def _triples(body: bytes) -> list[dict[str, str]]:
    quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return [{"s": str(q.subject), "p": str(q.predicate), "o": str(q.object)} for q in quads]
