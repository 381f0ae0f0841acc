"""Pages for people."""

from __future__ import annotations

from flask import Blueprint, render_template

from nrr_graph.describe.showcase import SHOWCASE
from nrr_graph.web import state

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Say what this is, what it holds, and how to ask it."""
    issues = state.current().engine.rows(
        "SELECT ?issue ?label { ?issue a nrr:Issue ; rdfs:label ?label . "
        "FILTER(LANG(?label) = 'en') } ORDER BY ?label"
    )
    return render_template("home.html", queries=SHOWCASE, issues=issues)
