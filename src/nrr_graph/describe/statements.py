"""Read statements as a page shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from nrr_graph.describe.evidence import footnotes, places
from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.views import Footnote, StatementView, Value
from nrr_graph.namespaces import NRR, RDF, RDFS
from nrr_graph.release.dates import DATE_TYPES, is_date
from nrr_graph.release.wording import spell_date, spell_end, spell_start
from nrr_graph.terms import Term

Properties = Mapping[str, Sequence[Term]]
#: Shown in a place of their own, so not among the qualifiers.
_NOT_QUALIFIERS: Final = frozenset(
    NRR + name
    for name in (
        *("subject", "property", "value", "rank", "reference", "paragraphReference", "passage"),
        *("contradicts", "earliestDay", "latestDay", "endEarliestDay", "endLatestDay"),
        *("holdsFrom", "holdsUntil"),
        *("newestEvidenceDay", "oldestEvidenceDay", "attributedTo", "standing", "bearing"),
        *("foundIn", "bearsOn", "voice", "retells", "countsFor", "concernsSentence"),
    )
)
#: What tells when, best first.
_DATES: Final = ("when", "start", "end")


class Shown:
    """Shows terms in the reader's language: dates in words, things by their names."""

    def __init__(self, names: Names, language: str) -> None:
        self._names, self.language = names, language

    def __call__(self, term: Term) -> Value:
        """Show one term."""
        if isinstance(term, ox.Literal):
            if term.datatype.value in DATE_TYPES:
                return Value(spell_date(term.value, self.language))
            return Value(term.value, term.language or "")
        return self.iri(str(term.value))

    def iri(self, iri: str) -> Value:
        """Show an IRI."""
        return self._names.value(iri, self.language)

    def all(self, terms: Iterable[Term]) -> list[Value]:
        """Show several terms, each once, things in the order of their names."""
        return sorted({self(term) for term in terms}, key=lambda value: value.text.casefold())


def read_statements(
    reader: Reader, names: Names, iris: Sequence[str], language: str
) -> list[StatementView]:
    """Read statements by their IRIs, in that order."""
    if not iris:
        return []
    found = properties_of(reader, iris)
    evidence = _Evidence(
        footnotes(reader, _targets(found, "reference", "paragraphReference"), language),
        places(reader, _targets(found, "passage"), language),
        issues_of(reader, names, list(found), language),
    )
    shown = Shown(names, language)
    return [_statement(iri, found[iri], shown, evidence) for iri in iris if iri in found]


def properties_of(reader: Reader, iris: Iterable[str]) -> dict[str, dict[str, list[Term]]]:
    """Return the properties of nodes with their values, in one query."""
    listed = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    rows = reader.rows(f"SELECT DISTINCT ?node ?p ?o {{ VALUES ?node {{ {listed} }} ?node ?p ?o }}")
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: str(row["o"])):
        found[str(row["node"].value)][str(row["p"].value)].append(row["o"])
    return found


def issues_of(
    reader: Reader, names: Names, iris: Sequence[str], language: str
) -> dict[str, list[Value]]:
    """Return the issues that concern each of the IRIs."""
    listed = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    rows = reader.rows(
        f"SELECT DISTINCT ?node ?issue {{ VALUES ?node {{ {listed} }} "
        "?issue nrr:concerns ?node } ORDER BY ?issue"
    )
    found: dict[str, list[Value]] = defaultdict(list)
    for row in rows:
        issue = names.value(str(row["issue"].value), language)
        found[str(row["node"].value)].append(issue)
    return found


def _targets(found: Mapping[str, Properties], *local_names: str) -> list[str]:
    return [
        str(term.value)
        for own in found.values()
        for name in local_names
        for term in own.get(NRR + name, ())
    ]


@dataclass(frozen=True)
class _Evidence:
    """What belongs to all statements that are read together, by IRI."""

    notes: Mapping[str, Footnote]
    places: Mapping[str, str]
    issues: Mapping[str, Sequence[Value]]


def _statement(iri: str, own: Properties, shown: Shown, evidence: _Evidence) -> StatementView:
    def values(local_name: str) -> list[Value]:
        """Show the values of one of the statement's properties."""
        return shown.all(own.get(NRR + local_name, ()))

    def first(local_name: str) -> Value | None:
        """Show the one value of a property, if there is one."""
        return next(iter(values(local_name)), None)

    sentence, date = (
        shown.iri(iri).text,
        next((v.text for name in _DATES for v in values(name)), ""),
    )
    unknown, rank = Value("?"), own.get(NRR + "rank")
    return StatementView(
        iri=iri,
        sentence=sentence,
        dated=sentence if not date or date in sentence else f"{sentence}, {date}",
        subject=first("subject") or unknown,
        property=first("property") or unknown,
        value=first("value") or unknown,
        rank=str(rank[0].value).removeprefix(NRR) if rank else "normal",
        date=date,
        period=_period(own, shown.language),
        tells_date=any(map(is_date, own.get(NRR + "value", ()))),
        qualifiers=_qualifiers(own, shown),
        speakers=values("attributedTo") or values("voice"),
        footnotes=_footnotes(own, evidence.notes),
        passages=[
            Value(evidence.places.get(str(term.value), ""), "", str(term.value))
            for term in own.get(NRR + "passage", ())
        ],
        contradicts=values("contradicts"),
        issues=evidence.issues.get(iri, ()),
        remarks=in_language(own.get(RDFS + "comment", ()), shown.language),
        bearing=first("bearing"),
        standing=first("standing"),
        source=first("foundIn"),
        is_finding=ox.NamedNode(NRR + "Finding") in own.get(RDF + "type", ()),
        concerns=[value.text for value in values("concernsSentence")],
    )


def _period(own: Properties, language: str) -> str:
    """Write when something was, or from when until when, as far as it is known."""
    when, start, end = (
        next((str(term.value) for term in own.get(NRR + name, ())), "") for name in _DATES
    )
    if when or (start and end):
        dates = [when] if when else [start, end]
        return " – ".join(dict.fromkeys(spell_date(date, language) for date in dates))
    if start:
        return spell_start(start, language)
    return spell_end(end, language) if end else ""


def _qualifiers(own: Properties, shown: Shown) -> list[tuple[Value, Sequence[Value]]]:
    names = sorted(p for p in own if p.startswith(NRR) and p not in _NOT_QUALIFIERS)
    return [(shown.iri(p), shown.all(own[p])) for p in names]


def _footnotes(own: Properties, notes: Mapping[str, Footnote]) -> list[Footnote]:
    direct = [notes[i] for t in own.get(NRR + "reference", ()) if (i := str(t.value)) in notes]
    wider = [
        replace(note, is_of_paragraph=True)
        for term in own.get(NRR + "paragraphReference", ())
        if (note := notes.get(str(term.value)))
    ]
    return sorted([*direct, *wider], key=lambda note: note.number)


def in_language(terms: Iterable[Term], language: str) -> list[Value]:
    """Return the texts among terms that are in a language."""
    literals = [term for term in terms if isinstance(term, ox.Literal)]
    return [Value(term.value) for term in literals if term.language == language]
