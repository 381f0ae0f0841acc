"""Changes as RDF, in the Changeset vocabulary (http://purl.org/vocab/changeset/schema)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from nrr_graph.describe.changes import Difference
from nrr_graph.describe.changes_answers import AnswerChange
from nrr_graph.describe.changes_words import WORDS, row_text
from nrr_graph.namespaces import BASE, ID, NRR, PROV, RDF, RDFS, SCHEMA, VOID
from nrr_graph.release.catalogue import DATASET
from nrr_graph.release.differences import Change, Shrunk, StandingChange
from nrr_graph.release.triples import about, iri_of
from nrr_graph.terms import Fact, Term

CS: Final = "http://purl.org/vocab/changeset/schema#"


def as_rdf(found: Difference) -> list[ox.Triple]:
    """Describe each change as a change set with its additions and removals.

    A standing that changes is a change set of the claim; so all can be read alike.
    """
    root = f"{BASE}changes/{quote(found.old, safe='')}..{quote(found.new, safe='')}"
    triples = about(
        root,
        {
            RDF + "type": [iri_of(PROV + "Activity")],
            RDFS + "label": _texts(found, "title"),
            PROV + "used": [iri_of(f"{DATASET}#{quote(found.old, safe='')}")],
            PROV + "generated": [iri_of(f"{DATASET}#{quote(found.new, safe='')}")],
        },
    )
    for number, change in enumerate(found.changes, 1):
        triples += _change_set(found, root, f"{root}#change-{number}", change)
    for number, one in enumerate(found.standings, 1):
        triples += _standing_set(found, root, f"{root}#standing-{number}", one)
    for number, answer in enumerate(found.answers, 1):
        triples += _answer_set(found, root, f"{root}#answer-{number}", answer)
    for number, shrunk in enumerate(found.shrunk, 1):
        triples += _shrunk_set(found, root, f"{root}#class-{number}", shrunk)
    return triples


def _change_set(found: Difference, root: str, node: str, change: Change) -> Iterator[ox.Triple]:
    yield from _head(found, root, node, change.iri, change.kind)
    subject = ox.NamedNode(change.iri)
    for part in change.properties:
        property_ = ox.NamedNode(part.property)
        yield from _reified(node, "removal", (Fact(subject, property_, o) for o in part.before))
        yield from _reified(node, "addition", (Fact(subject, property_, o) for o in part.after))


def _standing_set(
    found: Difference, root: str, node: str, one: StandingChange
) -> Iterator[ox.Triple]:
    yield from _head(found, root, node, one.claim, "standings")
    if one.facet:
        yield from about(node, {NRR + "facet": [iri_of(one.facet)]})
    subject, property_ = ox.NamedNode(one.claim), ox.NamedNode(NRR + "standing")
    for role, value in (("removal", one.before), ("addition", one.after)):
        if value:
            yield from _reified(node, role, [Fact(subject, property_, ox.NamedNode(value))])


def _answer_set(found: Difference, root: str, node: str, one: AnswerChange) -> Iterator[ox.Triple]:
    """Describe the rows that an answer has lost and gained, in each language."""
    question = f"{ID}question-{one.slug}"
    yield from _head(found, root, node, question, "answers")
    subject, property_ = ox.NamedNode(question), ox.NamedNode(SCHEMA + "acceptedAnswer")
    for language, change in one.rows.items():
        for role, rows in (("removal", change.lost), ("addition", change.gained)):
            texts = (row_text(change.columns, row) for row in rows)
            literals = (ox.Literal(text, language=language) for text in texts)
            yield from _reified(node, role, (Fact(subject, property_, one) for one in literals))


def _shrunk_set(found: Difference, root: str, node: str, one: Shrunk) -> Iterator[ox.Triple]:
    """Describe how many members a class had and has (void:entities)."""
    yield from _head(found, root, node, one.class_, "shrunk")
    subject, property_ = ox.NamedNode(one.class_), ox.NamedNode(VOID + "entities")
    for role, count in (("removal", one.before), ("addition", one.after)):
        yield from _reified(node, role, [Fact(subject, property_, ox.Literal(count))])


def _head(found: Difference, root: str, node: str, iri: str, kind: str) -> list[ox.Triple]:
    return about(
        node,
        {
            RDF + "type": [iri_of(CS + "ChangeSet")],
            CS + "subjectOfChange": [iri_of(iri)],
            CS + "changeReason": _texts(found, kind),
            PROV + "wasGeneratedBy": [iri_of(root)],
        },
    )


def _reified(node: str, role: str, facts: Iterable[Fact]) -> Iterator[ox.Triple]:
    """Describe statements that were added or removed (RDF Schema 1.1, section 5.3)."""
    for fact in facts:
        # The node's name follows from its content: the same in every run.
        name = ox.NamedNode(f"{node}.{role}.{_digest(fact)}")
        yield ox.Triple(ox.NamedNode(node), ox.NamedNode(CS + role), name)
        parts: tuple[tuple[str, Term], ...] = (
            ("type", ox.NamedNode(RDF + "Statement")),
            ("subject", fact.subject),
            ("predicate", fact.predicate),
            ("object", fact.object),
        )
        for part, value in parts:
            yield ox.Triple(name, ox.NamedNode(RDF + part), value)


def _digest(fact: Fact) -> str:
    return hashlib.sha256(str(fact).encode()).hexdigest()[:12]


def _texts(found: Difference, word: str) -> list[ox.Literal]:
    return [
        ox.Literal(words[word].format(old=found.old, new=found.new), language=language)
        for language, words in WORDS.items()
    ]
