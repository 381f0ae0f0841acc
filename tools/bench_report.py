"""Write what was measured as tables."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_load import Load


@dataclass(frozen=True)
class Measured:
    """One engine's numbers; ``wrong`` names the queries that it answered differently."""

    name: str
    loads: dict[str, Load]
    wrong: Sequence[str]
    load_s: float
    start_s: float
    memory_mb: float
    first_byte_s: float
    dump_s: float


def report(measured: Sequence[Measured], triples: int, queries: Sequence[str],
           path: Path | None) -> None:  # fmt: skip
    """Print the tables; put them between the marks for this size in a file, if one is given."""
    text = "\n".join([*_throughput(measured, queries), "", *_ratios(measured), "",
                      *_costs(measured)])  # fmt: skip
    print(f"\n{text}")
    if path:
        size = "large" if triples > 1_000_000 else "small"
        marks = f"<!-- {size} -->", f"<!-- end of {size} -->"
        old = path.read_text(encoding="utf-8")
        body = f"{marks[0]}\n\n{triples:,} triples.\n\n{text}\n\n{marks[1]}"
        pattern = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
        path.write_text(pattern.sub(lambda _: body, old), encoding="utf-8")


def _throughput(measured: Sequence[Measured], queries: Sequence[str]) -> list[str]:
    rows = ["| answers a second, median / p99 in ms | " + " | ".join(queries) + " |"]
    rows.append("|---" * (len(queries) + 1) + "|")
    for engine in measured:
        cells = [_cell(engine, query) for query in queries]
        rows.append(f"| {engine.name} | " + " | ".join(cells) + " |")
    return rows


def _cell(engine: Measured, query: str) -> str:
    load = engine.loads.get(query)
    if query in engine.wrong:
        return "another answer"
    if load is None:
        return "–"
    if not load.per_second:
        return "none in time"
    failed = f", {load.failed} failed" if load.failed else ""
    return f"{load.per_second:,.0f}, {load.median_ms:.1f} / {load.p99_ms:.1f}{failed}"


def _ratios(measured: Sequence[Measured]) -> list[str]:
    rows = ["| answers a second, as a ratio | geometric mean | least | most |", "|---|---|---|---|"]
    ours = [engine for engine in measured if engine.name.startswith("nrr-graph")]
    for engine in ours:
        for rival in measured:
            if rival not in ours:
                rows.append(_ratio(engine, rival))
    return rows


def _ratio(engine: Measured, rival: Measured) -> str:
    ratios = {
        query: load.per_second / rival.loads[query].per_second
        for query, load in engine.loads.items()
        if query in rival.loads and rival.loads[query].per_second and load.per_second
    }
    mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios)) if ratios else 0.0
    least, most = min(ratios, key=lambda q: ratios[q]), max(ratios, key=lambda q: ratios[q])
    return (
        f"| {engine.name}, against {rival.name} | {mean:.2f} "
        f"| {ratios[least]:.2f} ({least}) | {ratios[most]:.2f} ({most}) |"
    )


def _costs(measured: Sequence[Measured]) -> list[str]:
    rows = [
        "| | load, s | start to first answer, s | memory afterwards, MB "
        "| dump: first byte, ms | dump: all, s |"
    ]
    rows.append("|---|---|---|---|---|---|")
    rows += [
        f"| {m.name} | {m.load_s:.1f} | {m.start_s:.2f} | {m.memory_mb:,.0f} "
        f"| {m.first_byte_s * 1000:.0f} | {m.dump_s:.1f} |"
        for m in measured
    ]
    return rows
