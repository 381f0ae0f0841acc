"""The reader's language: asked for by ``?lang``, else what the browser prefers."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Final

from flask import g, has_request_context, request

LANGUAGES: Final = ("en", "ru")
_MESSAGES: Final = Path(__file__).parent / "messages"


def language() -> str:
    """Return the language of this request."""
    if "language" not in g:
        asked = request.args.get("lang", "")
        best = request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
        g.language = asked if asked in LANGUAGES else best
    return str(g.language)


def other_language() -> str:
    """Return the language that the page offers beside its own."""
    return next(name for name in LANGUAGES if name != language())


def is_asked_for() -> bool:
    """Tell whether the address itself says which language; then links keep it."""
    return has_request_context() and request.args.get("lang") in LANGUAGES


def translate(text: str) -> str:
    """Return a text of the interface, written in English in the code, in the reader's language."""
    return messages(language()).get(text, text)


@functools.cache
def messages(name: str) -> dict[str, str]:
    """Return the texts of the interface in a language, by the English ones."""
    path = _MESSAGES / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def add_to_links(endpoint: str, values: dict[str, object]) -> None:
    """Keep the language that was asked for in the links of the page."""
    if is_asked_for() and not endpoint.startswith("files."):
        values.setdefault("lang", request.args["lang"])
