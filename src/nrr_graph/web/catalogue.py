"""The catalogue as this server tells it: its own address, what it keeps, what it answers."""

from __future__ import annotations

from typing import Any

from flask import Response

from nrr_graph.mediatypes import Format
from nrr_graph.release.catalogue import catalogue, in_short, publication_of
from nrr_graph.release.data_services import DATA_SERVICES, WIKIBASE_QUERIES
from nrr_graph.release.json_ld import document
from nrr_graph.release.publication import Publication
from nrr_graph.release.wikibase.graph import FACTS_LIMIT
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.answers import graph_answer
from nrr_graph.web.dumps import dumps_of


def publication() -> Publication:
    """Return under which names the release that this request sees is published here."""
    here = state.current()
    return publication_of(here.release, public_address(), here.settings.contact)


def catalogue_answer(chosen: Format) -> Response:
    """Answer with the whole catalogue."""
    here, shared = state.current(), publication()
    services = [
        service
        for service in DATA_SERVICES
        if service.path != WIKIBASE_QUERIES or here.release.counts["triples"] <= FACTS_LIMIT
    ]
    triples = catalogue(here.release, shared, here.releases, dumps_of(here), services)
    return graph_answer(triples, chosen, shared.dataset)


def catalogue_for_page() -> dict[str, Any]:
    """Return the catalogue in short as JSON-LD, for a page to hold."""
    return document(in_short(state.current().release, publication()))
