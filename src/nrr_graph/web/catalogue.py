"""The catalogue as this server tells it: its own address, what it keeps, what it answers."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from flask import Response

from nrr_graph.mediatypes import Format
from nrr_graph.release.catalogue import catalogue, publication_of
from nrr_graph.release.data_services import DATA_SERVICES, WIKIBASE_QUERIES
from nrr_graph.release.json_ld import document
from nrr_graph.release.publication import Publication
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
        if service.path != WIKIBASE_QUERIES or not here.settings.engine_url
    ]
    triples = catalogue(here.release, shared, here.releases, dumps_of(here), services)
    return graph_answer(triples, chosen, shared.dataset)


def in_short() -> dict[str, Any]:
    """Return the dataset, the catalogue and their publisher as JSON-LD, for a page."""
    shared = publication()
    subjects = (shared.dataset, f"{shared.dataset}#catalogue", shared.publisher)
    triples: list[ox.Triple] = catalogue(state.current().release, shared)
    return document(t for t in triples if str(t.subject)[1:-1] in subjects)
