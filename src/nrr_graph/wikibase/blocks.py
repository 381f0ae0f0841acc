"""From a curator's options to the facts of a new block: its name, its evidence, its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA
from nrr_graph.release.drafting import slug_of
from nrr_graph.release.kinds import KINDS
from nrr_graph.release.load import GraphFile
from nrr_graph.terms import Fact, Term
from nrr_graph.wikibase.values import Values

#: Kinds of facts of the article: each stands in a sentence.
OF_THE_ARTICLE: Final = ("statement", "quotation")
Given = Mapping[str, Sequence[str]]
Pairs = Iterable[tuple[str, Term]]
_DESCRIBED: Final = {"en": "page read in an excerpt", "ru": "страница, прочитанная в отрывке"}
#: Where it is told for whom persons and bodies speak: that is not said by the article.
_SPEAKERS: Final = "voices/speakers"


def facts_of(
    kind: str, given: Given, values: Values, files: Sequence[GraphFile], name: str = ""
) -> list[Fact]:
    """Return the facts of a new block.

    :param given: the values of each field by its name, as written.
    :param name: the slug, where the curator wants another than the one that follows from the rest.
    :raises NrrGraphError: a value cannot be read; says which.
    """
    given = with_defaults(kind, given)
    property_ = property_of(given)
    read = [
        (field.property, values.read(field, text, property_, *given.get("language", ())))
        for field in KINDS[kind].fields
        for text in given[field.name]
        if field.property or field.form in ("sentence", "language")
    ]
    read = [(p, value) for p, value in read if p]
    found = [*read, *_evidence(kind, given, values, read), *_derived(kind, given, values, read)]
    subject = _named(name or _slug(kind, given, found, files))
    facts = [
        Fact(subject, ox.NamedNode(RDF + "type"), ox.NamedNode(NRR + KINDS[kind].class_)),
        *(Fact(subject, ox.NamedNode(p), value) for p, value in found),
    ]
    return [*dict.fromkeys(facts)]


def _named(slug: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(ID + slug)
    except ValueError as error:
        raise NrrGraphError(f"--name {slug!r} is no name: leave blanks and signs out") from error


def with_defaults(kind: str, given: Given) -> dict[str, Sequence[str]]:
    """Return the values of each field, those that nobody gave too."""
    return {
        field.name: given.get(field.name, ()) or [*filter(None, [field.default])]
        for field in KINDS[kind].fields
    }


def property_of(given: Given) -> str:
    """Return the IRI of the property of a fact; no field but its value is read by it."""
    return NRR + next(iter(given.get("property", ())), "").removeprefix("nrr:")


def _evidence(kind: str, given: Given, values: Values, read: Pairs) -> list[tuple[str, Term]]:
    """Return passage and references of a fact, as far as the sentence settles them."""
    if kind not in OF_THE_ARTICLE:
        return []
    passages = [v.value for p, v in read if p == NRR + "passage"]
    found: list[tuple[str, Term]] = []
    if not passages:
        passages = values.passages(given["sentence"][0].upper())[:1]
        found = [(NRR + "passage", ox.NamedNode(one)) for one in passages]
    known = {v for p, v in read if p == NRR + "reference"}
    cited = known or {one for p in passages for one in values.values(p, NRR + "cites")}
    near = {one for p in passages for one in values.values(p, NRR + "citesInParagraph")}
    found += [(NRR + "reference", one) for one in cited - known]
    return [*found, *((NRR + "paragraphReference", one) for one in near - cited)]


def stated_dates(given: Given, facts: Sequence[Fact], values: Values) -> list[Fact]:
    """Return what the passage of a fact is to state besides, as the curator has read it there.

    :raises NrrGraphError: a date cannot be read.
    """
    if "sentence" not in given:
        return []
    own = {f.object for f in facts if f.predicate.value == NRR + "passage"}
    nodes = map(ox.NamedNode, values.passages(given["sentence"][0].upper()))
    passage = next((one for one in nodes if one in own), None)
    if passage is None:
        return []
    field = next(f for f in KINDS["statement"].fields if f.name == "states-date")
    predicate = ox.NamedNode(NRR + "statesDate")
    stated = values.values(passage.value, predicate.value)
    dates = [values.read(field, text) for text in given.get("states-date", ())]
    return [Fact(passage, predicate, date) for date in dates if date not in stated]


def _derived(kind: str, given: Given, values: Values, read: Pairs) -> list[tuple[str, Term]]:
    """Return what follows from the rest: the sentence of a finding, the label of a source."""
    if kind == "finding":
        targets = [value.value for p, value in read if p == NRR + "bearsOn"]
        passages = [one.value for t in targets for one in values.values(t, NRR + "passage")]
        found = {s for one in passages for s in values.values(one, NRR + "sentence")}
        return [(NRR + "concernsSentence", one) for one in found]
    if kind != "source":
        return []
    publisher = next(value.value for p, value in read if p == NRR + "publisher")
    names = {v.language: v.value for v in values.values(publisher, RDFS + "label")
             if isinstance(v, ox.Literal)}  # fmt: skip
    known = {(p, v.language) for p, v in read if isinstance(v, ox.Literal)}
    texts = {
        RDFS + "label": {t: f"{names.get(t, '')}: {given['title'][0]}" for t in ("en", "ru")},
        SCHEMA + "description": _DESCRIBED,
    }
    return [
        (p, ox.Literal(text, language=tag))
        for p, by_tag in texts.items()
        for tag, text in by_tag.items()
        if (p, tag) not in known
    ]


def _slug(kind: str, given: Given, found: Pairs, files: Sequence[GraphFile]) -> str:
    """Allot a name: by the sentence, by the next number of findings, or by the label."""
    values = dict(found)
    if kind in (*OF_THE_ARTICLE, "finding"):
        value = values[NRR + "value"]
        what = slug_of(value.value.removeprefix(ID))
        short = "-".join(what.split("-")[:4])
        is_finding = kind == "finding"
        start = f"c{next_number(files)}" if is_finding else given["sentence"][0].lower()
        return f"{start}-{slug_of(given['property'][0].removeprefix('nrr:'))}-{short}".rstrip("-")
    labels = [v.value for p, v in found if p == RDFS + "label"
              and isinstance(v, ox.Literal) and v.language == "en"]  # fmt: skip
    prefix = f"{kind}-" if kind in ("question", "issue", "claim") else ""
    return prefix + slug_of(labels[0])


def graph_of(kind: str, facts: Sequence[Fact], files: Sequence[GraphFile]) -> str | None:
    """Return the graph where a new block has its like; nothing where no file tells.

    A statement goes where most statements on its subject are, a finding where its source is.
    """
    if any(fact.predicate.value == NRR + "speaksFor" for fact in facts):
        return _SPEAKERS
    role = {"finding": "foundIn", **dict.fromkeys(OF_THE_ARTICLE, "subject")}.get(kind)
    about = next((f.object for f in facts if role and f.predicate.value == NRR + role), None)
    counts = Counter(
        file.name
        for file in files
        for fact in file.triples
        if about == (fact.object if role == "subject" else fact.subject)
        and (role == "foundIn" or fact.predicate.value == NRR + "subject")
        and (role == "foundIn" or not file.name.startswith("voices/"))
    )
    return counts.most_common(1)[0][0] if counts else None


def next_number(files: Iterable[GraphFile]) -> int:
    """Return the next free number of findings, whose names are such as ``c159-coalitions``."""
    names = {fact.subject.value for file in files for fact in file.triples}
    numbers = [int(m[1]) for name in names if (m := re.match(rf"{ID}c(\d+)-", name))]
    return max(numbers, default=0) + 1
