"""Pages for people."""

from __future__ import annotations

from flask import Blueprint, render_template

from nrr_graph.describe.questions import questions, shown_first
from nrr_graph.web import state

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Say what this is, what it holds, and how to ask it."""
    engine = state.current().engine
    asked = shown_first(questions(engine))
    return render_template("home.html", questions=asked, issues=_issues())


@blueprint.get("/queries")
def queries() -> str:
    """List all questions, each to be run at one click."""
    return render_template("queries.html", questions=questions(state.current().engine))


@blueprint.get("/issues")
def issues() -> str:
    """List every contradiction, gap and flaw of the article, in words."""
    return render_template("issues.html", issues=_issues())


def _issues() -> list[dict[str, str]]:
    rows = state.current().engine.rows(
        "SELECT ?issue ?label ?kind ?remark { "
        "?issue a nrr:Issue ; rdfs:label ?label ; nrr:issueType/rdfs:label ?kind ; "
        "rdfs:comment ?remark . FILTER(LANG(?label) = 'en' && LANG(?kind) = 'en') "
        "FILTER(LANG(?remark) = 'en') } ORDER BY ?kind ?label"
    )
    return [{name: str(term.value) for name, term in row.items()} for row in rows]
