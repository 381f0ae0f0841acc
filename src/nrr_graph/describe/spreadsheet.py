"""Results as a spreadsheet program reads them best."""

from __future__ import annotations

import csv
import io
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.results import ResultTable

#: With what a cell must not begin: a spreadsheet program would take it for a formula (CWE-1236).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: Tells a spreadsheet program that the text is UTF-8.
_MARK: Final = "\ufeff"


def for_excel(table: ResultTable, names: Names, language: str) -> bytes:
    """Write results with a mark of UTF-8, a name beside each IRI, and no cell that is a formula."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([part for column in table.columns for part in (column, f"{column} (name)")])
    for row in table.cells(names, language):
        writer.writerow([_harmless(t) for cell in row for t in (cell.value.text, cell.name)])
    return (_MARK + output.getvalue()).encode()


def _harmless(text: str) -> str:
    """Put an apostrophe before what would be read as a formula; numbers stay numbers.

    >>> _harmless("=1+1"), _harmless("-5"), _harmless("NATO")
    ("'=1+1", '-5', 'NATO')
    """
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text
