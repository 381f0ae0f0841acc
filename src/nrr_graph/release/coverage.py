"""Which sentence of the article is carried by which statements, and whether places are right."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nrr_graph.errors import UnreadableData
from nrr_graph.namespaces import ID, NRR, RDFS
from nrr_graph.release.findings import Finding
from nrr_graph.release.labels import Labels
from nrr_graph.release.load import GraphFile
from nrr_graph.release.positions import line_of

#: Kinds of sentence that say something of the matter; each must be carried or explained.
SUBSTANTIAL = frozenset({"fact", "quote", "opinion"})


@dataclass
class Sentence:
    """One sentence of the article and what carries it; all names are slugs."""

    number: str
    kind: str
    section: str
    carried_by: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    not_carried: str | None = None

    @property
    def is_accounted_for(self) -> bool:
        """Tell whether a statement or record carries it, or a reason says why none does."""
        return bool(self.carried_by or self.not_carried)


@dataclass(frozen=True)
class Coverage:
    """All sentences in reading order, and the title of each section."""

    sentences: Sequence[Sentence]
    sections: dict[str, str]

    def missing(self) -> list[Sentence]:
        """Return the substantial sentences that nothing carries and nothing explains."""
        return [s for s in self.sentences if s.kind in SUBSTANTIAL and not s.is_accounted_for]


def coverage_of(files: Iterable[GraphFile]) -> Coverage:
    """Say for each sentence of the article what carries it."""
    facts = [fact for file in files for fact in file.triples]
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        about[fact.subject.value][fact.predicate.value].append(fact.object.value)
    passages = {iri: values for iri, values in about.items() if NRR + "sentence" in values}
    sentences = dict(sorted(_sentences(passages)))
    for iri, values in sorted(about.items()):
        for passage in values.get(NRR + "passage", []):
            if passage in passages:
                sentence = sentences[passages[passage][NRR + "sentence"][0]]
                sentence.carried_by.append(iri.removeprefix(ID))
        for passage in set(values.get(NRR + "concerns", [])) & set(passages):
            sentence = sentences[passages[passage][NRR + "sentence"][0]]
            sentence.issues.append(iri.removeprefix(ID))
    labels = Labels(facts)
    sections = {s.section: labels.of_iri(ID + "section-" + s.section) for s in sentences.values()}
    return Coverage(list(sentences.values()), sections)


def _sentences(passages: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, Sentence]]:
    """Yield each sentence once; several passages may lie in one."""
    found: dict[str, Sentence] = {}
    for values in passages.values():
        number = values[NRR + "sentence"][0]
        section = values[NRR + "section"][0].removeprefix(ID + "section-")
        sentence = Sentence(number, values[NRR + "sentenceKind"][0], section)
        found.setdefault(number, sentence)
        for reason in values.get(NRR + "notCarried", [])[:1]:
            found[number].not_carried = reason
    yield from found.items()


def misplaced(files: Iterable[GraphFile], article: Path) -> list[Finding]:
    """Check every passage's offsets and digest against the frozen article.

    :raises UnreadableData: the article cannot be read.
    """
    try:
        text = article.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UnreadableData(article, None, None, f"cannot be read ({reason})") from error
    found = []
    for file in files:
        for passage, values in _passages_in(file):
            finding = _check(file, passage, values, text)
            if finding:
                found.append(finding)
    return found


def _passages_in(file: GraphFile) -> Iterator[tuple[str, dict[str, str]]]:
    by_subject = itertools.groupby(
        sorted(file.triples, key=lambda fact: fact.subject.value),
        key=lambda fact: fact.subject.value,
    )
    for subject, facts in by_subject:
        values = {fact.predicate.value.removeprefix(NRR): fact.object.value for fact in facts}
        if "beginOffset" in values:
            yield subject, values


def _check(file: GraphFile, passage: str, values: dict[str, str], article: str) -> Finding | None:
    whole = f"{values['beginOffset']}-{values['endOffset']}"
    pieces = [piece.split("-") for piece in values.get("pieces", whole).split()]
    text = "".join(article[int(begin) : int(end)] for begin, end in pieces)
    digest = hashlib.sha256(text.encode()).hexdigest()
    ends = sorted(int(end) for piece in pieces for end in piece)
    if digest == values["sha256"] and f"{ends[0]}-{ends[-1]}" == whole:
        return None
    return Finding(
        "error",
        file.path,
        line_of(file, passage, NRR + "sha256"),
        passage,
        values.get(RDFS + "label", passage.removeprefix(ID)),
        f"offsets {whole} do not have this digest, or do not span the pieces; "
        f"in the article they begin “{text[:20]}”",
        f"correct the offsets, or, if they are right, the digest: {digest}",
        NRR + "sha256",
    )
