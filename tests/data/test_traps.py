"""Where the article is inconsistent or incomplete, the graph says so instead of repairing.

One row a trap: a SPARQL pattern that holds in the graph, or the reason why a trap does not show
in data.  Every pattern has been seen to fail: none holds in a graph without facts.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nrr_graph.engine.embedded import EmbeddedEngine
from nrr_graph.release.release import Release

PREFIXES = """
PREFIX id: <https://w3id.org/nrr/id/>
PREFIX nrr: <https://w3id.org/nrr/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
"""


def issue(issue_type: str, *concerns: str) -> str:
    """Return a pattern: an issue of a type concerns all of these."""
    about = " ; ".join(f"nrr:concerns id:{name}" for name in concerns)
    told = "rdfs:comment ?en, ?ru . FILTER(LANG(?en) = 'en' && LANG(?ru) = 'ru')"
    return f"?issue nrr:issueType nrr:{issue_type} ; {about} ; {told}"


def undated(*statements: str) -> str:
    """Return a pattern: these statements exist, say that they are undated, and have no date."""
    return " ".join(
        f"id:{name} nrr:dating nrr:undated . "
        f"FILTER NOT EXISTS {{ id:{name} nrr:when|nrr:start|nrr:end ?date{n} }}"
        for n, name in enumerate(statements)
    )


TRAPS = {
    # A. dates and order
    "T01": 'id:s01-08-suspension nrr:when "2014-05-01"^^xsd:date ; nrr:reference id:reference-3 . '
    + issue("sourceOlderThanFact", "s01-08-suspension", "s10-15-suspended"),
    "T02": "id:s10-15-suspended nrr:dating nrr:yearFromContext . "
    + issue("sameEventAssumed", "s01-08-suspension", "s10-15-suspended"),
    "T03": 'id:s01-03-member nrr:start "1994"^^xsd:gYear ; nrr:reference id:reference-1 . '
    'id:s03-02-member nrr:start "1994-06-22"^^xsd:date ; nrr:reference id:reference-5 .',
    "T04": 'id:start-of-cooperation-1991 nrr:when "1991"^^xsd:gYear . '
    + issue("sameEventAssumed", "s01-02-start", "s03-02-start"),
    "T05": issue("sameEventAssumed", "s01-05-created", "s04-02-created"),
    "T06": issue("identityOpen", "nrc-meeting-bucharest-2008", "bucharest-summit-2008"),
    "T07": 'id:strain-of-2008 nrr:when "2008-22"^^edtf:EDTF',
    "T08": 'id:s06-06-expulsion nrr:when "2009-05"^^xsd:gYearMonth . '
    'id:reference-16 nrr:retrieved "2009-05-01"^^xsd:date . '
    + issue("retrievedTooEarly", "s06-06-expulsion", "reference-16"),
    "T09": undated("s06-08-provocation", "s06-09-place", "s06-09-war"),
    "T10": "id:s06-10-counterfactual nrr:before id:russian-parliamentary-elections-2011 . "
    "FILTER NOT EXISTS { id:s06-10-counterfactual nrr:when ?date }",
    "T11": "id:s07-02-former nrr:dating nrr:formerAsOfTheArticle . id:s07-02-bloc nrr:when ?d . "
    "FILTER NOT EXISTS { id:s07-02-bloc nrr:inRole ?office }",
    "T12": "id:s08-03-cancellation nrr:after id:russias-threat-of-military-response . "
    "FILTER NOT EXISTS { id:s08-03-cancellation nrr:cause|nrr:reference ?any }",
    "T13": undated("s08-01-threat") + " id:us-missile-defence-project nrr:status id:cancelled",
    "T14": 'id:s08-02-trajectories nrr:when "2007"^^xsd:gYear ; nrr:reference id:reference-22 . '
    + issue("undatedFact", "s08-02-trajectories", "reference-22", "reference-23"),
    "T15": undated("s08-04-warning")
    + issue("undatedFact", "s08-04-warning", "reference-24", "reference-25"),
    "T16": "id:missile-defence-system-in-romania a nrr:Plan . "
    'id:s08-06-start nrr:value "2015"^^xsd:gYear ; nrr:dating nrr:plannedDate .',
    "T17": 'id:s09-02-open-doors nrr:when "2009-09"^^xsd:gYearMonth',
    "T18": "id:s10-02-refuses-overflight nrr:qualification nrr:soFar ; nrr:dating nrr:undated . "
    "id:s10-06-no-plan nrr:dating nrr:asOfTheArticle .",
    "T19": "id:s10-08-could-join nrr:latestDay ?early . id:s10-03-proposal nrr:earliestDay ?late . "
    "FILTER(?early < ?late)",
    "T20": 'id:s10-08-could-join nrr:when "2000-03"^^xsd:gYearMonth . id:reference-31 '
    'nrr:source/nrr:published "2000-03-05"^^xsd:date',
    "T21": 'id:s04-07-scholastic nrr:when "2009-01"^^xsd:gYearMonth . '
    + undated("s10-07-coalitions", "s10-07-not-ruled-out"),
    "T22": "id:s01-07-envoy nrr:dating nrr:asOfTheArticle . "
    "id:s04-07-envoy nrr:dating nrr:attested . "
    "FILTER NOT EXISTS { id:s01-07-envoy nrr:start|nrr:end ?date }",
    "T23": "id:nato-russia-cooperation nrr:area ?area ; nrr:status id:suspended . "
    + issue("tension", "s01-06-terrorism", "s01-08-suspension"),
    "T24": "id:joint-guard-of-the-cape-ray a nrr:Plan . "
    "?s nrr:value id:joint-guard-of-the-cape-ray ; nrr:attributedTo id:reuters",
    "T25": 'id:s10-13-troops nrr:when "2014-03"^^xsd:gYearMonth . id:s10-14-condemns nrr:dating '
    "nrr:afterAnotherEvent . FILTER NOT EXISTS { id:s10-14-condemns nrr:when ?date }",
    "T26": undated(
        "s06-05-kosovo", "s06-03-recognition-abkhazia", "s06-03-recognition-south-ossetia"
    ),
    # B. claims that conflict
    "T27": "id:s10-09-exercise nrr:ordinal 1 ; nrr:among id:joint-fighter-jet-exercise . "
    "id:s10-10-second nrr:value 2 ; nrr:among id:joint-military-venture-since-the-cold-war .",
    "T28": "id:s10-10-second nrr:inTensionWith id:s04-04-exercises . "
    + issue("tension", "s10-10-second", "reference-11"),
    "T29": "id:s04-05-effective nrr:inTensionWith id:s04-06-discontent, id:s04-07-scholastic . "
    "FILTER NOT EXISTS { id:s04-05-effective nrr:reference ?any }",
    "T30": "id:s10-01-odds nrr:inTensionWith id:s04-05-effective",
    "T31": "id:s10-06-no-plan nrr:attributedTo ?a . id:s10-07-not-ruled-out nrr:attributedTo ?b . "
    "id:s10-08-could-join nrr:attributedTo ?c . FILTER(?a != ?b && ?b != ?c)",
    "T32": "id:russia nrr:refuses id:overflight-to-afghanistan ; "
    "nrr:permits id:transit-of-non-military-supplies",
    "T33": issue("differingLists", "s01-06-drugs", "s04-04-courses"),
    "T34": issue("differingNames", "us-missile-defence-project"),
    "T35": issue("incompleteList", "s01-04-agreements", "founding-act"),
    "T36": issue("titleDiffers", "s10-11-protests", "reference-33")
    + " id:s10-11-protests nrr:qualification nrr:mostly",
    "T37": issue("unclearScope", "s10-04-experts", "s10-04-author-volker-ruehe"),
    # C. attribution
    "T38": "id:s03-04-no-adversaries nrr:attributedTo id:nato, id:russia",
    "T39": "id:s06-03-violation nrr:subject id:unnamed-secretary-general . "
    "FILTER NOT EXISTS { id:unnamed-secretary-general nrr:wikidata ?item }",
    "T40": "id:s06-04-un-charter nrr:attributedTo id:russia ; nrr:reference id:reference-15 . "
    + issue("sourceOfTheOtherSide", "s06-04-un-charter", "reference-15"),
    "T41": "id:claim-war-prevented-expansion a nrr:Claim . id:s06-10-counterfactual "
    "nrr:value id:claim-war-prevented-expansion",
    "T42": "id:s08-01-threat nrr:attributedTo id:russian-government . "
    "id:s08-05-threat nrr:attributedTo id:russia",
    "T43": "id:s10-05-asian-powers nrr:attributedTo id:authors-of-the-open-letter . "
    "id:open-letter-of-march-2010 nrr:author id:frank-elbe",
    "T44": issue("secondHandReport", "s10-07-coalitions", "s06-10-counterfactual"),
    "T45": "id:s10-12-report nrr:attributedTo id:reuters . "
    'id:reference-34 nrr:publisherAsPrinted "New York Times (Reuters)"',
    "T46": "id:s10-13-historically nrr:attributedTo id:russia ; nrr:value "
    "id:claim-crimea-historically-russian . id:claim-crimea-historically-russian a nrr:Claim",
    "T47": "id:s06-06-expulsion nrr:cause id:claim-espionage-accusation ; "
    "nrr:causeAccordingTo id:nato . "
    "id:claim-espionage-accusation a nrr:Claim",
    "T48": issue("unnamedSpeaker", "s04-08-practically"),
    "T49": issue("unnamedSpeaker", "s04-03-consensus-building", "s04-04-terrorism"),
    "T50": issue("viewOfOneSide", "s01-08-suspension", "s10-14-condemns"),
    # D. lost text and scrambling
    "T51": "id:s06-00-cause nrr:qualification nrr:headingOnly . "
    + issue("lostText", "s06-01-strain", "passage-s06-01"),
    "T52": issue("lostText", "passage-s06-02", "reference-14")
    + " FILTER NOT EXISTS { ?s nrr:reference id:reference-14 }",
    "T53": issue("lostText", "passage-s07-01", "reference-18", "reference-19")
    + " id:s07-00-plan nrr:qualification nrr:headingOnly",
    "T54": issue("lostText", "passage-s09-02"),
    "T55": "id:passage-s06-04 nrr:pieces ?pieces . "
    + issue("shuffledText", "passage-s06-04", "passage-s07-02"),
    "T56": "id:s08-06-start nrr:subject id:missile-defence-system-in-romania",
    "T57": issue("lostText", "section-s11"),
    "T58": issue("lostText", "passage-s14-02", "passage-s14-03"),
    "T59": "id:s06-09-place nrr:subject id:dmitry-medvedev ; nrr:passage id:passage-s06-07, "
    "id:passage-s06-09",
    # E. references and metadata
    "T60": "id:reference-29 nrr:source nrr:noValue . "
    + issue("emptyEntry", "reference-29", "s10-03-proposal"),
    "T61": "id:passage-s04-08 nrr:cites id:reference-13 . id:passage-s10-07 nrr:cites "
    "id:reference-13 . " + issue("unclearCoverage", "reference-2", "reference-13"),
    "T62": issue("unclearCoverage", "s07-02-bloc", "reference-20", "reference-21"),
    "T63": 'id:founding-act-text nrr:dateInTitle "1997-05-27"^^xsd:date . '
    "FILTER NOT EXISTS { id:founding-act-text nrr:published ?date }",
    "T64": issue("noReference", "reference-1", "reference-24", "reference-32"),
    "T65": 'id:reference-3 nrr:publisherAsPrinted "BBC News (Russia: BBC News)" . '
    + issue("differingNames", "reference-17", "reference-22"),
    "T66": 'id:reference-18 nrr:publisherAsPrinted "BBC NEWS" ; nrr:source/nrr:publisher '
    "id:bbc-news",
    "T67": issue("emptyEntry", "nato-russia-relations-article", "passage-s00-06"),
    "T68": "id:nato-russia-relations-article nrr:author ?who ; nrr:publisher ?who . "
    + issue("differingNames", "nato-russia-relations-article", "nato-russia-council"),
    "T69": issue("emptyEntry", "external-link-4"),
    "T70": 'id:dmitry-medvedev skos:altLabel "Dmitri Medvedev"@en, "Dimitri Medvedev"@en . '
    + issue("differingNames", "dmitry-medvedev", "south-ossetia-war-2008"),
    "T71": 'id:reference-13 nrr:retrieved "2009-05-01"^^xsd:date ; nrr:source ?work . '
    "FILTER NOT EXISTS { ?work nrr:published ?date }",
    "T72": "id:s04-07-scholastic nrr:paragraphReference id:reference-13 . id:s09-01-terrorism "
    "nrr:paragraphReference id:reference-26 . id:s10-09-exercise nrr:paragraphReference "
    "id:reference-32 . id:s10-04-proposal nrr:paragraphReference id:reference-30",
    "T73": issue("noReference", "s01-01-alliance", "s04-02-created", "s10-13-troops"),
}


def holds(store: ox.Store, pattern: str) -> bool:
    return bool(EmbeddedEngine(store).evaluate(f"{PREFIXES} ASK {{ {pattern} }}"))


def test_every_trap_is_answered() -> None:
    assert list(TRAPS) == [f"T{n:02}" for n in range(1, 74)]


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_represented_honestly(release: Release, trap: str) -> None:
    assert holds(release.store, TRAPS[trap])


@pytest.mark.parametrize("trap", TRAPS)
def test_a_check_can_fail(trap: str) -> None:
    assert not holds(ox.Store(), TRAPS[trap])


@pytest.mark.parametrize(
    "sentence",
    [
        "S01-01",
        "S01-02",
        "S01-05",
        "S01-06",
        "S01-07",
        "S03-04",
        "S04-01",
        "S04-02",
        "S04-05",
        "S06-03",
        "S06-05",
        "S06-06",
        "S08-01",
        "S08-03",
        "S08-05",
        "S08-06",
        "S10-06",
        "S10-13",
    ],
)
def test_no_reference_is_invented_where_the_article_gives_none(
    release: Release, sentence: str
) -> None:
    pattern = f'?s nrr:passage/nrr:sentence "{sentence}" '
    assert holds(release.store, pattern)
    alone = (
        f"{pattern} . FILTER NOT EXISTS {{ ?s nrr:passage ?p . FILTER(STR(?p) != "
        f"'https://w3id.org/nrr/id/passage-{sentence.lower()}') }} ?s nrr:reference ?r"
    )
    assert not holds(release.store, alone)
