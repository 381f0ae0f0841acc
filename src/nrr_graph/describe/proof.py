"""Everything that a reader needs to check one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nrr_graph.describe.article import Article, Quoted
from nrr_graph.describe.evidence import title_of
from nrr_graph.describe.names import Names
from nrr_graph.describe.reader import Reader
from nrr_graph.describe.standings import FacetView, facets_of
from nrr_graph.describe.statements import Shown, properties_of, read_statements
from nrr_graph.describe.views import StatementView, Value
from nrr_graph.languages import choose
from nrr_graph.namespaces import NRR, RDFS
from nrr_graph.terms import Term

#: Kinds of issues that decide, the weightiest first.
_DECISIVE = ("sourceOlderThanFact", "contradiction", "retrievedTooEarly", "tension", "noReference")
Properties = Mapping[str, Sequence[Term]]


@dataclass(frozen=True)
class PassageView:
    """Where a statement stands; ``quoted`` is its text, where the server has the article.

    ``differs`` tells that the server has a text, but another one than was read.
    """

    iri: str
    sentence: str
    section: Value | None
    offsets: str
    sha256: str
    quoted: Quoted | None
    differs: bool


@dataclass(frozen=True)
class SourceView:
    """A source of a statement, with what is known of it, in the order in which it is shown."""

    number: str
    iri: str
    title: Value
    is_of_paragraph: bool
    details: Sequence[tuple[str, Value]]


@dataclass(frozen=True)
class StatementIssue:
    """A remark on a statement, without what else it concerns."""

    iri: str
    label: Value
    remark: str
    kind: Value | None


@dataclass(frozen=True)
class Proof:
    """A statement and its evidence."""

    statement: StatementView
    passages: Sequence[PassageView]
    sources: Sequence[SourceView]
    issues: Sequence[StatementIssue]
    contradicting: Sequence[StatementView]
    facets: Sequence[FacetView]


def prove(
    reader: Reader, names: Names, iri: str, language: str, article: Article | None = None
) -> Proof:
    """Gather the evidence of a statement that exists."""
    (statement,) = read_statements(reader, names, [iri], language)
    shown = Shown(names, language)
    linked = [
        *(value.iri for value in (*statement.passages, *statement.issues)),
        *(note.iri for note in statement.footnotes),
        *([statement.source.iri] if statement.source else []),
    ]
    known = properties_of(reader, linked) if linked else {}
    cited = [str(t.value) for note in statement.footnotes for t in _of(known[note.iri], "source")]
    works = properties_of(reader, cited) if cited else {}
    return Proof(
        statement,
        [_passage(value.iri, known[value.iri], shown, article) for value in statement.passages],
        _sources(statement, {**works, **known}, shown),
        sorted(
            (_issue(value, known[value.iri], shown, language) for value in statement.issues),
            key=_weight,
        ),
        read_statements(reader, names, [value.iri for value in statement.contradicts], language),
        facets_of(reader, names, iri, language),
    )


def _passage(iri: str, own: Properties, shown: Shown, article: Article | None) -> PassageView:
    begin, end, sha256 = (_text(own, name) for name in ("beginOffset", "endOffset", "sha256"))
    written = _text(own, "pieces") or f"{begin}-{end}"
    pieces = [(int(a), int(b)) for a, b in (piece.split("-") for piece in written.split())]
    quoted = article.quote(pieces, sha256) if article else None
    section = next(iter(shown.all(_of(own, "section"))), None)
    return PassageView(
        *(iri, _text(own, "sentence"), section, written.replace("-", "–"), sha256, quoted),
        differs=article is not None and quoted is None,
    )


def _sources(
    statement: StatementView, known: Mapping[str, Properties], shown: Shown
) -> list[SourceView]:
    found = []
    for note in statement.footnotes:
        reference = known[note.iri]
        work = known.get(next((str(t.value) for t in _of(reference, "source")), ""), {})
        details = [*_details(work, shown), *_details(reference, shown)]
        title = note.title if note.title.text else Value(note.text)
        found.append(SourceView(str(note.number), note.iri, title, note.is_of_paragraph, details))
    if statement.source:
        work = known[statement.source.iri]
        titles = [title_of(term, shown.language) for term in _of(work, "title")]
        title = next(iter(titles), Value(statement.source.text))
        details = _details(work, shown)
        found.append(SourceView("", statement.source.iri, title, False, details))
    return found


_DETAILS = ("author", "publisher", "publishedIn", "published", "retrieved", "readAt", "address")


def _details(own: Properties, shown: Shown) -> list[tuple[str, Value]]:
    """Return what is known of a work or a reference, by the name of the property."""
    return [(name, value) for name in _DETAILS for value in map(shown, _of(own, name))]


def _issue(label: Value, own: Properties, shown: Shown, language: str) -> StatementIssue:
    remarks = [t for t in own.get(RDFS + "comment", ()) if isinstance(t, ox.Literal)]
    told = {t.language or "": t.value for t in remarks}
    kind = next(iter(shown.all(_of(own, "issueType"))), None)
    return StatementIssue(label.iri, label, choose(told, language)[0], kind)


def _weight(issue: StatementIssue) -> int:
    """Rank what decides whether the statement can be believed before what only remarks on it."""
    kind = issue.kind.iri.removeprefix(NRR) if issue.kind else ""
    return _DECISIVE.index(kind) if kind in _DECISIVE else len(_DECISIVE)


def _of(own: Properties, local_name: str) -> Sequence[Term]:
    return own.get(NRR + local_name, ())


def _text(own: Properties, local_name: str) -> str:
    return next((str(term.value) for term in _of(own, local_name)), "")
