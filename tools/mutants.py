"""Damage the real graph in many ways and count what validation finds: ``make mutants``.

For each kind of damage a fixed sample of places is damaged in one copy; a place counts as
caught only if a finding names it.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from damage import Damage, Kind
from kinds import KINDS, WITH_ARTICLE
from kinds_of_slips import KINDS_OF_SLIPS
from kinds_of_values import KINDS_OF_VALUES
from nrr_graph.release.coverage import misplaced
from nrr_graph.release.findings import Finding
from nrr_graph.release.load import GraphFile, load_data
from nrr_graph.release.validate import validate
from nrr_graph.terms import Fact, Node

PLACES, SEED, WANTED_SHARE = 40, 1991, 0.98
TABLE_MARK = "<!-- The table below is written by make mutants. -->"

#: Why damage of a kind may go unnoticed; a survivor of any other kind fails the run.
REASONS = {
    "a finding is pointed at another claim": "both claims are on the same matter",
    "a finding is pointed elsewhere in its sentence": "both claims are on the same matter",
    "a finding that says the same has another value": "its quoted phrase alone shows the quotation",
    "a blog passes for the publisher's page": "the address does not look like a blog's",
    "a passage is dropped": "the statement names further passages, and each alone would do",
    "a date without its day": "the event and the statement about it were cut together",
    "a passage reaches into the next": "what follows is of its own sentence, or not recorded",
    "a source the article names nowhere": "another passage names it too",
    "the value is of a wrong class": "what a picture depicts, or is part of, may be anything",
    "a value of another class": "the property takes an address, or things of several classes",
    "a value of another datatype": (
        "a subject heading may be a text of any kind, and there are several"
    ),
    "the Russian label is the English one": (
        "bodies and the press may keep the name that they give themselves"
    ),
    "a label ends with a full stop": "a source is called as it calls itself",
    "two things have swapped names": "the two names share a word",
    "day and month are swapped": (
        "two facts that take their year from each other were damaged alike"
    ),
    "a page has the publisher of the next": (
        "its label does not begin with the publisher, and no outlet speaks on it"
    ),
    "a page has the address of the next": "the next page has lost that address meanwhile",
    "a passage of another section": "the heading of a section may stand alone in it",
    "a passage cites what the next cites": "no statement of it has the reference that it lost",
    "a passage cites nothing": "no statement of it has the reference that it lost",
    "a quotation is not continued": "only words that break off on both sides show it",
    "a source in another language": "it is in several languages, or has no title",
    "somebody speaks in the office of another": "the speaker held both",
    "a class is mistaken for one like it": (
        "bodies, and what other voices tell of, stand in files of several kinds"
    ),
    "a query with a typing error": "the name with an s at its end is another term",
    "subject and value are swapped": "both are of a kind that the property allows in either order",
}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How many places of a kind were damaged and which of them nobody noticed."""

    kind: str
    places: int
    survivors: tuple[str, ...]

    @property
    def caught(self) -> int:
        """How many places were noticed."""
        return self.places - len(self.survivors)

    @property
    def reason(self) -> str:
        """Why some survive, if any do."""
        return REASONS.get(self.kind, "") if self.survivors else ""


def main() -> int:
    """Run all kinds of damage and report; exit 1 if too little is caught or unexplained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--article", type=Path, help="the frozen article, for damage to offsets")
    parser.add_argument("--report", type=Path, help="the page whose table is to be rewritten")
    parser.add_argument("--only", default="", help="run the kinds whose names match")
    options = parser.parse_args()
    kinds = [*KINDS, *KINDS_OF_VALUES, *KINDS_OF_SLIPS, *(WITH_ARTICLE if options.article else ())]
    kinds = [kind for kind in kinds if re.search(options.only, kind)]
    with ProcessPoolExecutor() as pool:
        outcomes = list(pool.map(run, kinds, [options.article] * len(kinds)))
    for outcome in outcomes:
        print(f"{outcome.caught:4} of {outcome.places:4}  {outcome.kind}")
        for survivor in outcome.survivors:
            print(f"              survives: {survivor}")
    places = sum(outcome.places for outcome in outcomes)
    caught = sum(outcome.caught for outcome in outcomes)
    summary = f"{len(outcomes)} kinds, {places} places, {caught} caught ({caught / places:.1%})"
    print(summary)
    if options.report:
        _rewrite_table(options.report, outcomes, summary)
    explained = all(not outcome.survivors or outcome.kind in REASONS for outcome in outcomes)
    tried = all(outcome.places for outcome in outcomes)
    return 0 if caught >= WANTED_SHARE * places and explained and tried else 1


def _rewrite_table(page: Path, outcomes: Sequence[Outcome], summary: str) -> None:
    head = page.read_text(encoding="utf-8").split(TABLE_MARK)[0]
    rows = [f"| {o.kind} | {o.places} | {o.caught} | {o.reason} |" for o in outcomes]
    table = ["| damage | places | caught | why the rest survives |", "|---|---:|---:|---|", *rows]
    page.write_text("\n".join([head + TABLE_MARK, "", *table, "", summary + ".", ""]), "utf-8")


def run(name: str, article: Path | None) -> Outcome:
    """Damage a sample of places in one way and validate."""
    files = load_data()
    kind = {**KINDS, **KINDS_OF_VALUES, **KINDS_OF_SLIPS, **WITH_ARTICLE}[name]
    sample = _sample(kind, files)
    damaged = [_apply(file, sample) for file in files]
    if name in WITH_ARTICLE and article:
        findings: Sequence[Finding] = misplaced(damaged, article)
    else:
        findings = validate(damaged).findings
    named = {finding.entity for finding in findings}
    survivors = [_describe(damage) for damage in sample if not damage.blamed & named]
    return Outcome(name, len(sample), tuple(survivors))


def _sample(kind: Kind, files: Sequence[GraphFile]) -> list[Damage]:
    """Choose places that do not touch one another, always the same ones."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for file in files:
        for fact in file.triples:
            facts[fact.subject.value].append(fact)
    places = sorted(kind(facts), key=_describe)
    random.Random(SEED).shuffle(places)
    chosen: list[Damage] = []
    blamed: set[str] = set()
    for place in places:
        if len(chosen) < PLACES and not place.blamed & blamed:
            chosen.append(place)
            blamed |= place.blamed
    return chosen


def _apply(file: GraphFile, sample: Sequence[Damage]) -> GraphFile:
    """Return the file with the damage to what stands in it."""
    removed = {fact for damage in sample for fact in damage.remove}
    own = {fact.subject for fact in file.triples}
    added = [
        fact
        for damage in sample
        for fact in damage.add
        if (damage.to == file.name if damage.to else fact.subject in own or _new_in(fact, own))
    ]
    kept = [fact for fact in file.triples if fact not in removed]
    return dataclasses.replace(file, triples=(*kept, *added))


def _new_in(fact: Fact, subjects: Collection[Node]) -> bool:
    """Tell whether a new subject is a copy of one of these."""
    original = fact.subject.value.removesuffix("-copy").removesuffix("-2")
    return any(subject.value == original for subject in subjects)


def _describe(damage: Damage) -> str:
    changed = sorted(str(fact) for fact in damage.remove) + sorted(str(f) for f in damage.add)
    return f"{min(damage.blamed)}: {' → '.join(changed)}"[:200]


if __name__ == "__main__":
    sys.exit(main())
