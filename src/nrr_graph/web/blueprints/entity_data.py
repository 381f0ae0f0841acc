"""Documents about entities, and the addresses of all that stands in them, as in a Wikibase."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.engine.embedded import serialize_triples
from nrr_graph.mediatypes import HTML, JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from nrr_graph.namespaces import BASE
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.web import state
from nrr_graph.web.addresses import local_address
from nrr_graph.web.answers import chosen_format, format_of_suffix, negotiated
from nrr_graph.web.json_answers import json_answer
from nrr_graph.wikibase import documents
from nrr_graph.wikibase.nodes import (
    HASHED_PATHS,
    PREDICATE_PATHS,
    claim_of,
    curated_iri,
    node_triples,
)

blueprint = Blueprint("entity_data", __name__)

#: Turtle is N3; a document of that suffix has the type that its readers know.
_N3: Final = Format("text/n3", "n3", ("n3",))
_GRAPHS: Final = (TURTLE, RDF_XML, N_TRIPLES, JSON_LD, _N3)
#: In what an entity can be had, preferred first.
_OFFERED: Final = (JSON, *_GRAPHS)


@blueprint.get("/wiki/Special:EntityData/<name>")
@blueprint.get("/wiki/Special:EntityData")
def document(name: str = "") -> AnyResponse:
    """Give an entity as data; without a suffix, send the client to the document that suits it."""
    written, by_suffix = format_of_suffix(name or request.args.get("id", ""), _OFFERED)
    number = known_number(written)
    if not by_suffix:
        return _to_document(number)
    if written != number:
        return redirect(_address(number, by_suffix), 301)
    return _data(number, by_suffix)


@blueprint.get("/entity/<name>")
def concept(name: str) -> AnyResponse:
    """Send the client from a concept to the document that suits it."""
    written, by_suffix = format_of_suffix(name, _OFFERED)
    number = known_number(written)
    return _data(number, by_suffix) if by_suffix else _to_document(number)


@blueprint.get("/entity/statement/<local_name>")
def statement(local_name: str) -> AnyResponse:
    """Send the client from a statement to its page, or to the data of the entity that has it."""
    found = claim_of(state.current().entities, local_name)
    if not found:
        abort(404, f"there is no statement “{local_name[:60]}” here")
    number, claim = found
    return _to_document(number, curated_iri(claim))


@blueprint.get("/prop/<path:path>")
def predicate(path: str) -> AnyResponse:
    """Send the client from a predicate that stands for a property to that property."""
    place, _, name = path.rpartition("/")
    if place not in PREDICATE_PATHS:
        abort(404, f"there is no predicate “prop/{path[:60]}” here")
    return _to_document(known_number(name))


@blueprint.get("/wiki/<title>")
def wiki_page(title: str) -> AnyResponse:
    """Send a reader from the title of a wiki page to the page here."""
    number = known_number(title.removeprefix("Item:").removeprefix("Property:"))
    return redirect(local_address(state.current().entities.iri(number)), 303)


def node(name: str) -> AnyResponse:
    """Tell all of a value or a reference; a reader is sent to the entity that has it."""
    iri = BASE + request.path.lstrip("/")
    triples, numbers = node_triples(state.current().entities, iri)
    if not triples:
        abort(404, f"there is no node “{name[:60]}” here")
    chosen = chosen_format((*_GRAPHS, HTML))
    if chosen == HTML:
        address = local_address(state.current().entities.iri(numbers[0]))
        return negotiated(redirect(address, 303))
    body = serialize_triples(triples, _written_as(chosen), PREFIXES)
    return negotiated(Response(body, content_type=chosen.content_type))


for _path in HASHED_PATHS:
    blueprint.add_url_rule(f"/{_path}/<name>", view_func=node)


def known_number(written: str) -> str:
    """Return the number of an entity, whose letter may be small; answer 404 for others."""
    number = written.upper()
    if number not in state.current().entities.all:
        abort(404, f"there is no entity “{written[:40]}” here")
    return number


def _to_document(number: str, page: str = "") -> AnyResponse:
    """Redirect to the document of an entity that suits the client.

    :param page: the IRI of what a reader is shown instead of the entity.
    """
    chosen = chosen_format((*_OFFERED, HTML))
    shown = page or state.current().entities.iri(number)
    address = local_address(shown) if chosen == HTML else _address(number, chosen)
    return negotiated(redirect(address, 303))


def _address(number: str, chosen: Format) -> str:
    # Without a flavor the parameter is left away.
    return url_for(".document", name=f"{number}.{chosen.suffix}", flavor=request.args.get("flavor"))


def _data(number: str, chosen: Format) -> Response:
    entities = state.current().entities
    flavor = request.args.get("flavor", documents.FULL)
    if flavor not in documents.FLAVORS:
        abort(400, f"“flavor” is one of {', '.join(documents.FLAVORS)}, not “{flavor[:40]}”")
    if chosen == JSON:
        return negotiated(json_answer({"entities": {number: entities.all[number]}}))
    triples = documents.rdf_document(entities, number, flavor)
    body = serialize_triples(triples, _written_as(chosen), PREFIXES)
    return negotiated(Response(body, content_type=chosen.content_type))


def _written_as(chosen: Format) -> Format:
    return TURTLE if chosen == _N3 else chosen
