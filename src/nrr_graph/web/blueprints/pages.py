"""Pages for people: the way in, the remarks."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from nrr_graph.describe.first_answers import first_answer
from nrr_graph.describe.grounds import grounds
from nrr_graph.describe.issues import IssueView
from nrr_graph.describe.issues import issues as all_issues
from nrr_graph.describe.lists import LISTS
from nrr_graph.describe.questions import Question, questions, shown_first
from nrr_graph.describe.timeline import moments, years
from nrr_graph.mediatypes import CSV, GRAPH_FORMATS, HTML, JSON
from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.json_ld import for_page
from nrr_graph.release.wikibase.model import ARTICLE
from nrr_graph.web import state
from nrr_graph.web.answers import chosen_format
from nrr_graph.web.blueprints.explore import FIRST_YEAR, LAST_YEAR
from nrr_graph.web.blueprints.questions import ask
from nrr_graph.web.catalogue import catalogue_answer, catalogue_for_page
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.signposts import add_links, of_dataset
from nrr_graph.web.tables import rows_answer

blueprint = Blueprint("pages", __name__)

#: Entities with which a reader may want to begin.
_STARTS: Final = (
    *("nato", "russia", "nato-russia-council", "founding-act", "dmitry-rogozin"),
    "suspension-of-cooperation-2014",
)
#: Rows of an answer, and facts that it rests on, on the home page.
_ROWS_AT_HOME: Final = 6
_FACTS_AT_HOME: Final = 3
#: Kinds of remarks that show best what the graph does.
_TELLING: Final = ("sourceOlderThanFact", "contradiction", "tension", "lostText")
_ISSUES_AT_HOME: Final = 8


@blueprint.get("/")
def home() -> Response:
    """Say what this is, what it holds, and how to ask it; give programs the catalogue."""
    chosen = chosen_format((HTML, *GRAPH_FORMATS))
    response = _home() if chosen == HTML else catalogue_answer(chosen)
    add_links(response, of_dataset())
    return response


def _home() -> Response:
    here, asked = state.current(), language()
    first = shown_first(questions(here.engine, asked))
    by_year = years(moments(here.engine, here.names, asked), FIRST_YEAR, LAST_YEAR)
    return page(
        "home.html",
        answers=[_first_answer(question) for question in first],
        issues=_telling(all_issues(here.engine, here.names, asked)),
        years=by_year,
        most=max(max(article, others) for _, article, others in by_year) or 1,
        middle=_middle([article + others for _, article, others in by_year]),
        lists=list(LISTS),
        starts=[here.names.value(ID + slug, asked) for slug in _STARTS],
        catalogue=for_page(catalogue_for_page()),
    )


def _middle(told: list[int]) -> float:
    """Return where in a row of numbers most lies, as a share of its length."""
    weighed = sum((place + 0.5) * number for place, number in enumerate(told))
    return weighed / (sum(told) or 1) / len(told)


def _first_answer(question: Question) -> dict[str, object]:
    """Return a question with its answer as a sentence, and the facts that this rests on."""
    here, asked = state.current(), language()
    table = ask(question, _ROWS_AT_HOME)
    facts = grounds(here.engine, here.names, question.sparql, table, asked)
    return {
        "question": question,
        "parts": first_answer(table, here.names, question.slug, asked),
        "facts": facts[:_FACTS_AT_HOME],
    }


def _telling(found: list[IssueView]) -> list[IssueView]:
    """Pick remarks of the kinds that show best what the graph does."""
    kinds = [NRR + kind for kind in _TELLING]
    picked = [issue for issue in found if issue.kind.iri in kinds]
    return (picked or found)[:_ISSUES_AT_HOME]


@blueprint.get("/about")
def about() -> Response:
    """Say who made it, from what, how verdicts are made, and how to report an error."""
    here = state.current()
    contact = here.settings.contact
    return page(
        "about.html",
        article=here.names.value(ARTICLE, language()),
        contact=contact if contact.startswith(("https://", "mailto:")) else "",
        iri=_ours(request.args.get("iri", "")),
    )


def _ours(iri: str) -> str:
    """Return an IRI that this graph knows; a report names no other."""
    return iri if state.current().names.of(iri).labels else ""


@blueprint.get("/issues")
def issues() -> Response:
    """List every contradiction, gap and flaw of the article, in words."""
    found = all_issues(state.current().engine, state.current().names, language())
    chosen = chosen_format((HTML, JSON, CSV))
    if chosen != HTML:
        rows: list[dict[str, object]] = [
            {
                "issue": issue.iri,
                "label": issue.label.text,
                "kind": issue.kind.text,
                "remark": issue.remark,
                "concerns": " ".join(value.iri for value in issue.concerns),
            }
            for issue in found
        ]
        return rows_answer(rows, chosen, "issues")
    return page("issues.html", issues=found)
