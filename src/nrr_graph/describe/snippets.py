"""A query as it is asked from the command line, from Python and from R."""

from __future__ import annotations

import shlex


def snippets(endpoint: str, query: str) -> list[tuple[str, str]]:
    """Return the name of each way and its text.

    :param endpoint: the absolute address of the endpoint.
    """
    return [
        ("curl", _curl(endpoint, query)),
        ("Python", _python(endpoint, query)),
        ("R", _r(endpoint, query)),
    ]


def _curl(endpoint: str, query: str) -> str:
    asked = shlex.quote(f"query={query}")
    return f"curl -G {endpoint} -H 'Accept: text/csv' --data-urlencode {asked}"


def _python(endpoint: str, query: str) -> str:
    return (
        "import io, urllib.parse, urllib.request\nimport pandas\n\n"
        f"query = {query!r}\n"
        f"url = {endpoint + '?'!r} + urllib.parse.urlencode({{'query': query, 'format': 'csv'}})\n"
        "table = pandas.read_csv(io.BytesIO(urllib.request.urlopen(url).read()))\n"
        "print(table)"
    )


def _r(endpoint: str, query: str) -> str:
    text = query.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'query <- "{text}"\n'
        f'url <- paste0("{endpoint}?format=csv&query=", URLencode(query, reserved = TRUE))\n'
        "table <- read.csv(url)\nprint(table)"
    )
