"""Single requests that make work: each whole, most of them large, all to be answered or refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from hostile_actions import Send

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_QUERY: Final = {"Content-Type": "application/sparql-query"}
_LONG_NUMBER: Final = "9" * 5_000
_LABELS: Final = "SERVICE wikibase:label { bd:serviceParam wikibase:language 'en' } "


def _post(name: str, target: str, **fields: str) -> Send:
    return Send(name, "POST", target, urlencode(fields).encode(), _FORM)


def _extend(ids: int, properties: int) -> str:
    listed = [{"id": f"P{n}"} for n in range(properties)]
    return json.dumps({"ids": [f"Q{n}" for n in range(ids)], "properties": listed})


def _batch(size: int, name: str) -> str:
    return json.dumps({f"q{n}": {"query": name, "limit": 100} for n in range(size)})


def _label_services(size_bytes: int) -> bytes:
    return ("SELECT * {" + _LABELS * (size_bytes // len(_LABELS)) + "}").encode()


REQUESTS: Final[Sequence[Send]] = (
    # What grows with the request.
    Send("1 MB of label services", "POST", "/wikibase/sparql", _label_services(990_000), _QUERY),
    _post("9 million cells", "/reconcile", extend=_extend(3_000, 3_000)),
    _post("20 thousand cells", "/reconcile", extend=_extend(200, 100)),
    _post("50 names of 900 letters", "/reconcile", queries=_batch(50, "Совет Россия НАТО " * 50)),
    _post("50 names of one letter", "/reconcile", queries=_batch(50, "a")),
    _post("10,000 names", "/reconcile", queries=_batch(10_000, "NATO")),
    _post("deep JSON", "/reconcile", queries='{"a":' * 100_000),
    _post("a name of 1 MB", "/reconcile", queries=json.dumps({"q": {"query": "a" * 1_000_000}})),
    Send("1 million fields", "POST", "/reconcile", b"a=&" * 900_000, _FORM),
    Send("1 million fields for a query", "POST", "/sparql", b"a=&" * 900_000, _FORM),
    Send("60 kB of search", "GET", "/search?q=" + "a" * 60_000),
    Send("a search of 900 letters", "GET", "/search?q=" + quote("вступ" * 180)),
    Send("ids of 60 kB", "GET", "/w/api.php?action=wbgetentities&format=json&ids="
         + quote("|".join(f"Q{n}" for n in range(8_000)))),
    Send("60 kB of parameters", "GET", "/timeline?" + "from=1&" * 8_500),
    # Numbers and names of unusual size.
    Send("a page of 5,000 digits", "GET", f"/id/nato.html?page={_LONG_NUMBER}"),
    Send("a limit of 5,000 digits", "GET", f"/search?q=nato&limit={_LONG_NUMBER}"),
    Send("a year of 5,000 digits", "GET", f"/timeline?from={_LONG_NUMBER}"),
    Send("a part of 5,000 digits", "GET", "/data/latest/nrr.nt",
         headers={"Range": f"bytes={_LONG_NUMBER}-"}),
    Send("a thousand parts", "GET", "/data/latest/nrr.nt",
         headers={"Range": "bytes=" + ",".join(f"{n}-{n + 9}" for n in range(0, 9_000, 9))}),
    Send("a thousand entity tags", "GET", "/id/nato.html",
         headers={"If-None-Match": ", ".join(f'"{n}"' for n in range(5_000))}),
    Send("a thousand media types", "GET", "/id/nato",
         headers={"Accept": ", ".join(f"a/b{n};q=0.{n % 999:03}" for n in range(3_000))}),
    Send("a thousand languages", "GET", "/",
         headers={"Accept-Language": ", ".join(f"x{n};q=0.5" for n in range(5_000))}),
    Send("a cell of 17 MB", "POST", "/sparql", urlencode({"format": "html", "query":
         "SELECT ?l { BIND('aaaaaaaaaaaaaaaa' AS ?a) BIND(CONCAT(" + ",".join(["?a"] * 64)
         + ") AS ?b) BIND(CONCAT(" + ",".join(["?b"] * 64) + ") AS ?c) BIND(CONCAT("
         + ",".join(["?c"] * 256) + ") AS ?l) }"}).encode(), _FORM, accept="text/html"),
)  # fmt: skip


def long_targets(count: int) -> list[Send]:
    """Return requests that differ in their query string alone, 60 kB each, sent twice each.

    A cache that does not count its keys takes 60 kB for each.
    """
    targets = [f"/robots.txt?{n}" + "a" * 60_000 for n in range(count)]
    return [Send("60 kB in a key", "GET", target) for target in targets for _ in range(2)]
