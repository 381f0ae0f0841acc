"""The Reconciliation Service API, 0.2 and the draft of 1.0.

Both are of the W3C's Entity Reconciliation Community Group.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from nrr_graph.errors import MalformedRequest
from nrr_graph.namespaces import ID
from nrr_graph.web import state
from nrr_graph.web.addresses import local_address, public_address
from nrr_graph.web.headers import COMMON
from nrr_graph.web.json_answers import json_answer, read_json
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.whole_numbers import whole_number
from nrr_graph.wikibase import match_api
from nrr_graph.wikibase.extension import extend, propose
from nrr_graph.wikibase.reconciliation import BATCH_LIMIT, NAME, answer_batch, manifest, suggest

blueprint = Blueprint("reconcile", __name__)

_KINDS = ("entity", "property", "type")


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """Describe the service, match a batch of names, or give values for a table."""
    here = state.current()
    if "queries" in request.values:
        batch = read_json(request.values["queries"], "queries")
        if isinstance(batch, dict):
            _require_batch_size(len(batch))
        return json_answer(answer_batch(here.entities, here.matcher, batch, language()))
    if "extend" in request.values:
        asked = read_json(request.values["extend"], "extend")
        return json_answer(extend(here.entities, asked, language()))
    if "query" in request.values:
        # The form of version 0.1 for one query: JSON, or the name by itself.
        text = request.values["query"]
        one = read_json(text, "query") if text.lstrip().startswith("{") else {"query": text}
        return json_answer(answer_batch(here.entities, here.matcher, {"q0": one}, language())["q0"])
    return _varying(json_answer(manifest(here.entities, _root(), language())))


@blueprint.get("/reconcile/1.0")
def service_1_0() -> Response:
    """Describe the service as version 1.0 of the API does."""
    here = state.current()
    return _varying(json_answer(match_api.manifest(here.entities, _root(), language(), NAME)))


@blueprint.route("/reconcile/match", methods=["GET", "POST"])
@blueprint.route("/reconcile/1.0/match", methods=["GET", "POST"])
def match() -> Response:
    """Match a batch of queries with conditions (version 1.0)."""
    here = state.current()
    queries = match_api.queries_of(_json_body())
    _require_batch_size(len(queries))
    return _varying(
        json_answer(match_api.answer_queries(here.entities, here.matcher, queries, language()))
    )


@blueprint.route("/reconcile/extend", methods=["GET", "POST"])
@blueprint.route("/reconcile/1.0/extend", methods=["GET", "POST"])
def extension() -> Response:
    """Give values of entities for the columns of a table (version 1.0)."""
    answer = match_api.extended(state.current().entities, _json_body(), language())
    return _varying(json_answer(answer))


@blueprint.get("/reconcile/1.0/suggest/<kind>")
@blueprint.get("/reconcile/suggest/<kind>")
def suggestions(kind: str) -> Response:
    """Suggest entities, properties or types while somebody types."""
    if kind not in _KINDS:
        abort(404, f"suggested are: {', '.join(_KINDS)}")
    cursor = whole_number(request.args.get("cursor", "0"))
    if cursor is None:
        raise MalformedRequest("“cursor” is a whole number")
    prefix = request.args.get("prefix", "")
    found = suggest(state.current().entities, kind, prefix, cursor, language())
    return _varying(json_answer({"result": found}))


@blueprint.get("/reconcile/extend/propose")
@blueprint.get("/reconcile/1.0/extend/propose")
@blueprint.get("/reconcile/propose_properties")
def properties() -> Response:
    """Propose properties for the members of a class."""
    limit = whole_number(request.args.get("limit", "0"))
    if limit is None:
        raise MalformedRequest("“limit” is a whole number")
    here = state.current()
    item_class = request.args.get("type", "")
    found = propose(here.entities, item_class, limit, language())
    return _varying(json_answer(found))


@blueprint.get("/reconcile/flyout/<kind>")
def flyout(kind: str) -> Response:
    """Describe a suggestion in a few words, as HTML inside JSON."""
    number = _require(request.args.get("id", ""))
    if kind not in _KINDS:
        abort(404, f"described are: {', '.join(_KINDS)}")
    html = page("flyout.html", **_described(number)).get_data(as_text=True)
    return _varying(json_answer({"id": number, "html": html}))


@blueprint.get("/reconcile/1.0/preview")
@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show an entity in a small frame of another site."""
    number = _require(request.args.get("id", ""))
    response = page("preview.html", **_described(number))
    policy = COMMON["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    response.headers["Content-Security-Policy"] = policy
    return response


def _json_body() -> Any:
    if request.method != "POST":
        raise MalformedRequest("send what you ask as JSON, in the body of a POST")
    return read_json(request.get_data(as_text=True), "the body")


def _require_batch_size(size: int) -> None:
    if size > BATCH_LIMIT:
        abort(413, f"a batch holds at most {BATCH_LIMIT} queries (batchSize of the manifest)")


def _described(number: str) -> dict[str, Any]:
    entities = state.current().entities
    iri = entities.iri(number)
    return {
        "number": number,
        "label": entities.label(number, language()),
        "description": entities.description(number, language()),
        "kinds": [entities.label(c, language()) for c in entities.classes(number)],
        "where": public_address(local_address(iri)) if iri.startswith(ID) else "",
    }


def _require(number: str) -> str:
    number = number.rpartition("/")[2]
    if number not in state.current().entities.all:
        abort(404, f"there is no entity “{number[:40]}” here")
    return number


def _root() -> str:
    return public_address().rstrip("/")


def _varying(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response
