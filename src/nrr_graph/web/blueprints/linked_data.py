"""Addresses of the graph's own IRIs: 303 to a document, documents by suffix."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.describe.entities import describe_entity, entity_document, exists
from nrr_graph.engine.embedded import serialize_triples
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, Format, by_word, negotiate
from nrr_graph.namespaces import ID, ONTOLOGY
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address

blueprint = Blueprint("linked_data", __name__)

#: Documents about an entity, preferred first: a browser gets HTML, a program Turtle.
_OFFERED = (*GRAPH_FORMATS, HTML)


@blueprint.get("/id/<slug>")
def entity(slug: str) -> AnyResponse:
    """Send the client to the document that suits it (Cool URIs for the Semantic Web, 4.2)."""
    stem, _, suffix = slug.rpartition(".")
    for choice in _OFFERED:
        if stem and suffix == choice.suffix:
            return _document(stem, choice)
    _require(slug)
    word = request.args.get("format")
    chosen = by_word(word, _OFFERED) if word else negotiate(request.headers.get("Accept"), _OFFERED)
    answer = redirect(url_for(".entity", slug=f"{slug}.{chosen.suffix}"), 303)
    answer.headers["Vary"] = "Accept"
    return answer


def _document(slug: str, chosen: Format) -> Response:
    iri = _require(slug)
    engine = state.current().engine
    if chosen == HTML:
        language = "ru" if request.args.get("lang") == "ru" else "en"
        view = describe_entity(engine, iri, language)
        page = render_template(
            "entity.html", view=view, slug=slug, language=language, formats=GRAPH_FORMATS
        )
        response = Response(page, content_type=HTML.content_type)
    else:
        triples = entity_document(engine, iri)
        response = Response(serialize_triples(triples, chosen), content_type=chosen.content_type)
    response.headers["Link"] = _links(slug, iri)
    return response


def _require(slug: str) -> str:
    """Return the IRI of a slug that the graph describes."""
    iri = ID + slug
    try:
        known = exists(state.current().engine, iri)
    except ValueError:
        known = False
    if not known:
        abort(404, f"nothing in this graph has the IRI {iri}")
    return iri


def _links(slug: str, iri: str) -> str:
    links = [f'<{iri}>; rel="canonical"', f'<{iri}>; rel="describes"']
    for choice in _OFFERED:
        address = public_address(f"id/{slug}.{choice.suffix}")
        links.append(f'<{address}>; rel="alternate"; type="{choice.name}"')
    return ", ".join(links)


@blueprint.get("/ontology")
def ontology() -> Response:
    """Show the ontology: every term with its definition and example, or as RDF."""
    engine = state.current().engine
    chosen = negotiate(request.headers.get("Accept"), _OFFERED)
    if chosen == HTML:
        rows = engine.rows(
            "SELECT ?term ?label ?labelRu ?definition ?example {"
            f"  ?term rdfs:isDefinedBy <{ONTOLOGY}> ; rdfs:label ?label, ?labelRu ;"
            "    skos:definition ?definition ; skos:example ?example ."
            "  FILTER(LANG(?label) = 'en' && LANG(?labelRu) = 'ru')"
            "  FILTER(LANG(?definition) = 'en' && LANG(?example) = 'en')"
            "} ORDER BY ?term"
        )
        page = render_template("ontology.html", rows=rows)
        response = Response(page, content_type=HTML.content_type)
    else:
        query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH graph:ontology {{ ?s ?p ?o }} }} # {ONTOLOGY}"
        triples = engine.triples(query)
        response = Response(serialize_triples(triples, chosen), content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    return response
