"""What operators ask for."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for

from nrr_graph.describe.questions import questions, shown_first
from nrr_graph.namespaces import ID, PREFIXES
from nrr_graph.web import state
from nrr_graph.web.addresses import public_address
from nrr_graph.web.metrics import CONTENT_TYPE, Metrics
from nrr_graph.web.openapi import describe_routes

blueprint = Blueprint("operations", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Say that the server is alive; the front says so without any worker."""
    response = jsonify({"status": "alive", "version": state.current().release.version})
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/ready")
def ready() -> Response:
    """Ask the store how many triples it holds and compare with what was loaded."""
    release = state.current().release
    rows = state.current().engine.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    answered = int(str(rows[0]["n"].value))
    healthy = answered == release.counts["triples"] > 0
    body = {
        "status": "ok" if healthy else "the store does not hold what was loaded",
        "version": release.version,
        "digest": release.digest,
        "modified": release.modified,
        "triples": answered,
    }
    response = jsonify(body)
    response.status_code = 200 if healthy else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the numbers of requests and their time (Prometheus text format).

    The front has them and answers this itself; without it nothing is counted.
    """
    response = Response(Metrics().text({}), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe every address for tools (OpenAPI 3.1)."""
    return jsonify(describe_routes(current_app))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers off the endpoint, where each address is a query; show them the sitemap."""
    lines = ["User-agent: *", "Disallow: " + url_for("sparql.query"), "Allow: /"]
    lines.append(f"Sitemap: {public_address('sitemap.xml')}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the page of everything that has an English label (sitemaps.org 0.9)."""
    rows = state.current().engine.rows(
        "SELECT DISTINCT ?node { ?node rdfs:label ?label FILTER(LANG(?label) = 'en') "
        f"FILTER(STRSTARTS(STR(?node), '{ID}')) }} ORDER BY ?node"
    )
    slugs = [str(row["node"].value).removeprefix(ID) for row in rows]
    addresses = [public_address(), *(public_address(_path_of(slug)) for slug in slugs)]
    text = render_template("sitemap.xml", addresses=addresses)
    return Response(text, content_type="application/xml")


def _path_of(slug: str) -> str:
    """Return the path of the page of a thing; questions have pages at short addresses."""
    question = slug.removeprefix("question-")
    return f"questions/{question}" if question != slug else f"id/{slug}.html"


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Tell language models how to ask: schema, prefixes, queries that work."""
    asked = shown_first(questions(state.current().engine))
    text = render_template("llms.txt", prefixes=PREFIXES, questions=asked, root=public_address())
    return Response(text, content_type="text/plain; charset=utf-8")
