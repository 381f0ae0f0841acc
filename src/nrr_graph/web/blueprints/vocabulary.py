"""What words mean: the ontology, the shapes, the prefixes."""

from __future__ import annotations

import json

import pyoxigraph as ox
from flask import Blueprint, Response, abort, jsonify, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.engine.interface import Engine
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, JSON, JSON_LD, Format
from nrr_graph.namespaces import GRAPH, ID, NRR, ONTOLOGY, PREFIXES, SH, SHAPES, shorten
from nrr_graph.project import shapes_folder
from nrr_graph.release.json_ld import CONTEXT
from nrr_graph.release.ontology_version import VERSION
from nrr_graph.release.published import QUADS
from nrr_graph.web import state
from nrr_graph.web.answers import chosen_format, format_of_suffix, graph_answer, negotiated
from nrr_graph.web.language import language, other_language
from nrr_graph.web.pages import page

blueprint = Blueprint("vocabulary", __name__)

_OFFERED = (*GRAPH_FORMATS, HTML)
#: Evidence has labels too, but nobody types them.
_UNNAMED = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding", "Question"))


@blueprint.get("/ontology")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str = "") -> Response:
    """Show the ontology: every term with its definition and example, or as RDF."""
    engine = state.current().engine
    chosen = _asked_for(suffix)
    if chosen == HTML:
        rows = engine.rows(
            "SELECT ?term ?label ?other ?definition ?example {"
            f"  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; rdfs:label ?label, ?other ;"
            "    skos:definition ?definition ."
            f"  FILTER(LANG(?label) = '{language()}' && LANG(?other) = '{other_language()}')"
            f"  FILTER(LANG(?definition) = '{language()}')"
            f"  OPTIONAL {{ ?term skos:example ?example FILTER(LANG(?example) = '{language()}') }}"
            "} ORDER BY ?term"
        )
        return page("ontology.html", rows=rows)
    return graph_answer(
        engine.triples(
            "CONSTRUCT { ?s ?p ?o } { VALUES ?g { graph:ontology graph:ontology-terms } "
            "GRAPH ?g { ?s ?p ?o } }"
        ),
        chosen,
    )


@blueprint.get("/ontology/<part>")
def ontology_part(part: str) -> AnyResponse:
    """Lead to a file of the ontology, or to a version of it: the latest, or one in a release."""
    here = state.current()
    graph = f"ontology-{part}"
    if GRAPH + graph in here.release.graphs:
        return negotiated(redirect(url_for("graphs.graph", name=graph), 303))
    if part == _version(here.engine):
        return negotiated(redirect(url_for(".ontology"), 303))
    line = f'<{ONTOLOGY}> <{VERSION}> "{part}" '.encode()
    for one in reversed(here.releases):
        if line in (one.folder / QUADS).read_bytes():
            address = url_for("graphs.dump", version=one.version, name="nrr.trig")
            return negotiated(redirect(address, 303))
    abort(404, f"no version {part} of the ontology is kept; the latest is {_version(here.engine)}")


def _version(engine: Engine) -> str:
    (row,) = engine.rows(f"SELECT ?v {{ <{ONTOLOGY}> <{VERSION}> ?v }}")
    return str(row["v"].value)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Response:
    """Show what the data must hold: each shape with its messages, or as RDF (SHACL)."""
    chosen = _asked_for(suffix)
    triples = _shape_triples()
    if chosen == HTML:
        return page("shapes.html", shapes=_messages(triples))
    return graph_answer(triples, chosen)


@blueprint.get("/prefixes")
def prefixes() -> Response:
    """Give the one table of prefixes: as JSON, or as a page."""
    if chosen_format((JSON, HTML)) == HTML:
        return page("prefixes.html", prefixes=PREFIXES)
    return negotiated(jsonify(PREFIXES))


@blueprint.get("/terms.json")
def terms() -> Response:
    """List what an editor may complete: prefixes, classes, properties, entities."""
    known, asked = state.current().names, language()
    listed = [
        [shorten(iri), known.value(iri, asked).text, _kind_of_term(named.kinds)]
        for iri, named in known.all.items()
        if named.labels and iri.startswith((NRR, ID)) and not _UNNAMED.intersection(named.kinds)
    ]
    body = {"prefixes": PREFIXES, "terms": sorted(listed)}
    response = Response(json.dumps(body, ensure_ascii=False), content_type=JSON.content_type)
    response.vary.add("Accept-Language")
    return response


def _kind_of_term(kinds: list[str]) -> str:
    local = {kind.rpartition("#")[2] for kind in kinds}
    if local & {"ObjectProperty", "DatatypeProperty", "Property"}:
        return "property"
    return "class" if "Class" in local else "entity"


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Give the JSON-LD context of the documents."""
    return Response(json.dumps({"@context": CONTEXT}, indent=1), content_type=JSON_LD.content_type)


def _asked_for(suffix: str) -> Format:
    """Return the format of a suffix, else the one that suits the client."""
    if not suffix:
        return chosen_format(_OFFERED)
    chosen = format_of_suffix(f"x.{suffix}", _OFFERED)[1]
    if chosen is None:
        abort(
            404, f"there is no .{suffix} here; there are: {', '.join(f.suffix for f in _OFFERED)}"
        )
    return chosen


def _shape_triples() -> list[ox.Triple]:
    files = sorted(shapes_folder().glob("*.ttl"))
    return [quad.triple for path in files for quad in ox.parse(path=str(path))]


def _messages(triples: list[ox.Triple]) -> dict[str, list[str]]:
    """Return the English messages of each shape that has an IRI, by its name."""
    found: dict[str, list[str]] = {}
    for subject, predicate, value in triples:
        if predicate.value == SH + "message" and isinstance(subject, ox.NamedNode):
            name = subject.value.removeprefix(SHAPES)
            if isinstance(value, ox.Literal) and value.language in (None, "en"):
                found.setdefault(name, []).append(value.value)
    return dict(sorted(found.items()))
