"""Questions as pages: each with its answer, what that rests on, and its query."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from nrr_graph.describe.answers import Answer, in_words
from nrr_graph.describe.date_bounds import bound_variables
from nrr_graph.describe.grounds import grounds
from nrr_graph.describe.questions import Question, by_theme, question, questions, related
from nrr_graph.describe.results import ResultTable, result_table
from nrr_graph.describe.views import Value
from nrr_graph.engine.interface import formats_for_query
from nrr_graph.mediatypes import CSV, HTML, JSON
from nrr_graph.sparql.query import read_query
from nrr_graph.web import state
from nrr_graph.web.answers import chosen_format, query_answer
from nrr_graph.web.language import language
from nrr_graph.web.pages import page
from nrr_graph.web.query_page import EXCEL, excel_answer
from nrr_graph.web.tables import rows_answer

blueprint = Blueprint("questions", __name__)

#: Rows of an answer that are read to tell it in a line.
_ROWS_IN_SHORT: Final = 3


@blueprint.get("/questions/<slug>")
def answer(slug: str) -> Response:
    """Answer one question."""
    here, asked = state.current(), language()
    found = question(here.engine, slug, asked)
    if found is None:
        abort(404, f"there is no question “{slug}”; /queries lists all of them")
    read = read_query(found.sparql)
    chosen = chosen_format((HTML, *formats_for_query(read), EXCEL))
    if chosen == EXCEL:
        return excel_answer(ask(found, here.settings.row_limit_html))
    if chosen != HTML:
        return query_answer(read, chosen)
    table = ask(found, here.settings.row_limit_html)
    return page(
        "question.html",
        question=found,
        answer=in_words(table, here.names, asked, bound_variables(found.sparql)),
        views=table.views(here.positions)[1:],
        grounds=grounds(here.engine, here.names, found.sparql, table, asked),
        related=related(questions(here.engine, asked), found),
    )


@blueprint.get("/questions")
def all_questions() -> AnyResponse:
    """Send who shortened the address of a question to the list of all."""
    return redirect(url_for(".overview"), 303)


@blueprint.get("/queries")
def overview() -> Response:
    """List all questions by theme, each with its answer in short."""
    found = questions(state.current().engine, language())
    chosen = chosen_format((HTML, JSON, CSV))
    if chosen != HTML:
        rows: list[dict[str, object]] = [
            {"question": q.iri, "theme": q.theme, "text": q.text, "sparql": q.sparql} for q in found
        ]
        return rows_answer(rows, chosen, "queries")
    return page("queries.html", themes=by_theme(found), short=_in_short(found))


def ask(asked: Question, row_limit: int) -> ResultTable:
    """Ask a stored question."""
    return result_table(state.current().engine.results(asked.sparql), row_limit)


def answered(asked: Question, row_limit: int) -> Answer:
    """Answer a stored question in words."""
    table, names = ask(asked, row_limit), state.current().names
    return in_words(table, names, language(), bound_variables(asked.sparql))


def _in_short(found: list[Question]) -> dict[str, list[Value]]:
    """Tell each answer in a line; no release changes, so each is asked once."""
    known = state.current().short_answers.setdefault(language(), {})
    for one in found:
        if one.slug not in known:
            known[one.slug] = answered(one, _ROWS_IN_SHORT).short()
    return known
