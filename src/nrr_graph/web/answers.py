"""Answers in the format that the client asks for; the one place where views negotiate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, TypeVar

import pyoxigraph as ox
from flask import Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from nrr_graph.engine.embedded import serialize_triples
from nrr_graph.engine.interface import OWN_DATASET, Dataset, Engine
from nrr_graph.mediatypes import JSON_LD, TURTLE, Format, chosen_by
from nrr_graph.release.annotated import ANNOTATED_GRAPH
from nrr_graph.release.canonical import readable_turtle
from nrr_graph.release.json_ld import document
from nrr_graph.sparql.query import Query
from nrr_graph.web import state
from nrr_graph.web.requests import FORMAT_PARAMETERS, Request

#: Under this name the environment of a request has the error of which the application is to tell.
FAILURE: Final = "nrr.failure"
AnyResponse = TypeVar("AnyResponse", bound=BaseResponse)


def chosen_format(offered: Sequence[Format]) -> Format:
    """Choose by ``format=``, ``output=`` or ``results=``, which beat the Accept header.

    :raises NotAcceptable: nothing offered suits the client.
    """
    word = next(filter(None, map(request.values.get, FORMAT_PARAMETERS)), None)
    return chosen_by(word, request.headers.get("Accept"), offered)


def this_request() -> Request:
    """Return the request under way as the one reader of requests takes it."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers]
    query_string = request.query_string
    return Request(request.method, request.path, query_string, headers, request.get_data())


def raise_failure() -> None:
    """Raise the error that this request has met before it came here."""
    error = request.environ.get(FAILURE)
    if error is not None:
        raise error


def graph_answer(triples: Sequence[ox.Triple], chosen: Format, first: str = "") -> Response:
    """Answer with triples at hand, in the format that the client chose.

    :param first: the IRI of what they are about, which a reader of Turtle meets first.
    """
    return negotiated(document_answer(triples, chosen, first))


def document_answer(triples: Sequence[ox.Triple], chosen: Format, first: str = "") -> Response:
    """Answer with a document of triples, laid out for readers where its format has a layout."""
    if chosen == TURTLE:
        body = readable_turtle(triples, first).encode()
    elif chosen == JSON_LD:
        body = json.dumps(document(triples), ensure_ascii=False, indent=1).encode()
    else:
        body = serialize_triples(list(triples), chosen)
    return Response(body, content_type=chosen.content_type)


def query_answer(
    query: str | Query,
    chosen: Format,
    dataset: Dataset = OWN_DATASET,
    engine: Engine | None = None,
) -> Response:
    """Answer with what an engine, else the endpoint, says to a query, as it comes."""
    body = (engine or state.current().endpoint).stream(query, chosen, dataset)
    return negotiated(Response(body, content_type=chosen.content_type))


def negotiated(response: AnyResponse) -> AnyResponse:
    """Tell caches that another client may get something else."""
    response.vary.add("Accept")
    return response


def format_of_suffix(name: str, offered: Sequence[Format]) -> tuple[str, Format | None]:
    """Split the suffix of a format off a name; the format is none if there is no such suffix."""
    stem, _, suffix = name.rpartition(".")
    found = next((choice for choice in offered if stem and suffix == choice.suffix), None)
    return (stem, found) if found else (name, None)


def require_graph(iri: str) -> str:
    """Return the IRI of a named graph of this release; answer 404 for any other."""
    here = state.current()
    is_view = iri == ANNOTATED_GRAPH.value and not here.settings.engine_url
    if not is_view and iri not in here.release.graphs:
        abort(404, f"this release has no graph <{iri}>; /sparql lists them when asked for RDF")
    return iri
