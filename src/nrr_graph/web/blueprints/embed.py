"""A fact in other people's pages: a small card without scripts, found by oEmbed 1.0."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, request, url_for
from markupsafe import escape

from nrr_graph.describe.proof import prove
from nrr_graph.describe.verdict import decisive_first, verdict_of
from nrr_graph.mediatypes import JSON
from nrr_graph.namespaces import ID, NRR
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.language import language
from nrr_graph.whole_numbers import whole_number

blueprint = Blueprint("embed", __name__)

#: The size of a card in pixels, where its reader asks for no smaller one.
WIDTH_PX, HEIGHT_PX = 480, 260
_FACTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))
#: The card alone may be framed, by any page; it loads a style sheet and nothing else.
_POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *"


@blueprint.get("/card/<slug>")
def card(slug: str) -> Response:
    """Show a fact with its verdict on a card that other pages may frame."""
    here, iri = state.current(), _fact(slug)
    proof = prove(here.engine, here.names, iri, language())
    text = render_template(
        "card.html", proof=proof, verdict=decisive_first(verdict_of(proof.statement, proof.facets))
    )
    response = Response(text, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/oembed")
def oembed() -> Response:
    """Tell how to embed the fact at an address of ours (oEmbed 1.0, section 2.3)."""
    if request.args.get("format", "json") != "json":
        abort(501, "oEmbed is answered in JSON here; ask with format=json")
    slug = urlsplit(request.args.get("url", "")).path.rpartition("/")[2].removesuffix(".html")
    iri = _fact(slug)
    width, height = _within("maxwidth", WIDTH_PX), _within("maxheight", HEIGHT_PX)
    address = public_address(f"card/{slug}")
    title = state.current().names.value(iri, language()).text
    frame = (
        f'<iframe src="{escape(address)}" width="{width}" height="{height}" '
        f'title="{escape(title)}" sandbox="allow-popups" loading="lazy"></iframe>'
    )
    body = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "nrr-graph",
        "provider_url": public_address(),
        "html": frame,
        "width": width,
        "height": height,
    }
    return Response(json.dumps(body, ensure_ascii=False), content_type=JSON.content_type)


def oembed_address(slug: str) -> str:
    """Return where a program learns how to embed a fact."""
    return url_for("embed.oembed", url=public_address(f"id/{slug}"))


def _fact(slug: str) -> str:
    """Return the IRI of a statement or finding; answer 404 for anything else."""
    iri = ID + slug
    if not _FACTS.intersection(state.current().names.of(iri).kinds):
        abort(404, "only a statement or a finding has a card; its address is /id/ and its name")
    return iri


def _within(name: str, most: int) -> int:
    given = whole_number(request.args.get(name, ""))
    return most if given is None else max(1, min(given, most))
