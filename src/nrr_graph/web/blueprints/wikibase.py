"""The read side of a Wikibase: action API, REST API, exports."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, request

from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.blueprints.entity_data import known_number
from nrr_graph.web.json_answers import json_answer
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.wikibase import api, documents
from nrr_graph.wikibase.api_parameters import Call
from nrr_graph.wikibase.contribution_groups import CHECKS, TITLES, Block
from nrr_graph.wikibase.contributions import contribution
from nrr_graph.wikibase.quickstatements import as_commands, why_nothing

blueprint = Blueprint("wikibase", __name__)

_KINDS: Final = {"items": "Q", "properties": "P"}
_PARTS: Final = ("labels", "descriptions", "aliases", "statements", "sitelinks")


@blueprint.route("/w/api.php", methods=["GET", "POST"])
def action_api() -> Response:
    """Answer a call of the MediaWiki action API, errors included, with status 200."""
    parameters = {name: request.values[name] for name in request.values}
    result = api.answer(Call(state.current().entities, parameters, _root()))
    response = json_answer(result)
    if "error" in result:
        response.headers["MediaWiki-API-Error"] = result["error"]["code"]
    return response


@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>")
@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>/<part>")
@blueprint.get("/w/rest.php/wikibase/v1/entities/<kind>/<number>/<part>/<code>")
def rest(kind: str, number: str, part: str = "", code: str = "") -> Response:
    """Give an entity or a part of it (Wikibase REST API, version 1)."""
    if kind not in _KINDS:
        abort(404, f"entities are {' or '.join(_KINDS)}")
    if not number.startswith(_KINDS[kind]):
        abort(400, f"“{number[:40]}” is no id of {kind}")
    entity = documents.rest_entity(state.current().entities.all[known_number(number)])
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
    number = known_number(statement.partition("$")[0])
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
    found = contribution(entities)
    return page(
        "wikibase.html",
        properties=aligned,
        groups=[
            {
                "name": name,
                "title": TITLES[name],
                "checks": CHECKS[name],
                "blocks": [_shown(block) for block in blocks],
            }
            for name, blocks in found.groups.items()
        ],
        left_out=found.left_out,
        total=len(entities.all),
    )


def _shown(block: Block) -> dict[str, object]:
    entities = state.current().entities
    return {
        "label": entities.label(block.number, language()),
        "iri": entities.iri(block.number),
        "item": block.item,
        "count": len(block.statements),
        "publishers": block.publishers,
        "addresses": block.addresses,
    }


@blueprint.get("/wikibase/entities.json")
def dump() -> Response:
    """Give all entities as the JSON dump of Wikibase has them: an array, an entity a line."""
    body = documents.json_dump(state.current().entities)
    return Response(body, content_type="application/json; charset=utf-8")


@blueprint.get("/wikibase/quickstatements.txt")
@blueprint.get("/wikibase/quickstatements/<group>.txt")
def quickstatements(group: str = "") -> Response:
    """Give the commands that Wikidata could take, all or a group, for a person to review."""
    entities = state.current().entities
    found = contribution(entities)
    if group and group not in found.groups:
        abort(404, f"there is no group “{group[:40]}”; there are: {', '.join(found.groups)}")
    blocks = found.groups[group] if group else found.blocks
    # The tool runs no comment.
    body = as_commands(entities, blocks) or f"/* {why_nothing(found)} */\n"
    return Response(body, content_type="text/plain; charset=utf-8")


def _root() -> str:
    return public_address().rstrip("/")
