"""The read side of a Wikibase: action API, entity data, concept addresses, REST API, exports."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.engine.embedded import serialize_triples
from nrr_graph.mediatypes import HTML, JSON, N_TRIPLES, RDF_XML, TURTLE, Format
from nrr_graph.release.wikibase.rdf import PREFIXES
from nrr_graph.release.wikibase.snaks import Json
from nrr_graph.web import state
from nrr_graph.web.addresses import local_address, public_address
from nrr_graph.web.answers import chosen_format, format_of_suffix, negotiated
from nrr_graph.web.json_answers import json_answer
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.wikibase import api, documents
from nrr_graph.wikibase.quickstatements import as_commands, as_csv, rows

blueprint = Blueprint("wikibase", __name__)

#: In what an entity can be had, preferred first.
_OFFERED: Final = (JSON, TURTLE, RDF_XML, N_TRIPLES)
_KINDS: Final = {"items": "Q", "properties": "P"}
_PARTS: Final = ("labels", "descriptions", "aliases", "statements", "sitelinks")


@blueprint.route("/w/api.php", methods=["GET", "POST"])
def action_api() -> Response:
    """Answer a call of the MediaWiki action API, errors included, with status 200."""
    parameters = {name: request.values[name] for name in request.values}
    return json_answer(api.answer(state.current().entities, parameters, _root()))


@blueprint.get("/wiki/Special:EntityData/<name>")
@blueprint.get("/wiki/Special:EntityData")
def entity_data(name: str = "") -> AnyResponse:
    """Give an entity as data: by suffix, else as the client asks."""
    number, by_suffix = format_of_suffix(name or request.args.get("id", ""), _OFFERED)
    return _data(_require(number), by_suffix or chosen_format(_OFFERED))


@blueprint.get("/entity/<name>")
def concept(name: str) -> AnyResponse:
    """Send the client from a concept to the document that suits it."""
    number, by_suffix = format_of_suffix(name, _OFFERED)
    _require(number)
    if by_suffix:
        return _data(number, by_suffix)
    chosen = chosen_format((*_OFFERED, HTML))
    address = (
        local_address(state.current().entities.iri(number))
        if chosen == HTML
        else url_for(".entity_data", name=f"{number}.{chosen.suffix}")
    )
    return negotiated(redirect(address, 303))


@blueprint.get("/wiki/<title>")
def wiki_page(title: str) -> AnyResponse:
    """Send a reader from the title of a wiki page to the page here."""
    number = _require(title.removeprefix("Item:").removeprefix("Property:"))
    return redirect(local_address(state.current().entities.iri(number)), 303)


def _data(number: str, chosen: Format) -> Response:
    entities = state.current().entities
    if chosen == JSON:
        return negotiated(json_answer({"entities": {number: entities.all[number]}}))
    triples = documents.rdf_document(entities, number)
    body = serialize_triples(triples, chosen, PREFIXES)
    return negotiated(Response(body, content_type=chosen.content_type))


@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>")
@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>/<part>")
@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>/<part>/<code>")
def rest(kind: str, number: str, part: str = "", code: str = "") -> Response:
    """Give an entity or a part of it (Wikibase REST API, version 1)."""
    if kind not in _KINDS:
        abort(404, f"entities are {' or '.join(_KINDS)}")
    if not number.startswith(_KINDS[kind]):
        abort(400, f"“{number[:40]}” is no id of {kind}")
    entity = documents.rest_entity(state.current().entities.all[_require(number)])
    if not part:
        return json_answer(entity)
    if part not in _PARTS or part not in entity:
        abort(404, f"there is no “{part[:40]}” here; there are: {', '.join(_PARTS)}")
    if not code:
        return json_answer(entity[part])
    if code not in entity[part]:
        abort(404, f"nothing in “{code[:40]}”")
    return json_answer(entity[part][code])


@blueprint.get("/w/rest.php/wikibase/v1/statements/<statement>")
def rest_statement(statement: str) -> Response:
    """Give one statement by its id (Wikibase REST API, version 1)."""
    number = _require(statement.partition("$")[0])
    for claims in state.current().entities.all[number]["claims"].values():
        for claim in claims:
            if claim["id"].upper() == statement.upper():
                return json_answer(documents.rest_statement(claim))
    abort(404, f"there is no statement “{statement[:60]}”")


@blueprint.get("/wikibase/")
def exports() -> Response:
    """Show what there is for Wikidata-style tools: services, exports, which property is which."""
    entities, asked = state.current().entities, language()
    aligned = [
        {
            "number": number,
            "label": entities.label(number, asked),
            "language": asked if asked in entity["labels"] else "en",
            "name": entities.iri(number).rpartition("#")[2],
            "iri": entities.iri(number),
            "is_wikidatas": int(number[1:]) < 900_000,
            "datatype": entity["datatype"],
        }
        for number, entity in entities.all.items()
        if number[0] == "P"
    ]
    found = rows(entities)
    return page("wikibase.html", properties=aligned, count=len(found), total=len(entities.all))


@blueprint.get("/wikibase/entities.json")
def dump() -> Response:
    """Give all entities as the JSON dump of Wikibase has them: an array, an entity a line."""
    body = documents.json_dump(state.current().entities)
    return Response(body, content_type="application/json; charset=utf-8")


@blueprint.get("/wikibase/quickstatements.<suffix>")
def quickstatements(suffix: str) -> Response:
    """Give the rows that Wikidata could take, for a person to review."""
    found = rows(state.current().entities)
    if suffix == "csv":
        return Response(as_csv(found), content_type="text/csv; charset=utf-8")
    if suffix == "txt":
        return Response(as_commands(found), content_type="text/plain; charset=utf-8")
    abort(404, "there are quickstatements.txt and quickstatements.csv")


def _require(number: str) -> str:
    known: dict[str, Json] = dict(state.current().entities.all)
    if number not in known:
        abort(404, f"there is no entity “{number[:40]}” here")
    return number


def _root() -> str:
    return public_address().rstrip("/")
