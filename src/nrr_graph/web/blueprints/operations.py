"""What operators ask for."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from nrr_graph.web import state

blueprint = Blueprint("operations", __name__)


@blueprint.get("/health")
def health() -> Response:
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
