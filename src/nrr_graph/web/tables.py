"""Rows as CSV and JSON, for everything that a page lists."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from flask import Response

from nrr_graph.mediatypes import CSV, JSON, Format
from nrr_graph.web.answers import negotiated


def rows_answer(rows: Sequence[dict[str, object]], chosen: Format, name: str) -> Response:
    """Answer with rows; all have the same columns.

    :param name: what the list is called in JSON, and the name of the file in CSV.
    """
    if chosen == CSV:
        output = io.StringIO()
        writer = csv.DictWriter(output, rows[0] if rows else [])
        writer.writeheader()
        writer.writerows(rows)
        response = Response(output.getvalue(), content_type=CSV.content_type)
        response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
        return negotiated(response)
    text = json.dumps({name: rows}, ensure_ascii=False, indent=1)
    return negotiated(Response(text + "\n", content_type=JSON.content_type))
