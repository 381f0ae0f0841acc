"""Answers in JSON, for programs; with a checked callback for those that cannot do without."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from flask import Response, request

from nrr_graph.errors import MalformedRequest

_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,5}")


def json_answer(content: object, status: int = 200) -> Response:
    """Answer with JSON; as a call of a function if the client names one (JSONP).

    :raises MalformedRequest: the name is not that of a JavaScript function.
    """
    text = json.dumps(content, ensure_ascii=False)
    callback = request.values.get("callback", "")
    if not callback:
        return Response(text + "\n", status, content_type="application/json; charset=utf-8")
    if not _CALLBACK.fullmatch(callback) or len(callback) > 100:
        raise MalformedRequest("“callback” is the name of a JavaScript function")
    # In JavaScript, unlike JSON, these two end a line.
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    body = f"/**/{callback}({safe});\n"
    return Response(body, status, content_type="application/javascript; charset=utf-8")


def read_json(text: str, name: str) -> Any:
    """Read a parameter that holds JSON.

    :raises MalformedRequest: it does not, or nests too deeply.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedRequest(f"“{name}” is not JSON: {error}") from error
