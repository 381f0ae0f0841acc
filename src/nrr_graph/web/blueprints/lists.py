"""Lists by class: all persons, events, organizations, agreements, sources, places."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from nrr_graph.describe.lists import LISTS, ORDERS, Item, having, items, kinds_of
from nrr_graph.describe.views import Value
from nrr_graph.mediatypes import CSV, HTML, JSON
from nrr_graph.namespaces import NRR
from nrr_graph.web import state
from nrr_graph.web.answers import chosen_format
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.tables import rows_answer

blueprint = Blueprint("lists", __name__)


@blueprint.get("/list/<name>")
def members(name: str) -> Response:
    """List all things of a class, or those of a narrower one, or that have some words."""
    if name not in LISTS:
        abort(404, f"there is no list “{name}”; there are: {', '.join(LISTS)}")
    order = request.args.get("sort", ORDERS[0])
    if order not in ORDERS:
        abort(400, f"sort={order[:20]!r} is no order; the orders are: {', '.join(ORDERS)}")
    here = state.current()
    words, kind = (request.args.get(part, "").strip() for part in ("q", "kind"))
    everything = items(here.engine, here.names, name, language(), order)
    kinds = kinds_of(everything)
    if kind and kind not in [_name_of(one) for one in kinds]:
        listed = ", ".join(_name_of(one) for one in kinds)
        abort(400, f"kind={kind[:20]!r} is no kind of this list; there are: {listed}")
    found = having(everything, words, NRR + kind if kind else "")
    chosen = chosen_format((HTML, JSON, CSV))
    if chosen != HTML:
        return rows_answer([_row(item) for item in found], chosen, name)
    return page(
        "list.html", name=name, lists=list(LISTS), orders=ORDERS, order=order, items=found,
        words=words, kind=kind, kinds=[(_name_of(one), one.text) for one in kinds],
    )  # fmt: skip


def _name_of(kind: Value) -> str:
    return kind.iri.removeprefix(NRR)


def _row(item: Item) -> dict[str, object]:
    return {
        "iri": item.thing.iri,
        "label": item.thing.text,
        "description": item.description,
        "date": item.date,
        "first_day": item.day,
        "facts": item.facts,
    }
