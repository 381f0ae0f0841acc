"""The whole relation in time: every dated statement, with its date as it is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Value
from nrr_graph.namespaces import NRR
from nrr_graph.release.dates import is_date
from nrr_graph.release.wording import spell_date

#: Where what the article itself says is asked for among the voices.
ARTICLE: Final = "article"
#: Names of precisions by the days that they have at most.
_PRECISIONS: Final = ((31, "month"), (92, "season"), (366, "year"), (3653, "decade"))
#: Properties that name who acts.
_ACTORS: Final = ("initiator", "target", "participant", "memberParty", "signatory", "attributedTo")


@dataclass(frozen=True)
class Moment:
    """A dated statement; the date lies between the two days, which may be one.

    ``end`` is the last day of what lasted, if that is known.  ``is_bound`` tells that the day is
    no date but a bound: the thing did not happen before it.
    """

    iri: str
    label: Value
    kind: Value
    earliest: date
    latest: date
    end: date | None
    date_text: str
    actors: frozenset[str]
    voice: str
    is_finding: bool
    has_issue: bool
    publisher: Value | None = None
    is_bound: bool = False

    @property
    def is_exact(self) -> bool:
        """Tell whether the day is known."""
        return self.earliest == self.latest and not self.is_bound

    @property
    def precision(self) -> str:
        """How exactly the date is known."""
        if self.is_exact:
            return "day"
        days = (self.latest - self.earliest).days + 1
        return next((name for most, name in _PRECISIONS if days <= most), "longer")


@dataclass(frozen=True)
class Filter:
    """What to show: IRIs of a kind, an actor and a voice, and the first and last day."""

    kind: str = ""
    actor: str = ""
    voice: str = ""
    first: date = date(1991, 1, 1)
    last: date = date(2014, 12, 31)

    def admits(self, moment: Moment) -> bool:
        """Tell whether a moment is to be shown."""
        return (
            (not self.kind or moment.kind.iri == self.kind)
            and (not self.actor or self.actor in moment.actors)
            and (not self.voice or moment.voice == self.voice)
            and moment.earliest <= self.last
            and (moment.end or moment.latest) >= self.first
        )


def moments(reader: Reader, names: Names, language: str) -> list[Moment]:
    """Return every dated statement, in the order of time."""
    rows = reader.rows(
        "SELECT ?s ?subject ?property ?value ?earliest ?latest ?end ?when ?start ?voice ?side "
        "?issue ?bearing ?publisher { "
        "?s nrr:property ?property ; nrr:subject ?subject ; nrr:value ?value ; "
        "nrr:earliestDay ?earliest ; nrr:latestDay ?latest . "
        "OPTIONAL { ?s nrr:endLatestDay ?end } OPTIONAL { ?s nrr:when ?when } "
        "OPTIONAL { ?s nrr:start ?start } OPTIONAL { ?s nrr:voice ?voice "
        "OPTIONAL { ?voice nrr:side ?side } } "
        "OPTIONAL { ?s nrr:bearing ?bearing } "
        "OPTIONAL { ?s nrr:foundIn/nrr:publisher ?publisher } OPTIONAL { ?issue nrr:concerns ?s } }"
    )
    actors = _actors(reader)
    found: dict[str, Moment] = {}
    for row in rows:
        text = {name: str(term.value) for name, term in row.items()}
        if is_date(row["value"]):
            # What is dated is what the property says; there is nothing else to tell.
            text.setdefault("when", text.pop("value"))
        found.setdefault(text["s"], _moment(text, names, language, actors[text["s"]]))
    return sorted(found.values(), key=lambda moment: (moment.earliest, moment.latest, moment.iri))


def _moment(text: dict[str, str], names: Names, language: str, actors: frozenset[str]) -> Moment:
    is_kind = text["property"] == NRR + "kind"
    kind = text["value"] if is_kind else text["property"]
    written = text.get("when") or text.get("start") or text["earliest"]
    return Moment(
        text["s"],
        replace(names.value(text["s"], language), language=""),
        names.value(kind, language),
        date.fromisoformat(text["earliest"]),
        date.fromisoformat(text["latest"]),
        date.fromisoformat(text["end"]) if "end" in text else None,
        spell_date(written, language),
        actors | {text["subject"]},
        text.get("side", text.get("voice", ARTICLE)),
        "bearing" in text,
        "issue" in text,
        names.value(text["publisher"], language) if "publisher" in text else None,
    )


def _actors(reader: Reader) -> dict[str, frozenset[str]]:
    properties = " ".join(f"nrr:{name}" for name in _ACTORS)
    rows = reader.rows(
        f"SELECT DISTINCT ?s ?who {{ VALUES ?link {{ {properties} }} "
        "?s ?link ?who ; nrr:earliestDay ?day ; nrr:property ?property }"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(row["s"].value)].add(str(row["who"].value))
    return defaultdict(frozenset, {iri: frozenset(who) for iri, who in found.items()})


def choices(
    names: Names, found: Iterable[Moment], language: str
) -> tuple[Sequence[Value], Sequence[Value], Sequence[Value]]:
    """Return the kinds, actors and voices to choose from; actors by how often they occur."""
    listed = list(found)
    kinds = sorted({m.kind for m in listed}, key=lambda value: value.text.casefold())
    counted = Counter(actor for m in listed for actor in m.actors)
    often = [actor for actor, count in counted.most_common(60) if count > 1]
    voices = {m.voice for m in listed} - {ARTICLE}
    return kinds, names.values(often, language), names.values(voices, language)


def years(found: Iterable[Moment], first: int, last: int) -> list[tuple[int, int, int]]:
    """Count for each year what the article says and what others say, as far as it began there."""
    article = Counter(m.earliest.year for m in found if not m.is_finding)
    others = Counter(m.earliest.year for m in found if m.is_finding)
    return [(year, article[year], others[year]) for year in range(first, last + 1)]
