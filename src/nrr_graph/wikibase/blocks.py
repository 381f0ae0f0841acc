"""From a curator's options to the facts of a new block: its name, its evidence, its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from nrr_graph.errors import NrrGraphError
from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA
from nrr_graph.release.drafting import slug_of
from nrr_graph.release.kinds import KINDS, Field
from nrr_graph.release.load import GraphFile
from nrr_graph.terms import Fact, Term
from nrr_graph.wikibase.values import Values

Given = Mapping[str, Sequence[str]]
Choose = Callable[[Field, str], str]
_DESCRIBED: Final = {"en": "page read in an excerpt", "ru": "страница, прочитанная в отрывке"}
_DATES: Final = ("when", "start", "end", "dating", "published")


def facts_of(
    kind: str, given: Given, values: Values, files: Sequence[GraphFile], name: str = ""
) -> list[Fact]:
    """Return the facts of a new block.

    :param given: the values of each field by its name, as written.
    :param name: the slug, where the curator wants another than the one that follows from the rest.
    :raises NrrGraphError: a value cannot be read; says which.
    """
    property_ = NRR + next(iter(given.get("property", ())), "").removeprefix("nrr:")
    pairs = [
        (field, _text(kind, field, text))
        for field in KINDS[kind].fields
        for text in given.get(field.name, ()) or filter(None, [field.default])
    ]
    read = {
        (field.property, _read(values, field, text, property_, given))
        for field, text in pairs
        if field.property
    }
    found = [*read, *_evidence(kind, given, values, read), *_derived(kind, given, values, read)]
    subject = ox.NamedNode(ID + (name or _slug(kind, given, found, files)))
    rest = [Fact(subject, ox.NamedNode(p), value) for p, value in found]
    return [
        Fact(subject, ox.NamedNode(RDF + "type"), ox.NamedNode(NRR + KINDS[kind].class_)),
        *rest,
    ]


def _read(values: Values, field: Field, text: str, property_: str, given: Given) -> Term:
    if field.form == "title":
        language = next(iter(given.get("title-language", ())), "en")
        return ox.Literal(text, language=language)
    return values.read(field, text, property_)


def _text(kind: str, field: Field, text: str) -> str:
    if kind != "question" or field.name != "sparql":
        return text
    query = Path(text).read_text(encoding="utf-8")
    return query if query.endswith("\n") else query + "\n"


def _evidence(
    kind: str, given: Given, values: Values, read: Iterable[tuple[str, Term]]
) -> list[tuple[str, Term]]:
    """Return passage and references of a statement, as far as the sentence settles them."""
    if kind != "statement":
        return []
    known = {property_ for property_, _ in read}
    sentence = given["sentence"][0].upper()
    passages = values.passages(sentence)
    if not passages:
        raise NrrGraphError(f"--sentence {sentence!r}: the article has no such sentence")
    chosen = next((v.value for p, v in read if p == NRR + "passage"), passages[0])
    found: list[tuple[str, Term]] = []
    if NRR + "passage" not in known:
        found.append((NRR + "passage", ox.NamedNode(chosen)))
    if NRR + "reference" not in known:
        found += [(NRR + "reference", one) for one in values.values(chosen, NRR + "cites")]
    return found


def _derived(
    kind: str, given: Given, values: Values, read: Iterable[tuple[str, Term]]
) -> list[tuple[str, Term]]:
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


def _slug(
    kind: str, given: Given, found: Iterable[tuple[str, Term]], files: Sequence[GraphFile]
) -> str:
    """Allot a name: by the sentence, by the next number of findings, or by the label."""
    values = dict(found)
    if kind in ("statement", "finding"):
        value = values[NRR + "value"]
        what = slug_of(value.value.removeprefix(ID))
        short = "-".join(what.split("-")[:4])
        start = given["sentence"][0].lower() if kind == "statement" else f"c{next_number(files)}"
        return f"{start}-{slug_of(given['property'][0].removeprefix('nrr:'))}-{short}"
    labels = [v.value for p, v in found if p == RDFS + "label"
              and isinstance(v, ox.Literal) and v.language == "en"]  # fmt: skip
    prefix = {"question": "question-", "issue": "issue-"}.get(kind, "")
    return prefix + slug_of(labels[0])


def graph_of(kind: str, facts: Sequence[Fact], files: Sequence[GraphFile]) -> str | None:
    """Return the graph where a new block has its like; nothing where no file tells.

    A statement goes where most statements on its subject are, a finding where its source is.
    """
    role = {"statement": "subject", "finding": "foundIn"}.get(kind)
    about = next((f.object for f in facts if role and f.predicate.value == NRR + role), None)
    counts = Counter(
        file.name
        for file in files
        for fact in file.triples
        if about == (fact.object if role == "subject" else fact.subject)
        and (role == "foundIn" or fact.predicate.value == NRR + "subject")
    )
    return counts.most_common(1)[0][0] if counts else None


def next_number(files: Iterable[GraphFile]) -> int:
    """Return the next free number of findings, whose names are such as ``c159-coalitions``."""
    names = {fact.subject.value for file in files for fact in file.triples}
    numbers = [int(m[1]) for name in names if (m := re.match(rf"{ID}c(\d+)-", name))]
    return max(numbers, default=0) + 1
