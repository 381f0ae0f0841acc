"""The files of the site: style, scripts, pictures."""

from __future__ import annotations

import functools
import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request, url_for

blueprint = Blueprint("files", __name__)

FOLDER: Final = Path(__file__).parents[1] / "static"
_KEPT_FOR_EVER: Final = "public, max-age=31536000, immutable"


@blueprint.get("/static/<path:name>")
def static(name: str) -> Response:
    """Give a file; one that is asked for with its digest may be kept for ever."""
    if name not in _names():
        abort(404, f"there is no file {name}")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response((FOLDER / name).read_bytes(), mimetype=media_type)
    if request.args.get("v") == _digest(name):
        response.headers["Cache-Control"] = _KEPT_FOR_EVER
    return response


def static_address(name: str) -> str:
    """Return the address of a file with its digest; nothing if it was not built."""
    return url_for("files.static", name=name, v=_digest(name)) if name in _names() else ""


@functools.cache
def _names() -> frozenset[str]:
    """List what there is once, so that no path from outside ever reaches the file system."""
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()
    )


@functools.cache
def _digest(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
