"""Pages: rendered in the reader's language, with what all of them share."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, render_template, request, url_for
from markupsafe import Markup

from nrr_graph.mediatypes import HTML
from nrr_graph.web import language, state
from nrr_graph.web.addresses import local_address, public_address
from nrr_graph.web.answers import negotiated
from nrr_graph.web.blueprints.files import static_address

#: The main ways into the site: endpoint and text.
NAVIGATION: Final = (
    ("explore.timeline", "Timeline"),
    ("explore.atlas", "Map"),
    ("questions.overview", "Questions"),
    ("sparql.query", "Query"),
    ("pages.issues", "Issues"),
    ("graphs.downloads", "Data"),
)
#: What is read as one word, though it has hyphens.
_CODE: Final = re.compile(r"(\bS\d\d-\d\d\b|\b\d{4}-\d\d-\d\d\b(?!-))")
#: What of an address is the reader's own choice, or what a page is without saying so.
_NOT_PASSED_ON: Final = ("lang", "format", "layout")


def init_app(app: Flask) -> None:
    """Give templates what all of them need."""
    app.jinja_env.globals.update(
        _=language.translate,
        counted=language.counted,
        number=language.number,
        quoted=language.quoted,
        spelled_out=language.spelled_out,
        spelled=language.spelled,
        address=local_address,
        public_address=public_address,
        here=here,
        here_absolute=here_absolute,
        permalink=permalink,
        static=static_address,
        land=LandAddress(),
        navigation=NAVIGATION,
    )
    app.jinja_env.filters.update(longest_word=longest_word, unbroken=unbroken)
    app.url_defaults(language.add_to_links)
    app.context_processor(_shared)


class LandAddress:
    """The address of the base map, where it was built; false where it was not."""

    def __str__(self) -> str:
        """Return the address."""
        return static_address("built/land.svg")

    def __bool__(self) -> bool:
        """Tell whether the base map was built."""
        return bool(static_address("built/land.svg"))


def _shared() -> dict[str, object]:
    other = language.other_language()
    return {
        "language": language.language(),
        "other_language": other,
        "other_language_address": here(lang=other) if request.url_rule else f"?lang={other}",
        "release": state.current().release,
        "latest": state.latest().release,
    }


def longest_word(text: str) -> int:
    """Return the length of the longest piece of a text that has no break, as an address has none.

    >>> longest_word("see https://example.org/a")
    21
    """
    return max(map(len, text.split()), default=0)


def unbroken(text: str) -> Markup:
    """Keep days and codes of sentences in a text on one line each.

    >>> unbroken("S01-08 & 2014-05-01")
    Markup('<span class="code">S01-08</span> &amp; <span class="code">2014-05-01</span>')
    """
    kept = Markup('<span class="code">{}</span>')
    parts = enumerate(_CODE.split(text))
    return Markup("").join(kept.format(part) if place % 2 else part for place, part in parts)


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page; tell caches what it depends on."""
    response = Response(
        render_template(template, **context), status, content_type=HTML.content_type
    )
    if not language.is_asked_for():
        response.vary.add("Accept-Language")
    return negotiated(response)


def here(**changes: object) -> str:
    """Return the address of this page with some parameters changed."""
    given: dict[str, Any] = request.args.to_dict(flat=False)
    given.pop("page", None)
    values = {**given, **(request.view_args or {}), **changes}
    return url_for(str(request.endpoint), **values)


def here_absolute(name: str | None) -> str:
    """Return the absolute address of this page in a language; without one, in the reader's."""
    prefix = request.script_root
    return public_address(here(lang=name).removeprefix(prefix))


def permalink() -> str:
    """Return the address of this page to pass on: each reader sees it in a language of their own.

    A query that came in a form is in it too.
    """
    given = {k: v for k, v in request.values.items(multi=True) if v and k not in _NOT_PASSED_ON}
    asked = urlencode(given, quote_via=quote)
    return request.script_root + quote(request.path) + (f"?{asked}" if asked else "")
