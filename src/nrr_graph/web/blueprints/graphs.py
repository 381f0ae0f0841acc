"""Graphs as wholes: SPARQL 1.1 Graph Store HTTP Protocol (read side), dumps, catalogue."""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
import threading
from http import HTTPStatus
from pathlib import Path
from tempfile import mkdtemp

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.mediatypes import CSV, GRAPH_FORMATS, HTML
from nrr_graph.namespaces import GRAPH
from nrr_graph.release.catalogue import catalogue
from nrr_graph.release.export import EXPORT_FORMATS, TABLES, dump_name, dump_names, write_dump
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import (
    chosen_format,
    format_of_suffix,
    graph_answer,
    query_answer,
    require_graph,
)
from nrr_graph.web.former import known_versions, published
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.ranges import FilePart, part_of

blueprint = Blueprint("graphs", __name__)

_FOR_EVER = "public, max-age=31536000, immutable"
_EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"


@blueprint.get("/rdf-graph-store")
def graph_store() -> Response:
    """Give a graph named by ``?graph=`` or ``?default`` (section 4.2, indirect identification)."""
    named, is_default = request.args.getlist("graph"), "default" in request.args
    if len(named) + is_default != 1:
        abort(400, "name one graph: either ?default or ?graph= with the IRI of a named graph")
    chosen = chosen_format(GRAPH_FORMATS)
    if is_default:
        return query_answer(_EVERYTHING, chosen)
    return query_answer(_all_of(require_graph(named[0])), chosen)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a graph at its own address (section 4.1, direct identification)."""
    stem, by_suffix = format_of_suffix(name, (*GRAPH_FORMATS, HTML))
    iri = require_graph(GRAPH + stem)
    chosen = by_suffix or chosen_format((*GRAPH_FORMATS, HTML))
    if chosen != HTML:
        return query_answer(_all_of(iri), chosen)
    size = state.current().release.graphs[iri]
    label = state.current().names.value(iri, language())
    return page("graph.html", iri=iri, name=stem, label=label, size=size, formats=GRAPH_FORMATS)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset (VoID, section 7.2; DCAT 3); people get the list of dumps."""
    chosen = chosen_format((*GRAPH_FORMATS, HTML))
    if chosen == HTML:
        return downloads()
    here = state.current()
    kept = [one.manifest for one in here.releases]
    return graph_answer(catalogue(here.release, public_address(), kept), chosen)


@blueprint.get("/data/")
def downloads() -> Response:
    """List the dumps with their checksums."""
    kept = list(reversed(state.current().releases))
    return page("data.html", formats=EXPORT_FORMATS, name=dump_name, tables=TABLES, kept=kept)


@blueprint.get("/data/<version>/<name>")
def dump(version: str, name: str) -> AnyResponse:
    """Give the whole graph as a file; a part of it where the client asks for a range."""
    release, former = state.current().release, published(version)
    if former is None and version not in ("latest", release.version):
        abort(404, f"no release {version} is kept here; {known_versions()}")
    if former is None and name == "SHA256SUMS":
        return Response(_checksums(), content_type="text/plain; charset=utf-8")
    path = former.file(name) if former else _latest_file(name)
    if path is None:
        abort(404, f"there is no file {name}; there are: {', '.join(dump_names())}, SHA256SUMS")
    stem, _, suffix = name.rpartition(".")
    # A part is a part of the file as it is.
    is_coded = "Range" not in request.headers and request.accept_encodings["gzip"] > 0
    answer = _file_answer(_compressed(path) if is_coded else path, _media_type(name))
    answer.set_etag(_digest(path) + ("-gzip" if is_coded else ""))
    if is_coded:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    is_for_ever = version != "latest"
    answer.headers["Cache-Control"] = _FOR_EVER if is_for_ever else "public, no-cache"
    answer.headers["Link"] = f'<{public_address(".well-known/void")}>; rel="describedby"'
    shown = release.version if version == "latest" else version
    answer.headers["NRR-Release"] = shown
    download = f"{stem}-{shown}.{suffix}" if suffix and stem else name
    answer.headers["Content-Disposition"] = f'attachment; filename="{download}"'
    return answer.make_conditional(request) if answer.status_code == 200 else answer


def _latest_file(name: str) -> Path | None:
    """Return a file of the release that is served; write it first if nobody asked for it yet."""
    if name not in dump_names():
        return None
    return write_dump(name, state.current().settings.data_paths, _folder())


def _file_answer(path: Path, media_type: str) -> Response:
    """Answer with a file, or with the part of it that is asked for."""
    size = path.stat().st_size
    is_valid = request.headers.get("If-Range", "").strip('"') in ("", _digest(path))
    wanted = request.headers.get("Range", "") if request.method == "GET" and is_valid else ""
    part = part_of(wanted, size)
    if part.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise RequestedRangeNotSatisfiable(size)
    body = FilePart(path, part.begin, part.length)
    answer = Response(body, part.status, mimetype=media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Length"] = str(part.length)
    if part.content_range:
        answer.headers["Content-Range"] = part.content_range
    return answer


@blueprint.get("/data/latest/")
@blueprint.get("/data/latest")
def latest() -> AnyResponse:
    """Lead to the list of dumps."""
    return redirect(url_for(".downloads"))


def _all_of(iri: str) -> str:
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"


def _compressed(path: Path) -> Path:
    """Return a dump's compressed form; write it first if it is not there."""
    coded = _folder() / path.parent.name / f"{path.name}.gz"
    if not coded.is_file():
        coded.parent.mkdir(parents=True, exist_ok=True)
        partial = coded.with_name(f"{coded.name}.{os.getpid()}.{threading.get_ident()}")
        partial.write_bytes(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))
        partial.replace(coded)
    return coded


def _media_type(name: str) -> str:
    formats = {dump_name(choice): choice for choice in EXPORT_FORMATS}
    others = {"SHA256SUMS": "text/plain", "changes.json": "application/json"}
    return formats[name].name if name in formats else others.get(name, CSV.name)


def _folder() -> Path:
    """Return where the dumps of this release are kept while it is served."""
    return (state.current().folder or _own_folder()) / "dumps"


@functools.cache
def _own_folder() -> Path:
    return Path(mkdtemp(prefix="nrr-graph-"))


def _checksums() -> str:
    paths = state.current().settings.data_paths
    files = [write_dump(name, paths, _folder()) for name in dump_names()]
    return "".join(f"{_digest(path)}  {path.name}\n" for path in files)


@functools.cache
def _digest(path: Path) -> str:
    """Return the SHA-256 of a dump, which never changes once it is there."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
