"""Look around: search, timeline, map, quality; each also as data."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request

from nrr_graph.describe import timeline as times
from nrr_graph.describe.finding import WORDS_FIT
from nrr_graph.describe.places import Spot, spots
from nrr_graph.describe.timescale import lay_out
from nrr_graph.describe.world import draw
from nrr_graph.errors import MalformedRequest
from nrr_graph.mediatypes import CSV, GRAPH_FORMATS, HTML, JSON, Format
from nrr_graph.namespaces import NRR
from nrr_graph.release.dates import bounds
from nrr_graph.release.wording import spell_date
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import chosen_format, negotiated
from nrr_graph.web.hits import hits_of
from nrr_graph.web.language import language, translate
from nrr_graph.web.pages import page
from nrr_graph.web.quality import quality_answer
from nrr_graph.web.tables import rows_answer
from nrr_graph.whole_numbers import whole_number

blueprint = Blueprint("explore", __name__)

GEO_JSON: Final = Format("application/geo+json", "geojson", ("geojson", "json"))
#: What the relation covers, and parts of it that a reader may want.
FIRST_YEAR, LAST_YEAR = 1991, 2014
#: The years that may be asked for.
FIRST_ASKED, LAST_ASKED = 1900, 2100
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_ZOOMS: Final = ((1991, 2014), (1991, 1999), (2000, 2007), (2008, 2009), (2010, 2012), (2014, 2014))
#: Kinds that the search offers as a filter.
_KINDS: Final = (
    *("Person", "Organization", "State", "Place", "Event", "Plan", "Agreement", "Claim"),
    *("Source", "Issue", "Topic", "Framework", "Office"),
)
_HITS_LIMIT: Final = 50
_TEXT_LENGTH_LIMIT: Final = 1_000


@blueprint.get("/search")
def search() -> Response:
    """Find things by any of their names."""
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    chosen = chosen_format((HTML, JSON, CSV))
    if len(text) > _TEXT_LENGTH_LIMIT:
        raise MalformedRequest(f"“q” has at most {_TEXT_LENGTH_LIMIT:,} characters")
    kinds = [NRR + kind] if kind in _KINDS else []
    hits = hits_of(text, kinds, _limit())
    if chosen != HTML:
        return rows_answer(hits, chosen, "results")
    names = state.current().names
    offered = [{"slug": k, "text": names.value(NRR + k, language()).text} for k in _KINDS]
    return page(
        "search.html", q=text[:200], kind=kind, kinds=offered, hits=hits, near_from=WORDS_FIT
    )


def _limit() -> int:
    given = whole_number(request.args.get("limit", ""))
    return _HITS_LIMIT if given is None else min(given, _HITS_LIMIT)


@blueprint.get("/timeline")
def timeline() -> Response:
    """Show every dated statement in time."""
    chosen, asked = chosen_format((HTML, JSON, CSV)), language()
    names = state.current().names
    everything = times.moments(state.current().engine, names, asked)
    wanted = _filter()
    found = [moment for moment in everything if wanted.admits(moment)]
    if chosen != HTML:
        return rows_answer([_row(moment) for moment in found], chosen, "timeline")
    drawing = lay_out(found, wanted.first, wanted.last)
    kinds, actors, voices = times.choices(names, everything, asked)
    selects = [
        ("kind", translate("kind"), [(v.iri, v.text) for v in kinds], wanted.kind),
        ("actor", translate("actor"), [(v.iri, v.text) for v in actors], wanted.actor),
        (
            "voice",
            translate("voice"),
            [(times.ARTICLE, translate("the article")), *((v.iri, v.text) for v in voices)],
            wanted.voice,
        ),
    ]
    return page(
        "timeline.html", found=found, drawing=drawing, chosen=wanted, selects=selects,
        period=_period(), zooms=_ZOOMS, voice_of=_voice,
        row_limit=state.current().settings.row_limit_html,
    )  # fmt: skip


def _filter() -> times.Filter:
    first = _day("from", 0, date(FIRST_YEAR, 1, 1))
    last = _day("to", 1, date(LAST_YEAR, 12, 31))
    if first > last:
        abort(400, f"from={first} lies after to={last}; exchange them")
    kind, actor, voice = (request.args.get(name, "") for name in ("kind", "actor", "voice"))
    return times.Filter(kind, actor, voice, first, last)


def _period() -> str:
    """Return the time that was asked for, in words."""
    given = [request.args.get(name, "") for name in ("from", "to")]
    ends = [end or str(year) for end, year in zip(given, (FIRST_YEAR, LAST_YEAR), strict=True)]
    dash = "–" if all(end.isdigit() for end in ends) else " – "
    return dash.join(dict.fromkeys(spell_date(end, language()) for end in ends))


def _day(name: str, side: int, default: date) -> date:
    """Return the first or the last day of a year, month or day that was asked for."""
    given = request.args.get(name, "").strip()
    if not given:
        return default
    try:
        day = bounds(given)[side] if _DATE.fullmatch(given) else None
    except ValueError:
        day = None
    if day is None or not FIRST_ASKED <= day.year <= LAST_ASKED:
        abort(
            400,
            f"{name}={given[:20]!r} is no year, month or day between {FIRST_ASKED} and "
            f"{LAST_ASKED}; write 2014, 2014-04 or 2014-04-01",
        )
    return day


def _voice(moment: times.Moment) -> str:
    if moment.voice == times.ARTICLE:
        return translate("the article")
    return state.current().names.value(moment.voice, language()).text


def _row(moment: times.Moment) -> dict[str, object]:
    return {
        "date": moment.date_text,
        "precision": moment.precision,
        "earliest": moment.earliest.isoformat(),
        "latest": moment.latest.isoformat(),
        "end": moment.end.isoformat() if moment.end else "",
        "what": moment.label.text,
        "kind": moment.kind.text,
        "voice": _voice(moment),
        "publisher": moment.publisher.text if moment.publisher else "",
        "issue": moment.has_issue,
        "statement": moment.iri,
    }


@blueprint.get("/map")
def atlas() -> Response:
    """Show where things happened."""
    chosen, here = chosen_format((HTML, GEO_JSON, CSV)), state.current()
    found = spots(here.engine, here.names, here.positions, language())
    if chosen == GEO_JSON:
        body = {"type": "FeatureCollection", "features": [_feature(spot) for spot in found]}
        text = json.dumps(body, ensure_ascii=False)
        return negotiated(Response(text, content_type=GEO_JSON.name))
    if chosen == CSV:
        rows: list[dict[str, object]] = [
            {
                "place": spot.place.iri,
                "label": spot.place.text,
                "latitude": spot.position.latitude,
                "longitude": spot.position.longitude,
                "statements": len(spot.statements),
            }
            for spot in found
        ]
        return rows_answer(rows, CSV, "places")
    return page("map.html", map=draw(found))


def _feature(spot: Spot) -> dict[str, Any]:
    point = [spot.position.longitude, spot.position.latitude]
    return {
        "type": "Feature",
        "id": spot.place.iri,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": {
            "label": spot.place.text,
            "statements": [value.iri for value in spot.statements],
        },
    }


@blueprint.get("/quality")
def quality() -> Response:
    """Count how well the graph is sourced."""
    return quality_answer(chosen_format((HTML, JSON, CSV, *GRAPH_FORMATS)))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Let browsers offer the search (OpenSearch 1.1)."""
    address = public_address("search")
    text = render_template("opensearch.xml", address=address)
    return Response(text, content_type="application/opensearchdescription+xml")
