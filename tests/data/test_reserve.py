"""A plain triple never says more than the sentence: each kind of reserve keeps it away."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import ID, NRR, PREFIXES
from nrr_graph.release.derive import build_store
from nrr_graph.release.load import load_data, load_ontology, quads_of
from nrr_graph.release.release import Release

PERSON = "id:someone a nrr:Person . id:post a nrr:Office . id:news a nrr:Organization . "
OFFICE = "id:fact a nrr:Statement ; nrr:subject id:someone ; nrr:property nrr:holdsOffice ; "
SYSTEM = "id:system a nrr:Plan . id:fact a nrr:Statement ; nrr:subject id:system ; "

#: For each kind of reserve: what stands without it, what adds it, and the plain triple.
KINDS = {
    "former when the article was written": (
        PERSON + OFFICE + "nrr:value id:post",
        "nrr:dating nrr:formerAsOfTheArticle",
        ("someone", "holdsOffice"),
    ),
    "former at that time": (
        PERSON + OFFICE + "nrr:value id:post",
        "nrr:dating nrr:formerAtThatTime",
        ("someone", "holdsOffice"),
    ),
    "planned": (
        SYSTEM + "nrr:property nrr:start ; nrr:value '2015'^^xsd:gYear",
        "nrr:dating nrr:plannedDate",
        ("system", "start"),
    ),
    "planned, as a qualifier": (
        SYSTEM + "nrr:property nrr:kind ; nrr:value id:thing ; nrr:start '2015'^^xsd:gYear",
        "nrr:dating nrr:plannedDate",
        ("system", "start"),
    ),
    "of a heading, the sentence breaks off": (
        "id:strain a nrr:Event . id:fact a nrr:Statement ; nrr:subject id:strain ; "
        "nrr:property nrr:cause ; nrr:value id:war",
        "nrr:qualification nrr:headingOnly",
        ("strain", "cause"),
    ),
    "of a trademark": (
        "id:news a nrr:Organization . id:fact a nrr:Statement ; nrr:subject id:news ; "
        "nrr:property nrr:kind ; nrr:value id:mark ; nrr:owner id:holder",
        "nrr:qualification nrr:ofTheName",
        ("news", "owner"),
    ),
    "as somebody reports": (
        SYSTEM + "nrr:property nrr:participant ; nrr:value id:someone",
        "nrr:attributedTo id:news",
        ("system", "participant"),
    ),
}


def _plain(folder: Path, turtle: str) -> set[tuple[str, str]]:
    """Return subject and predicate of each triple that is derived from a few facts."""
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (folder / "facts.ttl").write_text(f"{head}{turtle} .\n", encoding="utf-8")
    store = build_store(quads_of([*load_data([folder]), *load_ontology()]))
    facts = store.quads_for_pattern(None, None, None)
    return {(str(q.subject.value), q.predicate.value) for q in facts}  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reserve_keeps_the_plain_triple_away(tmp_path: Path, kind: str) -> None:
    turtle, reserve, (subject, property_) = KINDS[kind]
    plain = (ID + subject, NRR + property_)
    assert plain in _plain(tmp_path, turtle)
    assert plain not in _plain(tmp_path, f"{turtle} ; {reserve}")


@pytest.mark.parametrize("class_", ["Person", "Organization", "State", "Group"])
def test_a_person_or_body_gets_no_date_from_what_it_is(tmp_path: Path, class_: str) -> None:
    turtle = (
        "id:x a nrr:{} . id:fact a nrr:Statement ; nrr:subject id:x ; nrr:property nrr:kind ; "
        "nrr:value id:thing ; nrr:when '2007'^^xsd:gYear"
    )
    dated = (ID + "x", NRR + "when")
    assert dated in _plain(tmp_path, turtle.format("Event"))
    assert dated not in _plain(tmp_path, turtle.format(class_))


@pytest.mark.parametrize(
    "pattern",
    [
        "id:world-heritage-encyclopedia nrr:owner ?x",
        "id:world-heritage-encyclopedia nrr:kind id:registered-trademark",
        "id:missile-defence-system-in-romania nrr:start ?x",
        "id:strain-of-2008 nrr:cause ?x",
        "id:volker-ruehe nrr:holdsOffice ?x",
        "?x a nrr:Person ; nrr:when|nrr:start|nrr:end ?date",
        "?statement nrr:reserve ?why ; nrr:subject ?s ; nrr:property nrr:plans ; nrr:value ?v . "
        "?s nrr:plans ?v",
    ],
)
def test_the_graph_draws_no_triple_that_the_text_reserves(release: Release, pattern: str) -> None:
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    assert not release.store.query(f"{prefixes} ASK {{ {pattern} }}")


def test_every_kind_of_reserve_occurs_in_the_graph(release: Release) -> None:
    quads = release.store.quads_for_pattern(None, ox.NamedNode(NRR + "reserve"), None)
    found = {str(quad.object.value).removeprefix(NRR) for quad in quads}  # type: ignore[union-attr]
    assert found == {
        *("formerAsOfTheArticle", "formerAtThatTime", "plannedDate"),
        *("headingOnly", "ofTheName", "attributedOnly"),
    }
