"""Generate a graph of the article's shape at any size, for benchmarks: N-Triples, no blank nodes.

``python tools/generate.py COPIES FILE`` writes about 5,000 triples a copy.  The same number of
copies gives the same file.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from nrr_graph.namespaces import ID, NRR, RDF, RDFS, SCHEMA, XSD

EVENTS, PERSONS, ORGANIZATIONS, REFERENCES, STATEMENTS, KINDS = 60, 40, 24, 40, 258, 12
PROPERTIES = ("participant", "initiator", "place", "about", "said", "memberOf")
_ENGLISH = (
    "summit council charter exercise crisis treaty mission accession dialogue statement "
    "response visit radar airspace convoy veto"
)
_RUSSIAN = (
    "саммит совет хартия учения кризис договор миссия вступление диалог заявление "
    "ответ визит радар небо колонна вето"
)
WORDS = {"en": _ENGLISH.split(), "ru": _RUSSIAN.split()}
DAYS = (date(1991, 12, 21), 8200)
Triple = tuple[str, str, str]


def copy_of(number: int) -> Iterator[Triple]:
    """Yield the triples of one copy; only the ends of its IRIs tell copies apart."""
    chance = random.Random(number)

    def slug(kind: str, n: int) -> str:
        """Return an IRI of this copy."""
        return f"<{ID}{kind}-{n}-{number}>"

    for n in range(KINDS):
        yield from _named(chance, f"<{NRR}Kind{n}>", "kind", n)
        if n:
            yield f"<{NRR}Kind{n}>", f"<{RDFS}subClassOf>", f"<{NRR}Kind{(n - 1) // 2}>"
    for kind, count in (("event", EVENTS), ("person", PERSONS), ("organization", ORGANIZATIONS)):
        for n in range(count):
            yield from _named(chance, slug(kind, n), kind, n)
            yield slug(kind, n), f"<{RDF}type>", f"<{NRR}Kind{5 + n % 7}>"
    for n in range(REFERENCES):
        yield slug("reference", n), f"<{RDF}type>", f"<{NRR}Reference>"
        yield slug("reference", n), f"<{NRR}number>", f'"{n + 1}"^^<{XSD}integer>'
        yield slug("reference", n), f"<{NRR}published>", _day(chance)
    for n in range(STATEMENTS):
        yield from _statement(chance, slug, n)


def _named(chance: random.Random, node: str, kind: str, n: int) -> Iterator[Triple]:
    for language, words in WORDS.items():
        label = f"{chance.choice(words)} {chance.choice(words)} {kind} {n}"
        yield node, f"<{RDFS}label>", f'"{label}"@{language}'
        yield node, f"<{SCHEMA}description>", f'"{kind}: {label}"@{language}'


def _statement(chance: random.Random, slug: Callable[[str, int], str], n: int) -> Iterator[Triple]:
    """Yield a statement with its qualifiers, its evidence and the direct triple derived from it."""
    node, subject = slug("statement", n), slug("event", n % EVENTS)
    value = slug("person", chance.randrange(PERSONS))
    property_ = f"<{NRR}{PROPERTIES[n % len(PROPERTIES)]}>"
    when = _day(chance)
    passage = slug("passage", n)
    yield from _named(chance, node, "statement", n)
    yield node, f"<{RDF}type>", f"<{NRR}Statement>"
    yield node, f"<{NRR}subject>", subject
    yield node, f"<{NRR}property>", property_
    yield node, f"<{NRR}value>", value
    yield node, f"<{NRR}when>", when
    yield node, f"<{NRR}inRole>", slug("organization", chance.randrange(ORGANIZATIONS))
    yield node, f"<{NRR}rank>", f"<{NRR}normal>"
    yield node, f"<{NRR}reference>", slug("reference", chance.randrange(REFERENCES))
    yield node, f"<{NRR}passage>", passage
    yield passage, f"<{NRR}sentence>", f'"S{n:03}"'
    yield passage, f"<{NRR}begin>", f'"{n * 140}"^^<{XSD}integer>'
    yield subject, property_, value
    if n < EVENTS:
        yield subject, f"<{NRR}when>", when


def _day(chance: random.Random) -> str:
    first, days = DAYS
    return f'"{first + timedelta(days=chance.randrange(days))}"^^<{XSD}date>'


def write(copies: int, path: Path) -> int:
    """Write so many copies to a file; return the number of its lines."""
    count = 0
    seen: set[Triple] = set()
    with path.open("w", encoding="utf-8") as file:
        for number in range(copies):
            for triple in copy_of(number):
                # The kinds are the same in every copy but for their labels.
                if triple[0].startswith(f"<{NRR}Kind"):
                    if number or triple in seen:
                        continue
                    seen.add(triple)
                file.write(f"{' '.join(triple)} .\n")
                count += 1
    return count


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])), "triples")
