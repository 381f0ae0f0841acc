"""Graphs as wholes: SPARQL 1.1 Graph Store HTTP Protocol (read side), dumps, catalogue."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, LINKSET, WITH_TRIPLE_TERMS, Format
from nrr_graph.namespaces import GRAPH
from nrr_graph.release.annotated import ANNOTATED_GRAPH, RDF_1_2_NAME
from nrr_graph.release.dumps import CHECKSUMS, Dump, stored
from nrr_graph.release.export import (
    CSVW,
    EXPORT_FORMATS,
    MEDIA_TYPES,
    TABLE_METADATA,
    TABLES,
    dump_name,
    dump_names,
)
from nrr_graph.release.published import Published
from nrr_graph.release.table_metadata import CSVW_NAME
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import chosen_format, format_of_suffix, query_answer, require_graph
from nrr_graph.web.catalogue import catalogue_answer
from nrr_graph.web.dumps import dump_of, file_answer
from nrr_graph.web.former import known_versions, published
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.signposts import Link, add_links, linkset, of_dataset, of_file

blueprint = Blueprint("graphs", __name__)

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
    is_view = iri == ANNOTATED_GRAPH.value
    formats = WITH_TRIPLE_TERMS if is_view else GRAPH_FORMATS
    chosen = by_suffix or chosen_format((*formats, HTML))
    if chosen != HTML:
        return query_answer(_all_of(iri), chosen)
    size = state.current().release.graphs.get(iri)
    label = state.current().names.value(iri, language())
    return page("graph.html", iri=iri, name=stem, label=label, size=size, formats=formats)


@blueprint.get("/dataset")
@blueprint.get("/dataset.<suffix>")
def dataset(suffix: str = "") -> Response:
    """Describe the dataset, its releases, files and services (DCAT 3, VoID), or list the dumps."""
    offered = (*GRAPH_FORMATS, HTML, LINKSET)
    chosen = format_of_suffix(f"x.{suffix}", offered)[1] if suffix else chosen_format(offered)
    if chosen is None:
        listed = ", ".join(choice.suffix for choice in offered)
        abort(404, f"there is no .{suffix} here; there are: {listed}")
    if chosen == LINKSET:
        text = json.dumps(linkset(public_address(), of_dataset()), indent=1)
        return Response(text, content_type=chosen.content_type)
    return _described(chosen)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset (VoID, section 7.2; DCAT 3); people get the list of dumps."""
    return _described(chosen_format((*GRAPH_FORMATS, HTML)))


def _described(chosen: Format) -> Response:
    if chosen == HTML:
        return downloads()
    response = catalogue_answer(chosen)
    add_links(response, of_dataset())
    return response


@blueprint.get("/data/")
def downloads() -> Response:
    """List the dumps with their checksums."""
    kept = list(reversed(state.current().releases))
    response = page(
        "data.html", formats=EXPORT_FORMATS, name=dump_name, tables=TABLES, kept=kept,
        rdf_1_2=RDF_1_2_NAME, described=list(TABLE_METADATA),
    )  # fmt: skip
    add_links(response, of_dataset())
    return response


@blueprint.get("/data/<version>/<name>")
def dump(version: str, name: str) -> AnyResponse:
    """Give the whole graph as a file; a part of it where the client asks for a range."""
    here, former = state.current(), published(version)
    if former is None and version not in ("latest", here.release.version):
        abort(404, f"no release {version} is kept here; {known_versions()}")
    found = _file_of(former, name)
    if found is None:
        abort(404, f"there is no file {name}; there are: {', '.join(dump_names())}, SHA256SUMS")
    answer = file_answer(
        found,
        _media_type(name),
        is_immutable=version != "latest",
        may_compress=former is None and not here.dumps,
    )
    shown = here.release.version if version == "latest" else version
    if former:
        answer.last_modified = former.moment
    if name == RDF_1_2_NAME:
        answer.mimetype_params["version"] = "1.2"
    answer.headers["NRR-Release"] = shown
    stem, _, suffix = name.rpartition(".")
    download = f"{stem}-{shown}.{suffix}" if suffix and stem else name
    answer.headers["Content-Disposition"] = f'attachment; filename="{download}"'
    if name in TABLES:  # Programs for tables look for the first link of their kind.
        csvw = public_address(f"data/{version}/{CSVW_NAME}")
        add_links(answer, [Link("describedby", csvw, CSVW)])
    add_links(answer, of_file())
    return answer.make_conditional(request) if answer.status_code == 200 else answer


def _file_of(former: Published | None, name: str) -> Dump | None:
    """Return a file of a published release, else of the one that is served."""
    if former is None:
        is_known = name in (*dump_names(), CHECKSUMS)
        return dump_of(state.current(), name) if is_known else None
    beside = former.file(name)
    return former.dumps.get(name) or (Dump(stored(beside)) if beside else None)


@blueprint.get("/data/latest/")
@blueprint.get("/data/latest")
def latest() -> AnyResponse:
    """Lead to the list of dumps."""
    return redirect(url_for(".downloads"))


def _all_of(iri: str) -> str:
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"


def _media_type(name: str) -> str:
    others = {"SHA256SUMS": "text/plain", "changes.json": "application/json"}
    return MEDIA_TYPES.get(name) or others[name]
