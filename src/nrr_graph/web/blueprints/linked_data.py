"""Addresses of the graph's own IRIs: 303 to a document, documents by suffix."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.describe.article import Edition, edition_of
from nrr_graph.describe.cite import (
    CITATION_FORMATS,
    Citation,
    as_text,
    citation_of,
    title_of_fact,
)
from nrr_graph.describe.claim_review import claim_review
from nrr_graph.describe.entities import describe_entity, entity_document, exists
from nrr_graph.describe.neighbours import neighbourhood
from nrr_graph.describe.proof import Proof, prove
from nrr_graph.describe.schema_org import schema_org
from nrr_graph.describe.statements import read_statements
from nrr_graph.describe.verdict import verdict_of
from nrr_graph.describe.voices import voices_of
from nrr_graph.languages import choose
from nrr_graph.mediatypes import GRAPH_FORMATS, HTML, LINKSET, Format
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.json_ld import document, for_page
from nrr_graph.release.wikibase.model import ARTICLE
from nrr_graph.release.wikibase.numbers import numbers
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import chosen_format, document_answer, format_of_suffix, negotiated
from nrr_graph.web.blueprints.embed import oembed_address
from nrr_graph.web.former import withdrawal_of
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.signposts import add_links, linkset, of_thing
from nrr_graph.whole_numbers import whole_number

blueprint = Blueprint("linked_data", __name__)

#: Documents about an entity, preferred first: a browser gets HTML, a program Turtle.
_OFFERED: Final = (*GRAPH_FORMATS, HTML, *CITATION_FORMATS, LINKSET)
_STATEMENTS: Final = frozenset(NRR + name for name in ("Statement", "Quotation", "Finding"))
#: A page holds its triples as JSON-LD too, if they are no more than these.
_EMBEDDED_LIMIT: Final = 400
_PAGES_LIMIT: Final = 10_000
#: With what the names of questions begin; their pages have shorter addresses.
_QUESTION: Final = "question-"


@blueprint.get("/id/<slug>")
def entity(slug: str) -> AnyResponse:
    """Send the client to the document that suits it (Cool URIs for the Semantic Web, 4.2)."""
    stem, by_suffix = format_of_suffix(slug, _OFFERED)
    if by_suffix:
        return document_of(stem, by_suffix)
    _require(slug)
    chosen = chosen_format(_OFFERED)
    return negotiated(redirect(url_for(".entity", slug=f"{slug}.{chosen.suffix}"), 303))


def document_of(slug: str, chosen: Format) -> AnyResponse:
    """Describe a thing, as the release that this request sees has it, in a format."""
    iri = _require(slug)
    response: AnyResponse
    engine = state.current().engine
    if chosen in CITATION_FORMATS:
        citation = CITATION_FORMATS[chosen](_citation(iri))
        response = Response(citation, content_type=chosen.content_type)
        response.vary.add("Accept-Language")
    elif chosen == HTML and slug.startswith(_QUESTION):
        response = redirect(url_for("questions.answer", slug=slug.removeprefix(_QUESTION)), 303)
    elif chosen == HTML:
        response = _page(slug, iri)
    elif chosen == LINKSET:
        found = linkset(public_address(f"id/{slug}.html"), of_thing(slug, iri))
        return Response(json.dumps(found, indent=1), content_type=chosen.content_type)
    else:
        response = document_answer(entity_document(engine, iri), chosen, iri)
    add_links(response, of_thing(slug, iri, is_page=chosen == HTML))
    return response


def _page(slug: str, iri: str) -> Response:
    """Show a statement with its evidence, anything else with the statements about it."""
    here, asked = state.current(), language()
    view = describe_entity(here.engine, here.names, iri, asked, _part())
    triples = entity_document(here.engine, iri)
    is_statement = bool(_STATEMENTS.intersection(here.names.of(iri).kinds))
    shared: dict[str, Any] = {
        "view": view,
        "iri": iri,
        "slug": slug,
        "number": None if is_statement else numbers().item(iri),
        "formats": GRAPH_FORMATS,
        "citations": CITATION_FORMATS,
        "json_ld": for_page(schema_org(view, asked)),
        "lossless": for_page(document(_embedded(triples, iri))),
    }
    if is_statement:
        proof = prove(here.engine, here.names, iri, asked, here.article)
        return page("statement.html", **shared, **_of_fact(proof, slug))
    around = neighbourhood(here.engine, here.names, iri, asked)
    return page("entity.html", around=around, edition=_edition(iri), **shared)


def _of_fact(proof: Proof, slug: str) -> dict[str, Any]:
    """Return what the page of a fact shows beside what every page of a thing does."""
    here, iri = state.current(), proof.statement.iri
    citation = _citation(iri)
    article = here.names.value(ARTICLE, language())
    address, day = public_address(f"id/{slug}.html"), here.release.modified
    review = claim_review(proof, address, day, article, language())
    return {
        "proof": proof,
        "verdict": verdict_of(proof.statement, proof.facets),
        "voices": voices_of(here.engine, here.names, iri, language()),
        "citation": as_text(citation),
        "digest": citation.digest,
        "claim_review": for_page(review) if review else "",
        "oembed": oembed_address(slug),
        "article": article,
    }


def _edition(iri: str) -> Edition | None:
    """Return how the article can be found; nothing for the page of anything else."""
    here = state.current()
    if iri != ARTICLE:
        return None
    found = edition_of(here.engine, here.names, iri, language())
    given = here.settings.article_address
    return replace(found, address=given) if given.startswith(("https://", "http://")) else found


def _embedded(triples: list[Any], iri: str) -> list[Any]:
    """Return the triples that a page holds: all, or of many those about the thing itself."""
    if len(triples) <= _EMBEDDED_LIMIT:
        return triples
    return [triple for triple in triples if triple.subject.value == iri]


def _part() -> int:
    return min(max(whole_number(request.args.get("page", "1")) or 1, 1), _PAGES_LIMIT)


def _require(slug: str) -> str:
    """Return the IRI of a slug that the graph describes."""
    iri = ID + slug
    try:
        known = exists(state.current().engine, iri)
    except ValueError:
        known = False
    if not known and (told := withdrawal_of(slug)):
        abort(410, told)
    if not known:
        abort(404, f"nothing in this graph has the IRI {iri}")
    return iri


def _citation(iri: str) -> Citation:
    """Cite an IRI by its label, a fact with what tells it from others."""
    here, asked = state.current(), language()
    title = choose(here.names.of(iri).labels, asked)[0] or iri
    if _STATEMENTS.intersection(here.names.of(iri).kinds):
        (fact,) = read_statements(here.engine, here.names, [iri], asked)
        title = title_of_fact(fact, iri.removeprefix(ID), asked)
    return citation_of(here.engine, iri, title, here.release, asked)
