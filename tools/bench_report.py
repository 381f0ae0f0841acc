"""Write what was measured as tables for readers and as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench_summary import Measured, Ratio, mean_of, pairs_of, ratios_of, summary_of

MARK = "\\*"
_NOTE = (
    f"{MARK} No quiet window came: other processes took more than 0.3 processors while this was "
    "measured."
)


def write_report(measured: Sequence[Measured], triples: int, queries: Sequence[str],
                 path: Path | None, json_path: Path | None) -> None:  # fmt: skip
    """Put the tables between the marks for this size in a file, and all numbers into another."""
    if path:
        size = "large" if triples > 1_000_000 else "small"
        begin, end = f"<!-- {size} -->", f"<!-- end of {size} -->"
        body = f"{begin}\n\n{triples:,} triples.\n\n{tables(measured, queries)}\n\n{end}"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        text = path.read_text(encoding="utf-8")
        path.write_text(pattern.sub(lambda _: body, text), encoding="utf-8")
    if json_path:
        values = {"triples": triples, "engines": [asdict(engine) for engine in measured],
                  "ratios": _ratios_as_values(measured)}  # fmt: skip
        json_path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _ratios_as_values(measured: Sequence[Measured]) -> list[dict[str, object]]:
    return [
        {"engine": engine.name, "rival": rival.name,
         "queries": {query: asdict(ratio) for query, ratio in ratios_of(engine, rival).items()}}
        for engine, rival in pairs_of(measured)
    ]  # fmt: skip


def tables(measured: Sequence[Measured], queries: Sequence[str]) -> str:
    """Return all tables as Markdown, with the failures and, if one is needed, a note."""
    heads = " | ".join(queries)
    line = "|---" * len(queries) + "|"
    rows = [f"| answers a second, median / p99 in ms | {heads} |", f"|---{line}"]
    rows += [_row(engine.name, [_rate(engine, query) for query in queries]) for engine in measured]
    rows += ["", f"| processor time an answer, ms | {heads} |", f"|---{line}"]
    rows += [_row(engine.name, [_time(engine, query) for query in queries]) for engine in measured]
    rows += ["", f"| ratio | {heads} | geometric mean | least | most |", f"|---|---|---|---{line}"]
    for engine, rival in pairs_of(measured):
        rows += _ratio_rows(engine, rival, queries)
    rows += ["", *_cost_rows(measured)]
    failures = [
        f"- {engine.name}{f', {query}' if query else ''}: {failure}."
        for engine in measured
        for query, failure in engine.failures.items()
    ]
    rows += ["", "Not measured:", "", *failures] if failures else []
    text = "\n".join(rows)
    return f"{text}\n\n{_NOTE}" if MARK in text else text


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


def _gap(engine: Measured, query: str) -> str:
    """Say why a cell has no number."""
    failure = engine.failures.get(query) or engine.failures.get("")
    return failure.partition(":")[0] if failure else "–"


def _rate(engine: Measured, query: str) -> str:
    windows = engine.windows.get(query)
    if not windows or query in engine.failures:
        return _gap(engine, query)
    summary = summary_of(windows)
    failed = f", {summary.failed:,} failed" if summary.failed else ""
    digits = 0 if summary.per_second >= 10 else 1
    mark = "" if summary.quiet else MARK
    return (
        f"{summary.per_second:,.{digits}f}, {summary.median_ms:.1f} / {summary.p99_ms:.1f}"
        f"{failed}{mark}"
    )


def _time(engine: Measured, query: str) -> str:
    windows = engine.windows.get(query)
    if not windows or query in engine.failures:
        return _gap(engine, query)
    summary = summary_of(windows)
    return f"{summary.server_ms:,.3g}{'' if summary.quiet else MARK}"


def _ratio_rows(engine: Measured, rival: Measured, queries: Sequence[str]) -> list[str]:
    ratios = ratios_of(engine, rival)
    name = f"{engine.name}, against {rival.name}"
    answers = {query: ratio.answers for query, ratio in ratios.items()}
    processor = {query: ratio.processor for query, ratio in ratios.items()}
    return [
        _ratio_row(f"{name}: answers a second", answers, ratios, queries),
        _ratio_row(f"{name}: answers a second of processor time", processor, ratios, queries),
    ]


def _ratio_row(name: str, values: dict[str, float], ratios: dict[str, Ratio],
               queries: Sequence[str]) -> str:  # fmt: skip
    cells = [
        f"{values[query]:.2f}{'' if ratios[query].quiet else MARK}" if query in values else "–"
        for query in queries
    ]
    if not values:
        return _row(name, [*cells, "–", "–", "–"])
    least, most = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
    ends = [f"{values[query]:.2f} ({query})" for query in (least, most)]
    return _row(name, [*cells, f"{mean_of(values):.2f}", *ends])


def _cost_rows(measured: Sequence[Measured]) -> list[str]:
    rows = [
        "| | load, s | start to first answer, s | memory of all processes, MB "
        "| dump: first byte, ms | dump: all, s | dump: processor time, s |",
        "|---|---|---|---|---|---|---|",
    ]
    for engine in measured:
        cells = [f"{engine.load_s:.1f}", f"{engine.start_s:.2f}"]
        if costs := engine.costs:
            cells += [f"{costs.memory_mb:,.0f}", f"{costs.first_byte_s * 1000:.0f}",
                      f"{costs.dump_s:.2f}", f"{costs.dump_processor_s:.2f}"]  # fmt: skip
        rows.append(_row(engine.name, cells + [_gap(engine, "costs")] * (6 - len(cells))))
    return rows
