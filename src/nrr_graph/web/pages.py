"""Pages: rendered in the reader's language, with what all of them share."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response, render_template, request, url_for

from nrr_graph.describe.world import view_box
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
        static=static_address,
        view_box=view_box(),
        land=LandAddress(),
        navigation=NAVIGATION,
    )
    app.jinja_env.filters["longest_word"] = longest_word
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
