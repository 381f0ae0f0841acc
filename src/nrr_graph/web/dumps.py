"""The files of the whole graph as they are served: where they lie, which coding, which part."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from flask import Response, abort, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from nrr_graph.encodings import CODINGS, SMALLEST_BYTES, coding_for
from nrr_graph.engine.confine import return_free_memory
from nrr_graph.release.dumps import (
    INDEX,
    Dump,
    Dumps,
    StoredFile,
    compressed,
    read_dumps,
    stored,
    write_missing,
)
from nrr_graph.release.export import dump_names
from nrr_graph.release.folder import DUMPS
from nrr_graph.release.load import load_data, load_ontology
from nrr_graph.release.published import QUADS
from nrr_graph.web.ranges import FilePart, part_of
from nrr_graph.web.state import State

_IMMUTABLE: Final = "public, max-age=31536000, immutable"


def dumps_of(here: State) -> Dumps:
    """Return the files of a release that is served.

    A published release and a build on disk have them; otherwise they are written when first asked
    for, from the data as they are then, which must not have changed.
    """
    return here.dumps or _written(here, dump_names())


def dump_of(here: State, name: str) -> Dump:
    """Return one of these files, or the list of their checksums, and write no other."""
    wanted = [name, QUADS] if name in dump_names() else dump_names()
    dumps = here.dumps or _written(here, wanted)
    return dumps.get(name) or Dump(stored(dumps[QUADS].plain.path.with_name(name)))


def _written(here: State, names: Sequence[str]) -> Dumps:
    paths = here.settings.data_paths
    folder = (here.folder or _own_folder()) / DUMPS / here.release.version
    is_part = set(names) < set(dump_names())
    is_there = is_part and all((folder / name).is_file() for name in names)
    if not is_there and not (folder / INDEX).is_file():
        write_missing(folder, here.release, lambda: [*load_data(paths), *load_ontology()], names)
        return_free_memory()
    dumps = read_dumps(folder)
    if not _is_of(dumps[QUADS].plain, here.release.digest):
        shutil.rmtree(folder, ignore_errors=True)
        abort(503, "the data have changed since this release was loaded; reload the server")
    return dumps


def _is_of(quads: StoredFile, digest: str) -> bool:
    """Tell whether quads are those with a digest.

    Blank nodes are labelled anew whenever they are read, so that with them nothing can be told.
    """
    if quads.sha256 == digest:
        return True
    with quads.path.open("rb") as lines:
        return any(line.startswith(b"_:") or b" _:" in line for line in lines)


@functools.cache
def _own_folder() -> Path:
    return Path(mkdtemp(prefix="nrr-graph-"))


def file_answer(dump: Dump, media_type: str, *, is_immutable: bool, may_compress: bool) -> Response:
    """Answer with a file in the coding that suits, or with the part of it that is asked for.

    A part is a part of the file as it is, in no coding.

    :param may_compress: whether codings that are not prepared may be written beside the file.
    """
    coding, file = "", dump.plain
    if "Range" not in request.headers and file.size_bytes >= SMALLEST_BYTES:
        offered = tuple(CODINGS) if may_compress else tuple(dump.coded)
        coding = coding_for(request.headers.get("Accept-Encoding", ""), offered)
    if coding:
        file = dump.coded.get(coding) or compressed(dump.plain, coding)
    answer = _part(file, media_type)
    answer.set_etag(file.sha256)
    if coding:
        answer.headers["Content-Encoding"] = coding
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = _IMMUTABLE if is_immutable else "public, no-cache"
    return answer


def _part(file: StoredFile, media_type: str) -> Response:
    is_valid = request.headers.get("If-Range", "").strip('"') in ("", file.sha256)
    wanted = request.headers.get("Range", "") if request.method == "GET" and is_valid else ""
    part = part_of(wanted, file.size_bytes)
    if part.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise RequestedRangeNotSatisfiable(file.size_bytes)
    answer = Response(
        FilePart(file.path, part.begin, part.length), part.status, mimetype=media_type
    )
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Length"] = str(part.length)
    if part.content_range:
        answer.headers["Content-Range"] = part.content_range
    return answer
