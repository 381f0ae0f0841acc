"""The class tree is whole: a plain question finds what it asks for and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pyoxigraph as ox
import pytest

from nrr_graph.namespaces import ID, NRR, PREFIXES, RDF
from nrr_graph.release.load import GraphFile
from nrr_graph.release.release import COUNTED, Release

PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def _found(release: Release, pattern: str) -> set[str]:
    rows = cast(ox.QuerySolutions, release.store.query(f"{PROLOGUE} SELECT ?x {{ {pattern} }}"))
    return {str(row["x"].value) for row in rows}


def _typed(files: Sequence[GraphFile], *classes: str) -> set[str]:
    wanted = {NRR + name for name in classes}
    return {
        fact.subject.value
        for file in files
        for fact in file.triples
        if fact.predicate.value == RDF + "type" and fact.object.value in wanted
    }


def test_statements_are_those_of_the_article_quotations_too(
    release: Release, files: Sequence[GraphFile]
) -> None:
    statements = _found(release, "?x a nrr:Statement")
    assert statements == _typed(files, "Statement", "Quotation")
    assert statements.isdisjoint(_typed(files, "Finding"))
    assert release.counts["statements"] == len(statements)


def test_a_fact_is_a_statement_or_a_finding(release: Release, files: Sequence[GraphFile]) -> None:
    facts = _found(release, "?x a nrr:SourcedFact")
    assert facts == _typed(files, "Statement", "Quotation", "Finding")


@pytest.mark.parametrize("narrow", ["Person", "Group", "Organization", "State"])
def test_a_wide_class_has_the_members_of_the_narrow_ones(
    release: Release, files: Sequence[GraphFile], narrow: str
) -> None:
    members = _typed(files, narrow)
    assert members
    assert members <= _found(release, "?x a nrr:Agent") <= _found(release, "?x a nrr:Entity")


@pytest.mark.parametrize("name", COUNTED)
def test_a_count_is_that_of_a_plain_query(release: Release, name: str) -> None:
    patterns = [f"{{ ?x a nrr:{local} }}" for local in COUNTED[name]]
    assert release.counts[name] == len(_found(release, " UNION ".join(patterns)))


def test_controlled_terms_and_placeholders_are_no_things(release: Release) -> None:
    terms = _found(release, "?x a nrr:Term")
    assert {NRR + "undated", NRR + "noValue", NRR + "unknownValue"} <= terms
    assert terms.isdisjoint(_found(release, "?x a nrr:Entity"))


@pytest.mark.parametrize(
    ("day", "subject", "is_held"),
    [
        ("2010-01-01", "partnership-for-peace", True),
        ("2010-01-01", "nato-russia-council", True),
        ("2010-01-01", "dmitry-rogozin", True),
        ("2012-06-01", "dmitry-rogozin", False),
        ("2002-05-27", "nato-russia-council", False),
        ("2009-01-15", "dmitry-rogozin", True),
        ("2010-01-01", "permanent-joint-council", False),
    ],
)
def test_what_held_on_a_day(release: Release, day: str, subject: str, is_held: bool) -> None:
    held = _found(
        release,
        "?fact nrr:subject|nrr:value ?x ; nrr:holdsFrom ?from . "
        "OPTIONAL { ?fact nrr:holdsUntil ?until } "
        f"BIND('{day}'^^xsd:date AS ?day) "
        "FILTER(?from <= ?day && COALESCE(?until >= ?day, true)) "
        # A year alone says no day; the article's own date is the day of 2002.
        "FILTER NOT EXISTS { ?fact a nrr:Finding ; nrr:value '2002'^^xsd:gYear }",
    )
    assert (ID + subject in held) == is_held


def test_what_held_respects_the_rank(release: Release) -> None:
    """The year alone stands too, but the day is preferred."""
    facts = _found(
        release,
        "?x a nrr:Statement ; nrr:holdsFrom ?from ; nrr:subject id:russia ; "
        "nrr:value id:partnership-for-peace",
    )
    assert facts == {ID + "s03-02-member"}


def test_no_question_of_the_article_takes_findings_away(files: Sequence[GraphFile]) -> None:
    asked = [
        f.object.value for file in files for f in file.triples if "sparql" in f.predicate.value
    ]
    assert len(asked) > 80
    assert [query for query in asked if "MINUS" in query or "nrr:Finding" in query] == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x nrr:value id:dismantling-of-syrian-chemical-weapons", "s10-12-use"),
        ("?x nrr:partOf id:bucharest-summit-2008 ; nrr:property nrr:assesses", "s04-06-assessment"),
        ("?x nrr:broaderTopic id:non-proliferation", "non-proliferation-of-wmd"),
        ("?x nrr:subject id:suspension-of-cooperation-2014", "s10-15-suspension"),
        ("?x nrr:subject id:suspension-of-cooperation-2014", "s01-08-suspension"),
        ("?x nrr:about id:membership-of-russia-in-nato", "s10-08-could-join"),
        ("?x nrr:about id:membership-of-russia-in-nato", "s10-06-no-plan"),
    ],
)
def test_what_belongs_together_is_linked(release: Release, pattern: str, expected: str) -> None:
    assert ID + expected in _found(release, pattern)


def test_every_statement_on_possible_membership_leads_to_that_topic(release: Release) -> None:
    """Found by their claims, by their subject matter and by their words."""
    spoken = _found(
        release,
        "?x a nrr:Statement ; nrr:value ?claim ; nrr:property ?p . ?p a nrr:SpeechProperty . "
        "?claim rdfs:label ?label . FILTER(REGEX(?label, '(^| )(join|membership)( |$)', 'i')) "
        "FILTER(CONTAINS(?label, 'Russia') && CONTAINS(?label, 'NATO') && LANG(?label) = 'en')",
    )
    assert len(spoken) > 3
    assert spoken <= _found(release, "?x nrr:about|nrr:value id:membership-of-russia-in-nato")


@pytest.mark.parametrize(
    ("statement", "is_attributed"),
    [
        ("s10-02-refuses-overflight", False),
        ("s10-02-permits", False),
        ("s08-03-threatens", False),
        ("s10-13-troops", False),
        ("s07-00-plan", False),
        ("s10-01-approach", False),
        ("s08-03-warns", True),
        ("s06-04-un-charter", True),
        ("s10-12-report", True),
        ("s10-14-violation", True),
    ],
)
def test_attribution_means_words(release: Release, statement: str, is_attributed: bool) -> None:
    assert (ID + statement in _found(release, "?x nrr:attributedTo ?who")) == is_attributed


def test_the_reason_of_one_side_is_its_own(release: Release) -> None:
    assert _found(release, "?x nrr:causeAccordingTo id:nato ; nrr:cause ?why") == {
        ID + "s01-08-suspension",
        ID + "s06-06-expulsion",
    }
    assert not _found(release, "id:suspension-of-cooperation-2014 nrr:cause ?x")
