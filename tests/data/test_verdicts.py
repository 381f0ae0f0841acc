"""What a journalist would print of the contested claims, facet by facet."""

from __future__ import annotations

from typing import cast

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nrr_graph.namespaces import ID, NRR
from nrr_graph.release.release import Release
from nrr_graph.release.standing import ClaimStanding, FacetStanding, standings_of

HAPPENED, WHEN, WHO = "That it happened or was said", "When", "Who"
HOW_MANY, WHY = "How many", "Why"


@pytest.fixture(scope="module")
def claims(release: Release) -> dict[str, ClaimStanding]:
    return {c.claim: c for s in standings_of(release) for c in s.claims}


def _facets(claim: ClaimStanding) -> dict[str, FacetStanding]:
    return {facet.facet: facet for facet in claim.facets}


def _bearings(release: Release, finding: str, claim: str) -> dict[str, str]:
    """Return how a finding bears on a claim, by facet."""
    query = (
        f"PREFIX id: <{ID}> PREFIX nrr: <{NRR}> SELECT ?facet ?bearing {{ "
        f"?c nrr:ofClaim id:{claim} ; nrr:ofFinding id:{finding} ; "
        "nrr:facet ?facet ; nrr:bearing ?bearing }"
    )
    rows = cast(ox.QuerySolutions, release.store.query(query))
    names = [[str(row[name].value).split("#")[1] for name in ("facet", "bearing")] for row in rows]
    return {
        facet.removeprefix("facet"): bearing.removeprefix("bearing") for facet, bearing in names
    }


def test_the_suspension_happened_on_another_day(claims: dict[str, ClaimStanding]) -> None:
    suspension = claims["s01-08-suspension"]
    facets = _facets(suspension)
    assert suspension.standing == "Confirmed in part"
    assert facets[HAPPENED].standing == "Confirmed"
    assert facets[WHEN].standing == "Contradicted"
    assert facets[WHO].standing == "Confirmed"
    assert "say the same" not in facets[WHEN].publishers
    assert facets[WHEN].publishers["add to it"] == 1, "the first step on 5 March"


def test_the_days_of_the_suspension_are_counted(release: Release) -> None:
    """Count by hand, from the findings, what the stored question tells."""
    query = f"""PREFIX id: <{ID}> PREFIX nrr: <{NRR}>
        SELECT ?day (COUNT(DISTINCT ?whom) AS ?n) {{
          ?finding nrr:bearsOn id:s01-08-suspension ; nrr:property nrr:kind ; nrr:when ?day ;
            nrr:countsFor ?whom
        }} GROUP BY ?day"""
    rows = cast(ox.QuerySolutions, release.store.query(query))
    days = {str(row["day"].value): int(str(row["n"].value)) for row in rows}
    assert set(days) == {"2014-03-05", "2014-04", "2014-04-01"}
    assert days["2014-04-01"] > days["2014-04"] > days["2014-03-05"] == 1


@pytest.mark.parametrize(
    ("claim", "standing"),
    [
        ("s10-13-troops", "Confirmed"),
        ("s08-03-cancellation", "Refined"),
        ("s10-08-could-join", "Refined"),
        ("s07-02-former", "Standing alone"),
        ("s10-03-proposal", "Confirmed in part"),
        ("s06-06-expulsion", "Confirmed in part"),
        ("s10-10-second", "Contradicted"),
        ("s10-09-exercise", "Confirmed"),
        ("s10-06-no-plan", "Standing alone"),
    ],
)
def test_a_contested_claim_stands_as_its_sources_carry(
    claims: dict[str, ClaimStanding], claim: str, standing: str
) -> None:
    assert claims[claim].standing == standing


def test_the_russian_president_confirms_the_troops_in_his_own_words(release: Release) -> None:
    assert _bearings(release, "c192-deployed", "s10-13-troops")["Happened"] == "Confirms"
    assert _bearings(release, "c192-troops", "s10-13-troops") == {"Judged": "OtherView"}
    assert _bearings(release, "c191-seizure", "s10-13-troops") == {"Happened": "Completes"}


def test_the_article_gives_no_cause_that_another_could_oppose(
    claims: dict[str, ClaimStanding],
) -> None:
    assert _facets(claims["s08-03-cancellation"])[WHY].standing == "Only added to"


def test_one_publisher_dates_the_proposal_of_the_polish_minister_otherwise(
    claims: dict[str, ClaimStanding],
) -> None:
    when = _facets(claims["s10-03-proposal"])[WHEN]
    assert when.standing == "Disputed"
    assert when.publishers == {"say otherwise": 1, "not counted": 1}


def test_a_source_of_another_time_contradicts_nothing(
    release: Release, claims: dict[str, ClaimStanding]
) -> None:
    assert _bearings(release, "c112-former", "s07-02-former") == {"Who": "Completes"}
    assert _bearings(release, "c185-envoy", "s01-07-envoy") == {"Who": "Completes"}
    assert _facets(claims["s01-07-envoy"])[WHO].standing == "Contradicted"


@pytest.mark.parametrize(
    ("finding", "claim"),
    [
        ("c50-exercises", "s04-04-exercises"),
        ("c53-exercises", "s04-04-exercises"),
        ("c56-frank-exchange", "s04-06-assessment"),
        ("c47-diverge", "s04-06-assessment"),
        ("c150-approach", "s10-01-approach"),
        ("c153-refuses-overflight", "s10-02-permits"),
        ("c189-ship", "s10-12-report"),
        ("c86-free-will", "s06-04-international-law"),
        ("c9-terrorism", "s01-05-security"),
        ("c72-freeze", "s06-01-strain"),
        ("c73-freeze", "s06-01-strain"),
        ("c82-osce", "s06-03-violation"),
        ("c74-violation", "s06-03-violation"),
        ("c130-warning", "s08-04-warning"),
        ("c144-overture", "s09-01-terrorism"),
        ("c144-overture", "s09-01-wmd"),
        ("c164-no-plan", "s10-06-no-plan"),
        ("c165-no-plan", "s10-06-no-plan"),
        ("c194-aggression", "s10-14-violation"),
        ("c196-vote", "s10-13-aim"),
        ("c197-briefing", "s10-14-condemns"),
        ("c81-endorsed", "s06-03-endorsed"),
        ("c89-precedent", "s06-05-precedent"),
    ],
)
def test_another_value_confirms_nothing(release: Release, finding: str, claim: str) -> None:
    bearings = _bearings(release, finding, claim)
    assert bearings
    assert set(bearings.values()) <= {"Completes", "OtherView", "OtherWording"}


@pytest.mark.parametrize(
    ("finding", "elsewhere"),
    [
        ("c6-council", "s04-02-created"),
        ("c17-signed-nato", "s03-03-signed-russia"),
        ("c45-signed", "s03-03-signed-nato"),
        ("c77-violation", "s06-04-un-charter"),
        ("c36-first-of-may", "s01-08-suspension"),
        ("c195-condemns", "s10-14-violation"),
    ],
)
def test_a_finding_bears_on_nothing_of_another_value(
    release: Release, finding: str, elsewhere: str
) -> None:
    assert _bearings(release, finding, elsewhere) == {}


def test_a_report_of_a_day_is_no_beginning(release: Release) -> None:
    """Neither the day of a report nor that of a signing begins what is told of."""
    query = f"""PREFIX id: <{ID}> PREFIX nrr: <{NRR}>
        SELECT ?start {{ VALUES ?f {{ id:c23-halted id:c24-signed }} ?f nrr:start ?start }}"""
    assert list(cast(ox.QuerySolutions, release.store.query(query))) == []
    for claim in ("s01-06-freight", "s04-04-freight"):
        assert _bearings(release, "c24-signed", claim) == {"Happened": "Completes"}


def test_an_exercise_counts_first_in_its_class_only(claims: dict[str, ClaimStanding]) -> None:
    assert _facets(claims["s10-09-exercise"])[HOW_MANY].standing == "Confirmed"
    second = _facets(claims["s10-10-second"])[HOW_MANY]
    assert second.standing == "Contradicted"
    assert second.publishers["say otherwise"] >= 2


def test_each_side_finds_its_own_words(release: Release) -> None:
    """On each contested matter both officials of Russia and of NATO or its members are heard."""
    matters = {
        "s01-08": {"sideRussia", "sideNato"},
        "s06-0": {"sideRussia", "sideNato"},
        "s08-0": {"sideRussia", "sideNato"},
        "s10-0": {"sideRussia", "sideNato"},
        "s10-1": {"sideRussia", "sideNato", "sideOtherStates"},
    }
    for begin, wanted in matters.items():
        query = f"""PREFIX nrr: <{NRR}> SELECT DISTINCT ?side {{
            ?c nrr:ofClaim ?claim ; nrr:ofFinding/nrr:voice/nrr:side ?side .
            FILTER(STRSTARTS(STR(?claim), "{ID}{begin}")) }}"""
        rows = cast(ox.QuerySolutions, release.store.query(query))
        assert wanted <= {str(row["side"].value).removeprefix(NRR) for row in rows}, begin


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Contradicted", "say otherwise", "moves nothing")),
        ("ru", ("Опровергается", "говорят иное")),
    ],
)
def test_the_page_of_a_claim_shows_its_facets(
    client: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    page = client.get(f"/id/s01-08-suspension.html?lang={language}").text
    assert 'id="facets"' in page
    for word in words:
        assert word in page
    assert 'id="facets"' not in client.get("/id/c1-suspension.html").text


def test_the_document_of_a_claim_holds_the_standing_of_its_facets(client: FlaskClient) -> None:
    claim = client.get("/id/s01-08-suspension.nt").text
    assert f"<{ID}s01-08-suspension#when> <{NRR}standing> <{NRR}standingContradicted>" in claim
    finding = client.get("/id/c1-suspension.nt").text
    assert f"<{ID}c1-suspension#s01-08-suspension.when> <{NRR}bearing>" in finding
