"""Measure this server beside others on the same data, in one run: ``make bench``.

Each engine answers the same eight queries over HTTP; the answers are compared before anything is
timed.  ``--large`` measures 5 million triples instead of 5 thousand.  Needs wrk; Virtuoso and
rdflib-endpoint are measured where they are installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench_engines import ENGINES, Engine, Missing
from bench_load import Load, answer_of, first_byte, memory_mb, put_under_load
from bench_report import Measured, report
from generate import write

SMALL_COPIES, LARGE_COPIES = 1, 1000
_PREFIXES = (
    "PREFIX id: <https://w3id.org/nrr/id/> PREFIX nrr: <https://w3id.org/nrr/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
#: Where LIMIT leaves the choice of rows to the engine, only their number is compared.
QUERIES = {
    "point": "SELECT ?p ?o { id:event-7-0 ?p ?o }",
    "label search": "SELECT ?s ?l { ?s rdfs:label ?l "
    'FILTER(LANG(?l) = "en" && CONTAINS(LCASE(STR(?l)), "summit")) } LIMIT 50',
    "join with qualifiers": "SELECT ?s ?who ?name ?role ?when { ?s nrr:property nrr:participant ; "
    "nrr:value ?who ; nrr:inRole ?role ; nrr:when ?when . ?who rdfs:label ?name "
    'FILTER(LANG(?name) = "en") } LIMIT 200',
    "timeline": "SELECT ?e ?when ?en ?ru { ?e nrr:initiator ?x ; nrr:when ?when . "
    'OPTIONAL { ?e rdfs:label ?en FILTER(LANG(?en) = "en") } '
    'OPTIONAL { ?e rdfs:label ?ru FILTER(LANG(?ru) = "ru") } } ORDER BY ?when ?e LIMIT 100',
    "aggregate": "SELECT ?year (COUNT(?s) AS ?n) { ?s nrr:reference ?r ; nrr:when ?when "
    "BIND(YEAR(?when) AS ?year) } GROUP BY ?year ORDER BY ?year",
    "path": "SELECT ?e { ?e a/rdfs:subClassOf* nrr:Kind2 } LIMIT 200",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } { ?s nrr:subject id:event-7-0 ; ?p ?o }",
    "dump": "SELECT * { ?s ?p ?o }",
}
CHOSEN_BY_ENGINE = frozenset({"label search", "join with qualifiers", "path"})


def main() -> int:
    """Measure; print the tables and, with ``--report``, write them to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="5 million triples")
    parser.add_argument("--duration-s", type=int, default=3, help="seconds a query is under load")
    parser.add_argument("--report", type=Path, help="the file whose tables to replace")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nrr-bench-") as name:
        folder = Path(name)
        triples = write(LARGE_COPIES if options.large else SMALL_COPIES, folder / "data.nt")
        print(f"{triples:,} triples", flush=True)
        measured = _measure_all(folder, options.duration_s, large=options.large)
    report(measured, triples, list(QUERIES), options.report)
    return 0


def _measure_all(folder: Path, duration_s: int, *, large: bool) -> list[Measured]:
    expected: dict[str, object] = {}
    measured = []
    for engine in ENGINES:
        if large and not engine.takes_millions:
            print(f"{engine.name}: left out, it would take too long to load")
            continue
        try:
            measured.append(_measure(engine, folder, duration_s, expected, large=large))
        except Missing as missing:
            print(f"{engine.name}: left out, {missing}")
    return measured


def _measure(
    engine: Engine, folder: Path, duration_s: int, expected: dict[str, object], *, large: bool
) -> Measured:
    """Load the data into one engine, compare its answers with the first one's, then time them."""
    # A query over millions of triples fills the machine by itself.
    connections = 2 if large else 16
    place = Path(tempfile.mkdtemp(dir=folder))
    with engine.start(place, folder / "data.nt", large=large) as running:
        wrong = [name for name in QUERIES if not _agrees(running.url, name, expected)]
        loads: dict[str, Load] = {}
        for name, query in QUERIES.items():
            if name not in wrong and not (large and name == "dump"):
                loads[name] = put_under_load(
                    running.url, _PREFIXES + query, duration_s, connections
                )
                print(f"{engine.name:<24}{name:<22}{loads[name]}", flush=True)
        first_byte_s, total_s = first_byte(running.url, QUERIES["dump"])
        memory = memory_mb(running.process)
    print(f"{engine.name}: load {running.load_s:.1f} s, start {running.start_s:.2f} s, "
          f"{memory:.0f} MB, dump: first byte {first_byte_s * 1000:.0f} ms, all {total_s:.1f} s; "
          f"answers that differ: {', '.join(wrong) or 'none'}", flush=True)  # fmt: skip
    return Measured(engine.name, loads, wrong, running.load_s, running.start_s, memory,
                    first_byte_s, total_s)  # fmt: skip


def _agrees(url: str, name: str, expected: dict[str, object]) -> bool:
    """Compare an answer with that of the first engine, which is kept."""
    rows: Sequence[object] = answer_of(url, _PREFIXES + QUERIES[name])
    seen: object = len(rows) if name in CHOSEN_BY_ENGINE or name == "dump" else rows
    return bool(expected.setdefault(name, seen) == seen) and len(rows) > 0


if __name__ == "__main__":
    raise SystemExit(main())
